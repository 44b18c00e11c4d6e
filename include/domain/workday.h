/*
 * Legal clocks count working days: Monday to Friday, without the public
 * holidays and with the make-up days (调休) that the State Council announces
 * each November for the coming year.
 *
 * A day is a day in Asia/Shanghai (UTC+8 all year), numbered since 1970-01-01.
 * Beyond the last announced year Monday to Friday is assumed and said so:
 * `assumed` is true whenever a counted day lies in a year without data, and
 * whoever shows the date shows the warning too.
 */
#ifndef DOMAIN_WORKDAY_H
#define DOMAIN_WORKDAY_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WORKDAY_COUNT_MAX 1000 /* the longest clock, in working days */

/* Dates are month * 100 + day; a list ends with 0. */
struct workday_year {
	int year;
	struct {
		int first, last; /* inclusive */
	} off[9];
	int made_up[9]; /* Saturdays and Sundays that are worked */
};

struct workday_calendar {
	const struct workday_year *years;
	size_t n;
};

/* What has been announced: 2024, 2025, 2026. */
extern const struct workday_calendar workday_china;

int64_t workday_day_of(int64_t time_ms);
int64_t workday_start_ms(int64_t day);
/* Days since 1970 of a date of the Gregorian calendar, and back. */
int64_t workday_from_date(int year, int month, int day);
void workday_to_date(int64_t day, int *ret_year, int *ret_month, int *ret_day);

/* *ret_assumed is set to true for a year without data, else left alone. */
bool workday_is_working(const struct workday_calendar *cal, int64_t day, bool *ret_assumed);

struct workday_due {
	int64_t due_ms; /* the last millisecond of the last day */
	bool assumed;
};

/*
 * The end of the n-th working day after the day of from_ms, which itself does
 * not count (a period begins on the day after its cause). ERR_INPUT unless
 * 1 <= n <= WORKDAY_COUNT_MAX.
 */
CHECKED
enum err workday_due(const struct workday_calendar *cal, int64_t from_ms, int n,
		     struct workday_due *ret_due);

/* Working days after the day of from_ms up to and with that of to_ms; negative when overdue. */
CHECKED
enum err workday_left(const struct workday_calendar *cal, int64_t from_ms, int64_t to_ms,
		      int *ret_days, bool *ret_assumed);

/* The first day of the calendar quarter that a day is in. */
int64_t workday_quarter(int64_t day);

#endif
