#include "testing.h"

static void every_error_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int e = 0; e < ERR__COUNT; e++) {
		assert_non_null(err_name((enum err)e));
		for (int before = 0; before < e; before++)
			assert_string_not_equal(err_name((enum err)e), err_name((enum err)before));
	}
	assert_string_equal(err_name((enum err)999), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_error_has_a_name_of_its_own) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
