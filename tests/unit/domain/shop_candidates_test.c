#include "testing.h"

#include "domain/shop_candidates.h"

#include <math.h>

static struct shop_found found(uint32_t ordinal, float total)
{
	return (struct shop_found){ .ordinal = ordinal, .total = total };
}

static void the_best_of_each_shop_stays_best_first(void **state)
{
	static const struct {
		uint32_t ordinal;
		float total;
	} row[] = {
		{7,  1},
                { 3, 5},
                { 7, 9},
                { 3, 2},
                { 8, 4},
                { 7, 3},
	};
	struct shop_pool p = { .n = 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct shop_found f = found(row[i].ordinal, row[i].total);

		shop_pool_offer(&p, &f);
	}
	assert_int_equal(p.n, 3);
	assert_int_equal(p.found[0].ordinal, 7);
	assert_true(p.found[0].total == 9);
	assert_int_equal(p.found[1].ordinal, 3);
	assert_true(p.found[1].total == 5);
	assert_int_equal(p.found[2].ordinal, 8);
	assert_true(p.rest == 0);
}

/* The probabilities are shares: what falls out of the pool must still weigh. */
static void those_that_do_not_stay_are_summed_up(void **state)
{
	struct shop_pool p = { .n = 0 };
	double all = 0, kept = 0;

	(void)state;
	for (uint32_t i = 0; i < 3 * SHOP_POOL; i++) {
		struct shop_found f = found(i, (float)(i * 37 % (3 * SHOP_POOL)) / 10);

		all += shop_weight(f.total);
		shop_pool_offer(&p, &f);
	}
	assert_int_equal(p.n, SHOP_POOL);
	for (size_t i = 0; i < p.n; i++) {
		kept += shop_weight(p.found[i].total);
		assert_true(!i || p.found[i - 1].total >= p.found[i].total);
	}
	assert_true(p.found[p.n - 1].total >= 4.7f);
	assert_true(fabs(all - kept - p.rest) < 1e-6 * all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_best_of_each_shop_stays_best_first),
		cmocka_unit_test(those_that_do_not_stay_are_summed_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
