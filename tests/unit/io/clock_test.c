#include "testing.h"

#include "io/clock.h"

static void the_steady_clock_never_goes_back(void **state)
{
	int64_t before = clock_steady_us();

	(void)state;
	for (int i = 0; i < 100000; i++) {
		int64_t now = clock_steady_us();

		assert_true(now >= before);
		before = now;
	}
	assert_true(clock_ms() > 1700000000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_steady_clock_never_goes_back) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
