#include "testing.h"

#include "domain/area.h"

static void districts_are_found_by_code_also_by_the_old_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < AREA_COUNT; i++)
		assert_ptr_equal(area_find(str_of(area_all[i].code)), &area_all[i]);
	assert_string_equal(area_find(STR("350182"))->zh, "长乐区");
	assert_null(area_find(STR("350100")));
	assert_null(area_find(STR("")));
}

static void a_district_is_read_from_what_people_write(void **state)
{
	static const struct {
		const char *text, *code;
	} row[] = {
		{"鼓楼区东街口那家店", "350102"},
		{ "在仓山万达",            "350104"},
		{ "福清的一家店",         "350181"},
		{ "a shop in cangshan",         "350104"},
		{ "鼓楼和台江之间",      NULL    },
		{ "东街口",                  NULL    },
		{ "",			   NULL    },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		const struct area *a = area_in_text(str_of(row[i].text));

		if (row[i].code)
			assert_string_equal(a->code, row[i].code);
		else
			assert_null(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(districts_are_found_by_code_also_by_the_old_one),
		cmocka_unit_test(a_district_is_read_from_what_people_write),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
