#include "testing.h"

#include "base/str.h"

static void cutting_gives_each_part_once_empty_ones_too(void **state)
{
	static const char *const want[] = { "a", "", "bc", "" };
	struct str rest = STR("a,,bc,");
	size_t n = 0;

	(void)state;
	while (rest.p) {
		struct str part = str_cut(&rest, ',');

		assert_true(n < 4 && str_eq(part, str_of(want[n])));
		n++;
	}
	assert_int_equal(n, 4);
}

static void numbers_are_read_whole_or_not_at_all(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		long long n;
	} row[] = {
		{"0",                     true,  0                         },
		{ "-17",                  true,  -17                       },
		{ "+5",                   true,  5                         },
		{ "9223372036854775807",  true,  9223372036854775807LL     },
		{ "-9223372036854775808", true,  -9223372036854775807LL - 1},
		{ "9223372036854775808",  false, 0                         },
		{ "",                     false, 0                         },
		{ "-",                    false, 0                         },
		{ "1x",                   false, 0                         },
		{ " 1",                   false, 0                         },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		long long n = 0;

		assert_int_equal(str_to_i64(str_of(row[i].text), &n), row[i].ok);
		assert_int_equal(n, row[i].n);
	}
}

static void spans_compare_by_bytes_then_by_length(void **state)
{
	(void)state;
	assert_true(str_cmp(STR("a"), STR("b")) < 0);
	assert_true(str_cmp(STR("ab"), STR("a")) > 0);
	assert_int_equal(str_cmp(STR(""), (struct str){ NULL, 0 }), 0);
	assert_true(str_starts(STR("abc"), STR("ab")));
	assert_false(str_starts(STR("a"), STR("ab")));
	assert_true(str_eq(str_trim(STR(" \t x y\r\n")), STR("x y")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cutting_gives_each_part_once_empty_ones_too),
		cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
		cmocka_unit_test(spans_compare_by_bytes_then_by_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
