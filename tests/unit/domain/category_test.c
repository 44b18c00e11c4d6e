#include "testing.h"

#include "domain/category.h"

#include <string.h>

static void every_category_is_found_by_its_code(void **state)
{
	(void)state;
	for (size_t i = 0; i < CATEGORY_COUNT; i++) {
		const struct category *c = &category_all[i];

		assert_ptr_equal(category_find(str_of(c->code)), c);
		assert_int_equal(category_index(c), i);
		assert_true(strlen(c->zh) > 0 && strlen(c->en) > 0);
		assert_true(c->severity >= 1 && c->severity <= 5);
		assert_true(c->who != 0);
	}
}

static void other_codes_are_no_category(void **state)
{
	static const char *const bad[] = {
		"", "V", "V00", "V29", "V1", "v01", "V001", "V1a", "H01"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_null(category_find(str_of(bad[i])));
}

static void what_kills_is_severe_and_what_is_untidy_is_not(void **state)
{
	static const struct {
		const char *code;
		bool severe;
	} row[] = {
		{"V01",  true },
                { "V03", true },
                { "V16", true },
                { "V19", true },
		{ "V27", true },
                { "V14", false},
                { "V13", false},
                { "V22", false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(category_is_severe(category_find(str_of(row[i].code))),
				 row[i].severe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_category_is_found_by_its_code),
		cmocka_unit_test(other_codes_are_no_category),
		cmocka_unit_test(what_kills_is_severe_and_what_is_untidy_is_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
