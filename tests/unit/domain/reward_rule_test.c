#include "testing.h"

#include "domain/reward_rule.h"

#define ALL 0xFu

#define NATIONAL(grade, ppm, floor)                                                                \
	{                                                                                          \
		.name = { "n", 1 }, .kind = REWARD_NATIONAL, .level = grade, .from_ms = 1000,      \
		.share_ppm = ppm, .floor_fen = floor, .cap_fen = 100000000, .partly_ppm = 1000000, \
		.employments = ALL                                                                 \
	}
#define CITY(severity, fen, from, until)                                                     \
	{                                                                                    \
		.name = { "c", 1 }, .kind = REWARD_CITY, .level = severity, .from_ms = from, \
		.until_ms = until, .floor_fen = fen, .cap_fen = fen, .partly_ppm = 500000,   \
		.employments = ALL & ~(1u << REWARD_EMPLOYED_PART)                           \
	}

static const struct reward_rule rules[] = {
	NATIONAL(1, 50000, 500000), NATIONAL(2, 30000, 300000), NATIONAL(3, 10000, 100000),
	CITY(3, 10000, 1000, 5000), CITY(3, 12000, 5000, 0),
};

static const struct reward_facts ordinary = {
	.conduct_ms = 2000,
	.severity = 3,
	.found_true = true,
	.acted_on = true,
};

static int64_t earns(struct reward_facts f)
{
	const struct reward_rule *r;
	int64_t fen = -1;

	if (reward_rule_find(rules, ARRAY_LEN(rules), &f, &r))
		return 0;
	assert_int_equal(reward_amount(r, &f, &fen), ERR_OK);
	return fen;
}

static void a_serious_case_earns_a_share_between_floor_and_cap(void **state)
{
	static const struct {
		int64_t fine_fen, want_fen;
	} row[] = {
		{0,              300000   },
		{ 10000000,      300000   },
		{ 100000000,     3000000  },
		{ 10000000000,   100000000},
		{ INT64_MAX - 1, 100000000},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct reward_facts f = ordinary;

		f.serious = f.photos = true;
		f.fine_fen = row[i].fine_fen;
		assert_int_equal(earns(f), row[i].want_fen);
		f.confiscated_fen = 1; /* the sum may pass int64_t */
		assert_true(earns(f) >= row[i].want_fen);
	}
}

static void the_grade_follows_the_evidence(void **state)
{
	struct reward_facts f = ordinary;

	(void)state;
	f.serious = true;
	assert_int_equal(earns(f), 100000);
	f.photos = true;
	assert_int_equal(earns(f), 300000);
	f.employment = REWARD_EMPLOYED_FULL;
	assert_int_equal(earns(f), 500000);
	f.found_true = false;
	f.found_partly = true;
	assert_int_equal(earns(f), 100000);
}

static void an_ordinary_case_earns_the_sum_of_its_day(void **state)
{
	struct reward_facts f = ordinary;

	(void)state;
	assert_int_equal(earns(f), 10000);
	f.conduct_ms = 4999;
	assert_int_equal(earns(f), 10000);
	f.conduct_ms = 5000;
	assert_int_equal(earns(f), 12000);
	f.conduct_ms = 999;
	assert_int_equal(earns(f), 0);
}

static void what_is_not_true_or_not_acted_on_earns_nothing(void **state)
{
	struct reward_facts f = ordinary;

	(void)state;
	f.acted_on = false;
	assert_int_equal(earns(f), 0);
	f = ordinary;
	f.found_true = false;
	assert_int_equal(earns(f), 0);
	f.found_partly = true;
	assert_int_equal(earns(f), 5000);
}

static void who_is_not_eligible_earns_nothing(void **state)
{
	struct reward_facts f = ordinary;

	(void)state;
	f.employment = REWARD_EMPLOYED_PART;
	assert_int_equal(earns(f), 0);
	f.employment = REWARD_EMPLOYED_OUTSOURCED;
	assert_int_equal(earns(f), 10000);
}

static void the_parts_of_joint_reporters_sum_to_the_whole(void **state)
{
	static const int64_t whole[] = { 0, 1, 2, 99, 10000, 20001, INT64_MAX };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(whole); i++) {
		for (int n = 1; n < 60; n++) {
			int64_t sum = 0;

			for (int place = 0; place < n; place++) {
				int64_t part = reward_part(whole[i], n, place);

				assert_true(part >= whole[i] / n && part - whole[i] / n < n);
				sum += part;
			}
			assert_int_equal(sum, whole[i]);
		}
	}
	assert_int_equal(reward_part(10000, 3, 0), 3334);
	assert_int_equal(reward_part(10000, 3, 2), 3333);
}

static void facts_that_cannot_be_are_refused(void **state)
{
	const struct reward_rule *r;
	struct reward_facts f = ordinary;
	int64_t fen;

	(void)state;
	f.fine_fen = -1;
	assert_int_equal(reward_rule_find(rules, ARRAY_LEN(rules), &f, &r), ERR_INPUT);
	assert_int_equal(reward_amount(&rules[0], &f, &fen), ERR_INPUT);
	f = ordinary;
	f.severity = 6;
	assert_int_equal(reward_rule_find(rules, ARRAY_LEN(rules), &f, &r), ERR_INPUT);
}

static void caps_cut_small_rewards_only(void **state)
{
	struct reward_room room = { 3000, INT64_MAX, INT64_MAX };

	(void)state;
	assert_int_equal(reward_within(&rules[3], 10000, &room), 3000);
	assert_int_equal(reward_within(&rules[0], 10000, &room), 10000);
	room.person_day_fen = -5;
	assert_int_equal(reward_within(&rules[3], 10000, &room), 0);
	room = (struct reward_room){ INT64_MAX, 4000, INT64_MAX };
	assert_int_equal(reward_within(&rules[3], 10000, &room), 4000);
	room = (struct reward_room){ INT64_MAX, INT64_MAX, 1 };
	assert_int_equal(reward_within(&rules[3], 10000, &room), 1);
	room = (struct reward_room){ INT64_MAX, INT64_MAX, INT64_MAX };
	assert_int_equal(reward_within(&rules[3], 10000, &room), 10000);
}

static void employments_have_names(void **state)
{
	enum reward_employment back;

	(void)state;
	for (unsigned i = 0; i < REWARD_EMPLOYMENT__COUNT; i++) {
		struct str name = str_of(reward_employment_name((enum reward_employment)i));

		assert_int_equal(reward_employment_parse(name, &back), ERR_OK);
		assert_int_equal(back, i);
	}
	assert_int_equal(reward_employment_parse(STR("boss"), &back), ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_serious_case_earns_a_share_between_floor_and_cap),
		cmocka_unit_test(the_grade_follows_the_evidence),
		cmocka_unit_test(an_ordinary_case_earns_the_sum_of_its_day),
		cmocka_unit_test(what_is_not_true_or_not_acted_on_earns_nothing),
		cmocka_unit_test(who_is_not_eligible_earns_nothing),
		cmocka_unit_test(the_parts_of_joint_reporters_sum_to_the_whole),
		cmocka_unit_test(facts_that_cannot_be_are_refused),
		cmocka_unit_test(caps_cut_small_rewards_only),
		cmocka_unit_test(employments_have_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
