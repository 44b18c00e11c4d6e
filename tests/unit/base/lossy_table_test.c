#include "testing.h"

#include "base/lossy_table.h"

struct row {
	int value;
};

static void a_row_is_found_again(void **state)
{
	AUTO(arena) a;
	struct lossy_table t;
	struct row *r;

	(void)state;
	arena_init(&a, 1 << 20);
	assert_int_equal(lossy_table_new(&a, 100, sizeof(struct row), &t), ERR_OK);
	assert_null(lossy_table_find(&t, 7));
	r = lossy_table_take(&t, 7, 1000);
	assert_int_equal(r->value, 0);
	r->value = 5;
	assert_ptr_equal(lossy_table_find(&t, 7), r);
	assert_ptr_equal(lossy_table_take(&t, 7, 2000), r);
	assert_int_equal(r->value, 5);
	assert_null(lossy_table_find(&t, 0));
}

static void a_million_keys_need_no_more_memory(void **state)
{
	AUTO(arena) a;
	struct lossy_table t;
	size_t before;

	(void)state;
	arena_init(&a, 1 << 20);
	assert_int_equal(lossy_table_new(&a, 1024, sizeof(struct row), &t), ERR_OK);
	before = a.used_total;
	for (uint64_t key = 1; key <= 1000000; key++) {
		struct row *r = lossy_table_take(&t, key * 0x9E3779B97F4A7C15u, (int64_t)key);

		assert_int_equal(r->value, 0);
		r->value = 1;
	}
	assert_int_equal(a.used_total, before);
}

static void the_stalest_neighbour_is_forgotten(void **state)
{
	AUTO(arena) a;
	struct lossy_table t;

	(void)state;
	arena_init(&a, 1 << 20);
	assert_int_equal(lossy_table_new(&a, 8, sizeof(struct row), &t), ERR_OK);
	for (uint64_t key = 1; key <= 8; key++)
		lossy_table_take(&t, key, (int64_t)(100 + key));
	lossy_table_take(&t, 1, 200);
	lossy_table_take(&t, 9, 201);
	assert_non_null(lossy_table_find(&t, 1));
	assert_null(lossy_table_find(&t, 2));
	assert_non_null(lossy_table_find(&t, 9));
}

static void memory_beyond_the_cap_is_refused(void **state)
{
	AUTO(arena) a;
	struct lossy_table t;

	(void)state;
	arena_init(&a, 4096);
	assert_int_equal(lossy_table_new(&a, 1000, sizeof(struct row), &t), ERR_MEMORY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_is_found_again),
		cmocka_unit_test(a_million_keys_need_no_more_memory),
		cmocka_unit_test(the_stalest_neighbour_is_forgotten),
		cmocka_unit_test(memory_beyond_the_cap_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
