#include "domain/workday.h"

#define DAY_MS      86400000LL
#define SHANGHAI_MS (8 * 3600000LL)

/* Notices of the State Council's General Office of 2023-10-25, 2024-11-12 and 2025-11-04. */
/* clang-format off */
static const struct workday_year announced[] = {
	{ .year = 2024,
	  .off = { { 101, 101 }, { 210, 217 }, { 404, 406 }, { 501, 505 }, { 610, 610 },
		   { 915, 917 }, { 1001, 1007 } },
	  .made_up = { 204, 218, 407, 428, 511, 914, 929, 1012 } },
	{ .year = 2025,
	  .off = { { 101, 101 }, { 128, 204 }, { 404, 406 }, { 501, 505 }, { 531, 602 },
		   { 1001, 1008 } },
	  .made_up = { 126, 208, 427, 928, 1011 } },
	{ .year = 2026,
	  .off = { { 101, 103 }, { 215, 223 }, { 404, 406 }, { 501, 505 }, { 619, 621 },
		   { 925, 927 }, { 1001, 1007 } },
	  .made_up = { 104, 214, 228, 509, 920, 1010 } },
};
/* clang-format on */

const struct workday_calendar workday_china = { announced, ARRAY_LEN(announced) };

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t workday_day_of(int64_t time_ms)
{
	return floor_div(time_ms + SHANGHAI_MS, DAY_MS);
}

int64_t workday_start_ms(int64_t day)
{
	return day * DAY_MS - SHANGHAI_MS;
}

/*
 * Years are counted from March, so that the leap day is the last of its year
 * and a date is a plain sum; 719468 days lie between 0000-03-01 and 1970-01-01.
 */
int64_t workday_from_date(int year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1;
	int64_t m = month > 2 ? month - 3 : month + 9;
	int64_t leaps = floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400);

	return y * 365 + leaps + (153 * m + 2) / 5 + day - 1 - 719468;
}

void workday_to_date(int64_t day, int *ret_year, int *ret_month, int *ret_day)
{
	int year = (int)(1970 + floor_div(day * 400, 146097));
	int month = 12;

	/* The estimate is off by a year at most; the month by looking. */
	while (workday_from_date(year + 1, 1, 1) <= day)
		year++;
	while (workday_from_date(year, 1, 1) > day)
		year--;
	while (workday_from_date(year, month, 1) > day)
		month--;
	*ret_year = year;
	*ret_month = month;
	*ret_day = (int)(day - workday_from_date(year, month, 1)) + 1;
}

static const struct workday_year *find_year(const struct workday_calendar *cal, int year)
{
	for (size_t i = 0; i < cal->n; i++)
		if (cal->years[i].year == year)
			return &cal->years[i];
	return NULL;
}

bool workday_is_working(const struct workday_calendar *cal, int64_t day, bool *ret_assumed)
{
	int64_t weekday = day + 3 - floor_div(day + 3, 7) * 7; /* 0 is Monday */
	const struct workday_year *y;
	int year, month, dom, date;

	workday_to_date(day, &year, &month, &dom);
	y = find_year(cal, year);
	if (!y) {
		*ret_assumed = true;
		return weekday < 5;
	}
	date = month * 100 + dom;
	for (size_t i = 0; i < ARRAY_LEN(y->off) && y->off[i].first; i++)
		if (date >= y->off[i].first && date <= y->off[i].last)
			return false;
	for (size_t i = 0; i < ARRAY_LEN(y->made_up) && y->made_up[i]; i++)
		if (date == y->made_up[i])
			return true;
	return weekday < 5;
}

enum err workday_due(const struct workday_calendar *cal, int64_t from_ms, int n,
		     struct workday_due *ret_due)
{
	int64_t day = workday_day_of(from_ms);
	bool assumed = false;

	if (n < 1 || n > WORKDAY_COUNT_MAX)
		return ERR_INPUT;
	while (n > 0)
		n -= workday_is_working(cal, ++day, &assumed);
	ret_due->due_ms = workday_start_ms(day + 1) - 1;
	ret_due->assumed = assumed;
	return ERR_OK;
}

enum err workday_left(const struct workday_calendar *cal, int64_t from_ms, int64_t to_ms,
		      int *ret_days, bool *ret_assumed)
{
	int64_t from = workday_day_of(from_ms), to = workday_day_of(to_ms);
	int sign = to < from ? -1 : 1;
	bool assumed = false;
	int days = 0;

	if (to < from) {
		int64_t t = from;

		from = to;
		to = t;
	}
	if (to - from > 2 * WORKDAY_COUNT_MAX)
		return ERR_INPUT;
	while (from < to)
		days += workday_is_working(cal, ++from, &assumed);
	*ret_days = sign * days;
	*ret_assumed = assumed;
	return ERR_OK;
}

int64_t workday_quarter(int64_t day)
{
	int year, month, dom;

	workday_to_date(day, &year, &month, &dom);
	return workday_from_date(year, (month - 1) / 3 * 3 + 1, 1);
}
