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

/* Two verdicts are no pattern: the bin keeps nearly all of its judgement. */
static void what_few_verdicts_show_is_pulled_back_to_judgement(void **state)
{
	struct score_fit_report report;
	struct score_card out;
	const struct score_bin *was = card.bins[SCORE_RIDER], *is = out.bins[SCORE_RIDER];

	(void)state;
	fill(8, 3);
	for (size_t i = 0; i < CASES; i++)
		cases[i].bins[SCORE_RIDER] = 1;
	for (size_t i = 100; i < 102; i++) {
		cases[i].bins[SCORE_RIDER] = 2;
		cases[i].verdict = STANDING_INVALID;
	}
	out = fitted(&report);
	assert_in_range(is[2].v - is[1].v, was[2].v - was[1].v - 4, was[2].v - was[1].v);
	for (size_t i = 100; i < 500; i++) {
		cases[i].bins[SCORE_RIDER] = 2;
		cases[i].verdict = STANDING_INVALID;
	}
	out = fitted(&report);
	assert_int_equal(is[2].v - is[1].v, 0);
}

/* The newest fifth says the opposite of the rest, so what the rest teaches is wrong by now. */
static void a_refit_that_the_newest_verdicts_contradict_is_no_better(void **state)
{
	struct score_fit_report report;
	size_t held_out = CASES / SCORE_FIT_HOLD_OUT;

	(void)state;
	fill(8, 3);
	for (size_t i = CASES - held_out; i < CASES; i++)
		cases[i].verdict = cases[i].bins[SCORE_ORDER] == 2 ? STANDING_INVALID
								   : STANDING_VALID;
	(void)fitted(&report);
	assert_int_equal(report.n_held_out, held_out);
	assert_true(report.after.v > report.before.v);
	assert_false(report.better);
}

/* The losses are added up: a V that is a little better cannot hide a much worse M. */
static void the_check_looks_at_malice_too(void **state)
{
	struct score_fit_report report;

	(void)state;
	fill(8, 3);
	for (size_t i = 0; i < CASES; i++) {
		bool old = i < CASES - CASES / SCORE_FIT_HOLD_OUT;

		cases[i].bins[SCORE_TIME] = i % 2 ? 2 : 5;
		if (cases[i].verdict == STANDING_INVALID && (cases[i].bins[SCORE_TIME] == 2) == old)
			cases[i].verdict = STANDING_MALICIOUS;
	}
	(void)fitted(&report);
	assert_true(report.after.v < report.before.v);
	assert_true(report.after.m > report.before.m);
	assert_false(report.better);
}

static void a_drawn_case_weighs_what_it_stands_for(void **state)
{
	struct score_fit_report report;
	struct score_card light, heavy;
	int without;

	(void)state;
	fill(5, 5);
	for (size_t i = 0; i < CASES; i++) {
		cases[i].bins[SCORE_COPIED_TEXT] = i % 20 ? 1 : 2;
		if (i % 20 == 0)
			cases[i].verdict = i % 40 ? STANDING_VALID : STANDING_MALICIOUS;
	}
	light = fitted(&report);
	without = light.bins[SCORE_COPIED_TEXT][2].m - light.bins[SCORE_COPIED_TEXT][1].m;
	for (size_t i = 20; i < CASES; i += 40) /* the honest ones stand for twenty each */
		cases[i].weight = 20;
	heavy = fitted(&report);
	assert_true(heavy.bins[SCORE_COPIED_TEXT][2].m - heavy.bins[SCORE_COPIED_TEXT][1].m <
		    without - 10);
}

static void yesterday_weighs_more_than_last_year(void **state)
{
	struct score_fit_report report;
	struct score_card out;

	(void)state;
	fill(5, 5);
	for (size_t i = 0; i < CASES; i++) {
		bool order = cases[i].bins[SCORE_ORDER] == 2, early = i < CASES / 2;

		cases[i].verdict = order == early ? STANDING_INVALID : STANDING_VALID;
		cases[i].at_ms = early ? 0 : 365 * 86400000LL;
	}
	out = fitted(&report);
	assert_true(out.bins[SCORE_ORDER][2].v - out.bins[SCORE_ORDER][1].v > 20);
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

/* One shielded report in good faith of each group; a row names where it must be counted. */
static void each_group_counts_its_own_and_no_other(void **state)
{
	static const struct {
		enum score_feature f;
		uint8_t bin; /* of an old account with a record and a credit score, everything else
				1 */
		bool no_credit, rider, crowd;
	} row[] = {
		{SCORE_DEVICE,   2, false, false, false},
		{ SCORE_CREDIT,  0, true,  false, false},
		{ SCORE_RIDER,   2, false, true,  false},
		{ SCORE_CROWD,   2, false, false, false},
		{ SCORE_CROWD,   4, false, false, true },
		{ SCORE_HISTORY, 0, false, false, false}, /* no record, but not new */
		{ SCORE_ACCOUNT, 1, false, false, false}, /* new, but has a record */
	};
	struct score_case c = { 0 };

	(void)state;
	score_card_default(&card);
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct score_harm harm;

		c = (struct score_case){ .verdict = STANDING_INVALID,
					 .hard = HARD_DEVICE | HARD_COPIED_TEXT,
					 .severity = 3,
					 .weight = 1 };
		for (size_t f = 0; f < SCORE__FEATURES; f++)
			c.bins[f] = 1;
		c.bins[SCORE_ACCOUNT] = 5;
		c.bins[SCORE_COPIED_TEXT] = c.bins[SCORE_DEVICE] = 2;
		c.bins[row[i].f] = row[i].bin;
		harm = score_fit_harm(&card, &c, 1);
		assert_int_equal(harm.shielded[GROUP_ALL], 1);
		assert_int_equal(harm.n[GROUP_NEWCOMER], 0);
		assert_int_equal(harm.n[GROUP_NO_CREDIT], row[i].no_credit);
		assert_int_equal(harm.n[GROUP_RIDER], row[i].rider);
		assert_int_equal(harm.n[GROUP_CROWD], row[i].crowd);
	}
	c.bins[SCORE_HISTORY] = 0;
	assert_int_equal(score_fit_harm(&card, &c, 1).shielded[GROUP_NEWCOMER], 1);
	c.bins[SCORE_ACCOUNT] = 0; /* who has no account is no newcomer to it */
	assert_int_equal(score_fit_harm(&card, &c, 1).n[GROUP_NEWCOMER], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refit_learns_what_verdicts_show),
		cmocka_unit_test(a_sign_never_turns),
		cmocka_unit_test(a_fitted_card_can_be_stored),
		cmocka_unit_test(what_no_verdict_shows_keeps_its_judgement),
		cmocka_unit_test(what_few_verdicts_show_is_pulled_back_to_judgement),
		cmocka_unit_test(a_refit_that_the_newest_verdicts_contradict_is_no_better),
		cmocka_unit_test(the_check_looks_at_malice_too),
		cmocka_unit_test(a_drawn_case_weighs_what_it_stands_for),
		cmocka_unit_test(yesterday_weighs_more_than_last_year),
		cmocka_unit_test(few_verdicts_are_no_ground),
		cmocka_unit_test(harm_is_counted_by_group),
		cmocka_unit_test(each_group_counts_its_own_and_no_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
