#include "testing.h"

#include "gateway/address_counts.h"

#include <stdlib.h>

static struct id address(unsigned n)
{
	/* The first two bytes choose the bucket: many share one. */
	return (struct id){
		{(unsigned char)(n & 1), 7, (unsigned char)(n >> 8), (unsigned char)n}
	};
}

static void each_address_is_counted_for_itself(void **state)
{
	struct address_counts *t = calloc(1, sizeof(*t));

	(void)state;
	assert_non_null(t);
	for (unsigned n = 0; n < 1000; n++) {
		for (unsigned i = 0; i <= n % 3; i++)
			assert_int_equal(address_counts_add(t, address(n)), ERR_OK);
	}
	for (unsigned n = 0; n < 1000; n++)
		assert_int_equal(address_counts_of(t, address(n)), 1 + n % 3);
	assert_int_equal(address_counts_of(t, address(1000)), 0);
	for (unsigned n = 0; n < 1000; n++) {
		for (unsigned i = 0; i <= n % 3; i++)
			address_counts_remove(t, address(n));
	}
	for (unsigned n = 0; n < 1000; n++)
		assert_int_equal(address_counts_of(t, address(n)), 0);
	for (size_t i = 0; i < ADDRESS_COUNTS_BUCKETS; i++)
		assert_null(t->bucket[i]); /* nothing is kept of who has gone */
	free(t);
}

static void one_that_was_never_there_can_be_removed_without_harm(void **state)
{
	struct address_counts *t = calloc(1, sizeof(*t));

	(void)state;
	assert_non_null(t);
	address_counts_remove(t, address(1));
	assert_int_equal(address_counts_of(t, address(1)), 0);
	free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_address_is_counted_for_itself),
		cmocka_unit_test(one_that_was_never_there_can_be_removed_without_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
