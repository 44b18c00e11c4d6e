#include "testing.h"

#include "domain/standing.h"

#include <string.h>

#define DAY_MS 86400000LL

static const int64_t start_ms = STANDING_EPOCH_MS + 100 * DAY_MS;

static struct evidence told(const struct standing *s, int64_t now_ms)
{
	struct evidence ev;

	evidence_init(&ev);
	standing_tell_owner(s, now_ms, &ev);
	return ev;
}

static void a_stranger_has_no_history(void **state)
{
	struct standing s = { 0 };

	(void)state;
	assert_int_equal(told(&s, start_ms).x[SCORE_HISTORY], EVIDENCE_MISSING);
	assert_int_equal(told(&s, start_ms).x[SCORE_BAD_FAITH], 0);
	assert_int_equal(told(&s, start_ms).x[SCORE_BAD_SHARE], 0);
}

static void a_record_is_a_smoothed_share(void **state)
{
	struct standing s = { 0 };

	(void)state;
	standing_record(&s, STANDING_VALID, start_ms, 1);
	assert_int_equal(told(&s, start_ms).x[SCORE_HISTORY], 733);
	standing_record(&s, STANDING_MALICIOUS, start_ms, 1);
	assert_int_equal(told(&s, start_ms).x[SCORE_HISTORY], 550);
	assert_int_equal(told(&s, start_ms).x[SCORE_BAD_FAITH], 100);
	assert_int_equal(told(&s, start_ms).x[SCORE_BAD_SHARE], 333);
}

static void one_confirmed_report_ends_a_record_of_being_wrong(void **state)
{
	struct standing s = { 0 };

	(void)state;
	assert_int_equal(told(&s, start_ms).x[SCORE_UNFOUNDED], 0);
	standing_record(&s, STANDING_INVALID, start_ms, 1);
	standing_record(&s, STANDING_INVALID, start_ms, 1);
	assert_int_equal(told(&s, start_ms).x[SCORE_UNFOUNDED], 200);
	assert_int_equal(told(&s, start_ms + STANDING_HALF_LIFE_MS).x[SCORE_UNFOUNDED], 100);
	standing_record(&s, STANDING_VALID, start_ms, 1);
	assert_int_equal(told(&s, start_ms).x[SCORE_UNFOUNDED], 0);
}

static void a_verdict_fades_by_half_each_half_life(void **state)
{
	struct standing s = { 0 };

	(void)state;
	standing_record(&s, STANDING_MALICIOUS, start_ms, 1);
	assert_int_equal(told(&s, start_ms + STANDING_HALF_LIFE_MS).x[SCORE_BAD_FAITH], 50);
	assert_int_equal(told(&s, start_ms + 2 * STANDING_HALF_LIFE_MS).x[SCORE_BAD_FAITH], 25);
	assert_int_equal(told(&s, start_ms + 9 * STANDING_HALF_LIFE_MS).x[SCORE_HISTORY],
			 EVIDENCE_MISSING);
}

static void recording_commutes_and_an_overturned_verdict_leaves_nothing(void **state)
{
	struct standing a = { 0 }, b = { 0 };
	int64_t later_ms = start_ms + 400 * DAY_MS;
	struct evidence one, two;

	(void)state;
	standing_record(&a, STANDING_VALID, start_ms, 1);
	standing_record(&a, STANDING_MALICIOUS, later_ms, 1);
	standing_record(&a, STANDING_MALICIOUS, later_ms, -1);
	standing_record(&b, STANDING_MALICIOUS, later_ms, -1);
	standing_record(&b, STANDING_VALID, start_ms, 1);
	standing_record(&b, STANDING_MALICIOUS, later_ms, 1);
	one = told(&a, later_ms);
	two = told(&b, later_ms);
	assert_memory_equal(&one, &two, sizeof(one));
	assert_int_equal(one.x[SCORE_BAD_FAITH], 0);
}

static void a_shop_is_known_by_what_was_confirmed(void **state)
{
	struct standing s = { 0 };
	struct evidence ev;

	(void)state;
	standing_record(&s, STANDING_INVALID, start_ms, 1);
	standing_record(&s, STANDING_VALID, start_ms, 1);
	standing_record(&s, STANDING_VALID, start_ms, 1);
	evidence_init(&ev);
	standing_tell_shop(&s, start_ms, &ev);
	assert_int_equal(ev.x[SCORE_SHOP], 200);
}

static void sums_hold_for_two_hundred_years(void **state)
{
	int64_t far_ms = STANDING_EPOCH_MS + 200 * 365 * DAY_MS;
	struct standing s = { 0 };

	(void)state;
	standing_record(&s, STANDING_VALID, start_ms, 1);
	standing_record(&s, STANDING_VALID, far_ms, 1);
	assert_int_equal(told(&s, far_ms).x[SCORE_HISTORY], 733);
}

static void only_verdicts_about_the_sender_count(void **state)
{
	enum standing_verdict v;

	(void)state;
	assert_true(standing_of_verdict(STR("partly"), &v));
	assert_int_equal(v, STANDING_VALID);
	assert_true(standing_of_verdict(STR("unfounded"), &v));
	assert_int_equal(v, STANDING_INVALID);
	assert_false(standing_of_verdict(STR("duplicate"), &v));
	assert_false(standing_of_verdict(STR("unverifiable"), &v));
	assert_false(standing_of_verdict((struct str){ NULL, 0 }, &v));
}

static void bad_faith_limits_how_much_one_sends(void **state)
{
	struct standing s = { 0 };
	struct evidence ev;

	(void)state;
	ev = told(&s, start_ms);
	assert_int_equal(standing_quota(&ev, 50), 50);
	standing_record(&s, STANDING_MALICIOUS, start_ms, 1);
	ev = told(&s, start_ms);
	assert_int_equal(standing_quota(&ev, 50), 5);
	assert_int_equal(standing_quota(&ev, 5), 1);
	ev.severity = 5;
	assert_int_equal(standing_quota(&ev, 50), 50);
	ev = told(&s, start_ms + 3 * STANDING_HALF_LIFE_MS);
	assert_int_equal(standing_quota(&ev, 50), 50);
	standing_record(&s, STANDING_MALICIOUS, start_ms, -1);
	ev = told(&s, start_ms);
	assert_int_equal(standing_quota(&ev, 50), 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stranger_has_no_history),
		cmocka_unit_test(a_record_is_a_smoothed_share),
		cmocka_unit_test(one_confirmed_report_ends_a_record_of_being_wrong),
		cmocka_unit_test(a_verdict_fades_by_half_each_half_life),
		cmocka_unit_test(recording_commutes_and_an_overturned_verdict_leaves_nothing),
		cmocka_unit_test(a_shop_is_known_by_what_was_confirmed),
		cmocka_unit_test(only_verdicts_about_the_sender_count),
		cmocka_unit_test(bad_faith_limits_how_much_one_sends),
		cmocka_unit_test(sums_hold_for_two_hundred_years),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
