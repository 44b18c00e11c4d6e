#include "testing.h"

#include "cli/score_cases.h"
#include "io/with_db.h"

#include <string.h>

#define DAY_MS  86400000LL
#define REPORTS 600

static const int64_t now_ms = STANDING_EPOCH_MS + 300 * DAY_MS;

static struct id id_n(int n)
{
	struct id id = { { 0 } };

	id.b[0] = 1;
	id.b[14] = (uint8_t)(n >> 8);
	id.b[15] = (uint8_t)n;
	return id;
}

/* Report n as it was taken in: every second one with an order proof; every tenth on a shared device
 * and so shielded, every second of those drawn. */
static void store_trace(struct db *db, int n)
{
	uint8_t packed[EVIDENCE_PACKED];
	struct evidence ev;

	evidence_init(&ev);
	ev.x[SCORE_ORDER] = n % 2;
	ev.x[SCORE_DEVICE] = n % 10 ? 0 : 5;
	ev.x[SCORE_ACCOUNT] = 3;
	evidence_pack(&ev, packed);
	assert_int_equal(DB_RUN(db, score_trace_put, .report = id_n(n), .owner = id_n(9000),
				.at_ms = now_ms - (REPORTS - n) * 3600000LL,
				.day = (now_ms - (REPORTS - n) * 3600000LL) / DAY_MS,
				.evidence = { (const char *)packed, sizeof(packed) },
				.hard = n % 10 ? 0 : HARD_DEVICE, .severity = 3,
				.sampled_of = n % 20 ? 1 : 20),
			 ERR_OK);
}

static void store_report(struct db *db, int n)
{
	static const char *const verdicts[] = { "'unfounded'", "'verified'", "NULL",
						"'duplicate'" };
	char sql[800];

	snprintf(sql, sizeof(sql),
		 "INSERT INTO report SET id = UNHEX('0100000000000000000000000000%04x'), owner = "
		 "'o', "
		 "contact = '', source = 'citizen', state = 'closed', category = 'V14', "
		 "severity = 3, text = '', office = 'x', photos = 0, submitted_ms = 1, "
		 "updated_ms = 1, due_ms = 1, receipt_lookup = UNHEX('%04x'), receipt_hash = '', "
		 "score_version = 1, score_v = 0, score_m = 0, score_json = '', lane = '%s', "
		 "audit_draw = %d, verdict = %s;",
		 (unsigned)n, (unsigned)n, n % 10 ? "normal" : "shielded", n % 20 == 0,
		 n % 10 == 0 ? "'malicious'"
			     : verdicts[n % 20 == 7   ? 2
					: n % 20 == 9 ? 3
						      : n % 2]);
	assert_int_equal(db_exec_text(db, sql), ERR_OK);
}

static int fill(void **state)
{
	struct test_db *t;

	if (test_db_up(state))
		return -1;
	t = *state;
	for (int n = 1; n <= REPORTS; n++) {
		store_trace(t->db, n);
		store_report(t->db, n);
	}
	return 0;
}

static void cases_are_verdicts_about_the_sender_and_draws_stand_for_the_shielded(void **state)
{
	struct test_db *t = *state;
	AUTO(arena) a = { .cap = 64 << 20 };
	struct score_cases c;
	struct score_card card;
	size_t samples = 0;

	score_card_default(&card);
	assert_int_equal(score_cases_read(t->db, &a, &card, now_ms, 365, &c), ERR_OK);
	/* Without a verdict, duplicates, and what was read in the shielded lane without a draw. */
	assert_int_equal(c.n, REPORTS - 3 * REPORTS / 20);
	for (size_t i = 0; i < c.n; i++) {
		assert_true(i == 0 || c.cases[i].at_ms / DAY_MS >= c.cases[i - 1].at_ms / DAY_MS);
		samples += c.cases[i].weight > 1;
		assert_int_equal(c.cases[i].hard != 0, c.cases[i].verdict == STANDING_MALICIOUS);
	}
	assert_int_equal(samples, REPORTS / 20);
}

static void a_refit_from_stored_verdicts_learns_them(void **state)
{
	struct test_db *t = *state;
	AUTO(arena) a = { .cap = 64 << 20 };
	struct score_findings found = { .shadow = { 0 } };
	struct score_cases c;
	struct score_card card, fitted;
	struct str text;

	score_card_default(&card);
	assert_int_equal(score_cases_read(t->db, &a, &card, now_ms, 365, &c), ERR_OK);
	assert_int_equal(score_fit(&card, c.cases, c.n, &a, &fitted, &found.fit), ERR_OK);
	assert_true(found.fit.better);
	assert_true(fitted.bins[SCORE_ORDER][2].v - fitted.bins[SCORE_ORDER][1].v >
		    card.bins[SCORE_ORDER][2].v - card.bins[SCORE_ORDER][1].v);
	found.before = found.after = score_fit_harm(&fitted, c.cases, c.n);
	assert_int_equal(score_cases_shadow(t->db, &card, &fitted, now_ms, 365, &found.shadow),
			 ERR_OK);
	text = score_cases_report(&a, &found);
	assert_non_null(strstr(text.p, "\"harm\":[{\"group\":\"all\","));
	assert_non_null(strstr(text.p, "\"shadow\":{\"days\":365,\"reports\":"));
	assert_non_null(strstr(text.p, "{\"from\":\"normal\",\"to\":\"normal\",\"n\":"));
}

static void a_shadow_counts_every_report_once(void **state)
{
	struct test_db *t = *state;
	struct score_card card, strict;
	struct score_shadow shadow;

	score_card_default(&card);
	strict = card;
	strict.shield_m[GATE_MARKED] = strict.shield_m[GATE_BYSTANDER] = -200;
	assert_int_equal(score_cases_shadow(t->db, &card, &strict, now_ms, 365, &shadow), ERR_OK);
	assert_int_equal(shadow.n, REPORTS);
	assert_int_equal(shadow.moved[LANE_NORMAL][LANE_SHIELDED] +
				 shadow.moved[LANE_PRIORITY][LANE_SHIELDED] +
				 shadow.moved[LANE_SHIELDED][LANE_SHIELDED],
			 REPORTS / 10);
	assert_int_equal(score_cases_shadow(t->db, &card, &card, now_ms, 3, &shadow), ERR_OK);
	assert_true(shadow.n < REPORTS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			cases_are_verdicts_about_the_sender_and_draws_stand_for_the_shielded),
		cmocka_unit_test(a_refit_from_stored_verdicts_learns_them),
		cmocka_unit_test(a_shadow_counts_every_report_once),
	};
	return cmocka_run_group_tests(tests, fill, test_db_down);
}
