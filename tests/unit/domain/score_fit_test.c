#include "testing.h"

#include "domain/score_fit.h"

#include <math.h>
#include <stdlib.h>

#define CASES 4000

static struct score_card card;
static struct score_case cases[CASES];

/* A reproducible sequence; the tests need no better. */
static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Reports whose validity hangs on the order proof alone, p of 10 with it and q of 10 without. */
static void fill(uint32_t p, uint32_t q)
{
	uint32_t seed = 1;
	struct evidence ev;

	score_card_default(&card);
	for (size_t i = 0; i < CASES; i++) {
		struct score s;
		bool order = next(&seed) % 2;

		evidence_init(&ev);
		ev.x[SCORE_ORDER] = order;
		ev.x[SCORE_ACCOUNT] = (int32_t)(next(&seed) % 400);
		s = score_report(&card, &ev);
		cases[i] = (struct score_case){
			.verdict = next(&seed) % 10 < (order ? p : q) ? STANDING_VALID
								      : STANDING_INVALID,
			.weight = 1,
			.severity = 3,
			.at_ms = (int64_t)i * 60000,
		};
		for (size_t f = 0; f < SCORE__FEATURES; f++)
			cases[i].bins[f] = s.bins[f];
	}
}

static struct score_card fitted(struct score_fit_report *report)
{
	AUTO(arena) scratch;
	struct score_card out;

	arena_init(&scratch, 1 << 20);
	assert_int_equal(score_fit(&card, cases, CASES, &scratch, &out, report), ERR_OK);
	return out;
}

static void a_refit_learns_what_verdicts_show(void **state)
{
	struct score_fit_report report;
	struct score_card out;
	struct evidence ev;

	(void)state;
	fill(8, 3);
	out = fitted(&report);
	evidence_init(&ev);
	ev.x[SCORE_ACCOUNT] = 100;
	ev.x[SCORE_ORDER] = 1;
	/* .8 of verdicts, read through the reviewers' errors, is a little more. */
	assert_true(fabs(score_p(score_report(&out, &ev).v) - 0.84) < 0.05);
	ev.x[SCORE_ORDER] = 0;
	assert_true(fabs(score_p(score_report(&out, &ev).v) - 0.29) < 0.05);
	assert_int_equal(out.version, card.version + 1);
	assert_true(report.better);
	assert_true(report.after.v < report.before.v);
}

static void a_sign_never_turns(void **state)
{
	struct score_fit_report report;
	struct score_card out;

	(void)state;
	fill(2, 9); /* reviewers who distrust proof */
	out = fitted(&report);
	assert_true(out.bins[SCORE_ORDER][2].v >= out.bins[SCORE_ORDER][1].v);
	assert_true(out.bins[SCORE_ORDER][2].m <= out.bins[SCORE_ORDER][1].m);
}

static void a_fitted_card_can_be_stored(void **state)
{
	AUTO(buf) b = BUF_INIT(SCORE_CARD_TEXT_MAX);
	struct score_fit_report report;
	struct score_card out, back;

	(void)state;
	fill(8, 3);
	out = fitted(&report);
	score_card_format(&out, &b);
	assert_int_equal(score_card_parse(buf_str(&b), &back), ERR_OK);
}

static void what_no_verdict_shows_keeps_its_judgement(void **state)
{
	struct score_fit_report report;
	struct score_card out;

	(void)state;
	fill(8, 3);
	out = fitted(&report);
	assert_int_equal(out.bins[SCORE_DEVICE][2].v - out.bins[SCORE_DEVICE][1].v,
			 card.bins[SCORE_DEVICE][2].v - card.bins[SCORE_DEVICE][1].v);
}

static void few_verdicts_are_no_ground(void **state)
{
	AUTO(arena) scratch;
	struct score_fit_report report;
	struct score_card out;

	(void)state;
	fill(8, 3);
	arena_init(&scratch, 1 << 20);
	assert_int_equal(score_fit(&card, cases, SCORE_FIT_LEAST - 1, &scratch, &out, &report),
			 ERR_INPUT);
}

static void harm_is_counted_by_group(void **state)
{
	struct score_harm harm;

	(void)state;
	fill(8, 3);
	cases[0].verdict = STANDING_MALICIOUS;
	for (size_t i = 1; i < 11; i++) {
		cases[i].bins[SCORE_ACCOUNT] = 1;
		cases[i].hard = HARD_DEVICE;
		cases[i].bins[SCORE_DEVICE] = (uint8_t)(card.n_bins[SCORE_DEVICE] - 1);
		cases[i].severity = i == 1 ? 5 : 3;
	}
	cases[2].weight = 20; /* drawn for audit: it stands for twenty */
	harm = score_fit_harm(&card, cases, CASES);
	assert_int_equal(harm.n[GROUP_ALL], CASES - 1 + 19);
	assert_int_equal(harm.shielded[GROUP_ALL], 8 + 20);
	assert_int_equal(harm.shielded[GROUP_NEWCOMER], 8 + 20);
	assert_int_equal(harm.n[GROUP_NO_CREDIT], CASES - 1 + 19);
	assert_int_equal(harm.n[GROUP_RIDER], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refit_learns_what_verdicts_show),
		cmocka_unit_test(a_sign_never_turns),
		cmocka_unit_test(a_fitted_card_can_be_stored),
		cmocka_unit_test(what_no_verdict_shows_keeps_its_judgement),
		cmocka_unit_test(few_verdicts_are_no_ground),
		cmocka_unit_test(harm_is_counted_by_group),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
