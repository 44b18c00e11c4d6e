#include "testing.h"

#include "domain/understand_time.h"

#define NOW 1773840600000LL /* 2026-03-18 21:30 in Fuzhou, a Wednesday */

static void days_are_counted_back_from_today(void **state)
{
	static const struct {
		const char *text;
		int back, days;
	} row[] = {
		{"昨晚",                    1,  1 },
                { "前暝食的",             2,  1 },
		{ "大前天",                3,  1 },
                { "前几天",                7,  7 },
		{ "周三",                   0,  1 },
                { "上周三",                7,  1 },
		{ "上个星期三",          7,  1 },
                { "周麻婆家周一买的", 2,  1 },
		{ "上周末",                4,  2 },
                { "上周",                   9,  7 },
		{ "上个月",                45, 28},
                { "上月底",                24, 7 },
		{ "3月14号",                4,  1 },
                { "三月十四日",          4,  1 },
		{ "2026-03-14",               4,  1 },
                { "2026年3月14日",         4,  1 },
		{ "3/14",                     4,  1 },
                { "3.15那天",               3,  1 },
		{ "16号晚上",              2,  1 },
                { "12月31日",               77, 1 },
		{ "on March 14",              4,  1 },
                { "the 14th of March",        4,  1 },
		{ "last Friday",              5,  1 },
                { "last Wednesday",           7,  1 },
		{ "last weekend",             4,  2 },
	};
	struct sentence s;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct when w = { 0 };
		struct span at;

		assert_int_equal(sentence_read(str_of(row[i].text), &s), ERR_OK);
		assert_true(understand_day(&s, NOW, &w, &at));
		assert_int_equal((understand_midnight(NOW) - w.day) / DAY_MS, row[i].back);
		assert_int_equal(w.days, row[i].days);
		assert_true(at.to > at.from && at.to <= s.n);
	}
}

static void what_is_no_day_is_not_taken_for_one(void **state)
{
	static const char *const row[] = {
		"周麻婆川菜馆", "5.3",        "八一七中路3号店",
		"13月40日",     "一周年店庆", "3-4个人",
		"2号楼12层",    "老周",       "",
		"0月0日",
	};
	struct sentence s;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct when w = { 0 };
		struct span at;

		assert_int_equal(sentence_read(str_of(row[i]), &s), ERR_OK);
		assert_false(understand_day(&s, NOW, &w, &at));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_counted_back_from_today),
		cmocka_unit_test(what_is_no_day_is_not_taken_for_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
