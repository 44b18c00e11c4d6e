#include "domain/legal_clock.h"

#define ORDER_20   "市场监督管理投诉举报处理暂行办法（总局令第20号）"
#define ORDER_121  "市场监督管理投诉举报处理办法（总局令第121号）"
#define REWARDS    "市场监管领域重大违法行为举报奖励暂行办法（国市监稽规〔2021〕4号）"
#define OPERATOR   "本系统规则"
#define ORDER_FROM 20260415

/* clang-format off */
static const struct legal_row rows[] = {
	{ LEGAL_VERIFY, 20200101, ORDER_FROM - 1, 15, 15, true, ORDER_20 },
	{ LEGAL_VERIFY, ORDER_FROM, 0, 15, 15, true, ORDER_121 },
	{ LEGAL_TELL, 20200101, ORDER_FROM - 1, 5, 0, true, ORDER_20 },
	{ LEGAL_TELL, ORDER_FROM, 0, 5, 0, true, ORDER_121 },
	{ LEGAL_CASE, 20200101, 0, 90, 30, false, ORDER_20 },
	{ LEGAL_REWARD_TELL, 20211201, 0, 15, 0, true, REWARDS },
	{ LEGAL_CLAIM, 20211201, 0, 30, 10, true, REWARDS },
	{ LEGAL_APPEAL, 20200101, 0, 15, 0, true, OPERATOR },
};
/* clang-format on */

const struct legal_row *legal_row(enum legal_clock clock, int64_t conduct_ms)
{
	int year, month, day, date;

	workday_to_date(workday_day_of(conduct_ms), &year, &month, &day);
	date = year * 10000 + month * 100 + day;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].clock == clock && date >= rows[i].from &&
		    (rows[i].until == 0 || date <= rows[i].until))
			return &rows[i];
	return NULL;
}

enum err legal_due(const struct workday_calendar *cal, enum legal_clock clock, int64_t conduct_ms,
		   int64_t from_ms, bool extended, struct workday_due *ret_due)
{
	const struct legal_row *row = legal_row(clock, conduct_ms);
	int days;

	if (!row)
		return ERR_RULE;
	days = row->days + (extended ? row->more : 0);
	if (row->working)
		return workday_due(cal, from_ms, days, ret_due);
	ret_due->due_ms = workday_start_ms(workday_day_of(from_ms) + days + 1) - 1;
	ret_due->assumed = false;
	return ERR_OK;
}
