#include "testing.h"

#include "gateway/limiter.h"

static void a_window_gives_its_number_and_refills_evenly(void **state)
{
	struct limiter *l = limiter_new(64);
	struct id key = { { 1 } };
	int64_t wait = 0;

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_true(limiter_take(l, key, 10, 60000, 1000, &wait));
	assert_false(limiter_take(l, key, 10, 60000, 1000, &wait));
	assert_true(wait > 0 && wait <= 6001);
	assert_true(limiter_take(l, key, 10, 60000, 1000 + wait, &wait));
	assert_true(limiter_take(l, (struct id){ { 2 } }, 10, 60000, 1000, &wait));
	limiter_free(l);
}

static void strangers_never_make_it_grow(void **state)
{
	struct limiter *l = limiter_new(64);
	int64_t wait;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		struct id key = {
			{(uint8_t)i, (uint8_t)(i >> 8), (uint8_t)(i >> 16)}
		};

		assert_true(limiter_take(l, key, 5, 60000, i + 1, &wait));
	}
	limiter_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_window_gives_its_number_and_refills_evenly),
		cmocka_unit_test(strangers_never_make_it_grow),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
