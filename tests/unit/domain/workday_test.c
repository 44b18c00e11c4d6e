#include "testing.h"

#include "domain/workday.h"

#define AT(y, m, d, hour) (workday_start_ms(workday_from_date(y, m, d)) + (hour)*3600000LL)

static void dates_and_day_numbers_are_each_others_inverse(void **state)
{
	(void)state;
	assert_int_equal(workday_from_date(1970, 1, 1), 0);
	assert_int_equal(workday_from_date(2000, 3, 1), 11017);
	assert_int_equal(workday_from_date(2026, 4, 15), 20558);
	for (int64_t day = -800; day < 60000; day++) {
		int y, m, d;

		workday_to_date(day, &y, &m, &d);
		assert_int_equal(workday_from_date(y, m, d), day);
		assert_true(m >= 1 && m <= 12 && d >= 1 && d <= 31);
	}
}

static void a_day_begins_at_midnight_in_shanghai(void **state)
{
	/* 2026-05-08T16:00:00Z is midnight of the 9th in Shanghai. */
	int64_t midnight = 1778256000000LL;

	(void)state;
	assert_int_equal(workday_day_of(midnight), workday_from_date(2026, 5, 9));
	assert_int_equal(workday_day_of(midnight - 1), workday_from_date(2026, 5, 8));
	assert_int_equal(workday_start_ms(workday_from_date(2026, 5, 9)), midnight);
	assert_int_equal(workday_day_of(-1), 0);
	assert_int_equal(workday_day_of(-8 * 3600000LL - 1), -1);
}

static void holidays_rest_and_made_up_weekends_work(void **state)
{
	static const struct {
		int y, m, d;
		bool working;
	} row[] = {
		{2024,  2,  9,  true },
                { 2024, 2,  10, false},
                { 2024, 2,  17, false},
		{ 2024, 2,  18, true },
                { 2024, 4,  7,  true },
                { 2024, 9,  16, false},
		{ 2025, 1,  26, true },
                { 2025, 1,  27, true },
                { 2025, 1,  28, false},
		{ 2025, 2,  4,  false},
                { 2025, 6,  2,  false},
                { 2025, 10, 8,  false},
		{ 2025, 10, 11, true },
                { 2026, 1,  2,  false},
                { 2026, 1,  4,  true },
		{ 2026, 2,  14, true },
                { 2026, 2,  23, false},
                { 2026, 2,  28, true },
		{ 2026, 5,  9,  true },
                { 2026, 5,  10, false},
                { 2026, 9,  20, true },
		{ 2026, 10, 7,  false},
                { 2026, 10, 10, true },
                { 2026, 11, 24, true },
		{ 2026, 11, 28, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		bool assumed = false;
		int64_t day = workday_from_date(row[i].y, row[i].m, row[i].d);

		assert_int_equal(workday_is_working(&workday_china, day, &assumed), row[i].working);
		assert_false(assumed);
	}
}

static void an_announced_year_has_its_known_number_of_working_days(void **state)
{
	static const struct {
		int year, days;
	} row[] = {
		{2024,  251},
                { 2025, 248},
                { 2026, 248}
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		int n = 0;
		bool assumed = false;

		for (int64_t d = workday_from_date(row[i].year, 1, 1);
		     d < workday_from_date(row[i].year + 1, 1, 1); d++)
			n += workday_is_working(&workday_china, d, &assumed);
		assert_int_equal(n, row[i].days);
	}
}

static void clocks_skip_what_is_not_worked(void **state)
{
	static const struct {
		int y, m, d, n;
		int due_y, due_m, due_d;
		bool assumed;
	} row[] = {
  /* An ordinary week: from Monday, five working days end next Monday. */
		{2026,  11, 9,  5,  2026, 11, 16, false},
 /* Over the Spring Festival with a worked Saturday on each side. */
		{ 2026, 2,  13, 2,  2026, 2,  24, false},
		{ 2026, 2,  13, 15, 2026, 3,  12, false},
 /* National Day. */
		{ 2026, 9,  30, 1,  2026, 10, 8,  false},
 /* The cause falls on a day off. */
		{ 2026, 5,  2,  1,  2026, 5,  6,  false},
 /* Into a year that nobody has announced. */
		{ 2026, 12, 30, 1,  2026, 12, 31, false},
		{ 2026, 12, 31, 1,  2027, 1,  1,  true },
		{ 2030, 1,  1,  1,  2030, 1,  2,  true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct workday_due due;

		for (int hour = 0; hour < 24; hour += 23) {
			assert_int_equal(workday_due(&workday_china,
						     AT(row[i].y, row[i].m, row[i].d, hour),
						     row[i].n, &due),
					 ERR_OK);
			assert_int_equal(due.due_ms,
					 AT(row[i].due_y, row[i].due_m, row[i].due_d, 24) - 1);
			assert_int_equal(due.assumed, row[i].assumed);
		}
	}
}

static void what_is_left_turns_negative_when_overdue(void **state)
{
	int days;
	bool assumed;

	(void)state;
	assert_int_equal(workday_left(&workday_china, AT(2026, 2, 13, 9), AT(2026, 2, 24, 9), &days,
				      &assumed),
			 ERR_OK);
	assert_int_equal(days, 2);
	assert_int_equal(workday_left(&workday_china, AT(2026, 2, 24, 9), AT(2026, 2, 13, 9), &days,
				      &assumed),
			 ERR_OK);
	assert_int_equal(days, -2);
	assert_int_equal(workday_left(&workday_china, AT(2026, 11, 24, 9), AT(2027, 1, 5, 9), &days,
				      &assumed),
			 ERR_OK);
	assert_true(assumed);
	assert_int_equal(workday_left(&workday_china, 0, INT64_MAX / 2, &days, &assumed),
			 ERR_INPUT);
}

static void absurd_clocks_are_refused(void **state)
{
	struct workday_due due;

	(void)state;
	assert_int_equal(workday_due(&workday_china, 0, 0, &due), ERR_INPUT);
	assert_int_equal(workday_due(&workday_china, 0, -1, &due), ERR_INPUT);
	assert_int_equal(workday_due(&workday_china, 0, WORKDAY_COUNT_MAX + 1, &due), ERR_INPUT);
}

static void a_quarter_begins_with_its_first_month(void **state)
{
	static const struct {
		int month, day, want;
	} row[] = {
		{1,   1,  1 },
                { 3,  31, 1 },
                { 4,  1,  4 },
                { 6,  30, 4 },
                { 9,  30, 7 },
                { 12, 31, 10}
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(workday_quarter(workday_from_date(2026, row[i].month, row[i].day)),
				 workday_from_date(2026, row[i].want, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_and_day_numbers_are_each_others_inverse),
		cmocka_unit_test(a_day_begins_at_midnight_in_shanghai),
		cmocka_unit_test(holidays_rest_and_made_up_weekends_work),
		cmocka_unit_test(an_announced_year_has_its_known_number_of_working_days),
		cmocka_unit_test(clocks_skip_what_is_not_worked),
		cmocka_unit_test(what_is_left_turns_negative_when_overdue),
		cmocka_unit_test(absurd_clocks_are_refused),
		cmocka_unit_test(a_quarter_begins_with_its_first_month),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
