#include "testing.h"

#include "io/db_ids.h"

#include <sodium.h>

static void ids_become_one_json_array(void **state)
{
	AUTO(arena) a = { .cap = 1 << 16 };
	struct id ids[] = { { { 0x01, 0xAB } }, { { 0xFF } } };
	static const char *const want[] = {
		"[]",
		"[\"01ab0000000000000000000000000000\"]",
		"[\"01ab0000000000000000000000000000\",\"ff000000000000000000000000000000\"]",
	};

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(want); n++)
		assert_true(str_eq(db_ids(&a, ids, n), str_of(want[n])));
}

static void a_full_arena_is_told(void **state)
{
	AUTO(arena) a = { .cap = 16 };
	struct id ids[40] = { 0 };

	(void)state;
	assert_null(db_ids(&a, ids, ARRAY_LEN(ids)).p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_become_one_json_array),
		cmocka_unit_test(a_full_arena_is_told),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
