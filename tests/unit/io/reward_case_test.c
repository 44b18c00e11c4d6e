#include "testing.h"

#include "io/reward_case.h"
#include "with_db.h"

#define DAY_2026 1769904000000 /* 2026-02-01 */

static const struct r_reward_case closed = {
	.severity = 4,
	.occurred_ms = I64_NULL,
	.submitted_ms = DAY_2026,
	.verdict = {"verified",   8},
	.outcome = { "rectified", 9},
	.fine_fen = I64_NULL,
	.confiscated_fen = I64_NULL,
	.serious = I64_NULL,
};

static int64_t earns(struct test_db *t, const struct reward_facts *f)
{
	AUTO(arena) a = { .cap = 1 << 20 };
	const struct reward_rule *rule;
	struct reward_rules rules;
	int64_t fen = -1;

	assert_int_equal(reward_rules_load(t->db, &a, &rules), ERR_OK);
	if (reward_rule_find(rules.rule, rules.n, f, &rule))
		return 0;
	assert_int_equal(reward_amount(rule, f, &fen), ERR_OK);
	return fen;
}

static void the_stored_rules_pay_small_sums_by_severity(void **state)
{
	static const int64_t want[] = { 5000, 5000, 10000, 20000, 30000 };
	struct r_reward_case r = closed;

	for (int severity = 1; severity <= 5; severity++) {
		struct reward_facts f;

		r.severity = severity;
		f = reward_facts_of(&r, REWARD_EMPLOYED_NOT);
		assert_int_equal(earns(*state, &f), want[severity - 1]);
	}
}

static void the_stored_rules_follow_the_national_grades(void **state)
{
	struct r_reward_case r = closed;
	struct reward_facts f;

	r.serious = 1;
	r.fine_fen = 20000000; /* 200,000 yuan */
	f = reward_facts_of(&r, REWARD_EMPLOYED_NOT);
	assert_int_equal(earns(*state, &f), 200000);
	f = reward_facts_of(&r, REWARD_EMPLOYED_PART);
	assert_int_equal(earns(*state, &f), 1000000);
	r.occurred_ms = 1700000000000; /* 2023: part-time riders were excluded */
	f = reward_facts_of(&r, REWARD_EMPLOYED_PART);
	assert_int_equal(earns(*state, &f), 0);
	f = reward_facts_of(&r, REWARD_EMPLOYED_FULL);
	assert_int_equal(earns(*state, &f), 1000000);
}

static void a_case_without_action_earns_nothing(void **state)
{
	struct r_reward_case r = closed;
	struct reward_facts f;

	r.outcome = STR("no_case");
	f = reward_facts_of(&r, REWARD_EMPLOYED_NOT);
	assert_int_equal(earns(*state, &f), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_stored_rules_pay_small_sums_by_severity),
		cmocka_unit_test(the_stored_rules_follow_the_national_grades),
		cmocka_unit_test(a_case_without_action_earns_nothing),
	};
	return cmocka_run_group_tests(tests, test_db_up, test_db_down);
}
