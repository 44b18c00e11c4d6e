#include "testing.h"

#include "domain/legal_clock.h"

#include <string.h>

static int64_t at(int y, int m, int d)
{
	return workday_start_ms(workday_from_date(y, m, d)) + 12 * 3600000LL;
}

static void the_law_in_force_on_the_day_of_the_conduct_counts(void **state)
{
	const struct legal_row *before, *after;

	(void)state;
	before = legal_row(LEGAL_VERIFY, at(2026, 4, 14));
	after = legal_row(LEGAL_VERIFY, at(2026, 4, 15));
	assert_non_null(before);
	assert_non_null(after);
	assert_non_null(strstr(before->basis, "第20号"));
	assert_non_null(strstr(after->basis, "第121号"));
	assert_null(legal_row(LEGAL_VERIFY, at(2019, 12, 31)));
	assert_null(legal_row(LEGAL_CLAIM, at(2021, 11, 30)));
}

static void every_clock_has_exactly_one_row_today(void **state)
{
	(void)state;
	for (int c = 0; c < LEGAL_CLOCK__COUNT; c++)
		assert_non_null(legal_row((enum legal_clock)c, at(2026, 11, 24)));
}

static void clocks_run_in_their_own_days(void **state)
{
	struct workday_due due;
	int64_t from = at(2026, 9, 1);

	(void)state;
	assert_int_equal(legal_due(&workday_china, LEGAL_VERIFY, from, from, false, &due), ERR_OK);
	assert_int_equal(workday_day_of(due.due_ms), workday_from_date(2026, 9, 21));
	assert_int_equal(legal_due(&workday_china, LEGAL_VERIFY, from, from, true, &due), ERR_OK);
	assert_int_equal(workday_day_of(due.due_ms), workday_from_date(2026, 10, 19));
	assert_int_equal(legal_due(&workday_china, LEGAL_CASE, from, from, false, &due), ERR_OK);
	assert_int_equal(workday_day_of(due.due_ms), workday_from_date(2026, 9, 1) + 90);
	assert_int_equal(legal_due(&workday_china, LEGAL_TELL, at(2001, 1, 1), from, false, &due),
			 ERR_RULE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_law_in_force_on_the_day_of_the_conduct_counts),
		cmocka_unit_test(every_clock_has_exactly_one_row_today),
		cmocka_unit_test(clocks_run_in_their_own_days),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
