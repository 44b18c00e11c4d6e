#include "testing.h"

#include "base/arena.h"

#include <stdint.h>

static void memory_is_zeroed_and_aligned_also_after_a_reset(void **state)
{
	AUTO(arena) a = { .cap = 1 << 20 };

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t n = 1; n < 200; n += 7) {
			unsigned char *p = arena_alloc(&a, n);

			assert_non_null(p);
			assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
			for (size_t i = 0; i < n; i++) {
				assert_int_equal(p[i], 0);
				p[i] = 0xAA;
			}
		}
		arena_reset(&a);
	}
}

/* Big blocks come zeroed from the system: what an earlier round wrote must be gone all the same. */
static void a_big_block_is_zero_behind_what_was_written_and_before(void **state)
{
	static const size_t take[] = { 200 << 10, 100, 700 << 10, 16, 300 << 10 };
	AUTO(arena) a = { .cap = 4 << 20 };

	(void)state;
	for (size_t round = 0; round < 2 * ARRAY_LEN(take); round++) {
		for (size_t k = 0; k <= round % 3; k++) {
			size_t n = take[(round + k) % ARRAY_LEN(take)];
			unsigned char *p = arena_alloc(&a, n);

			assert_non_null(p);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xAA, n);
		}
		arena_reset(&a);
	}
}

static void the_cap_holds_and_a_refusal_leaves_the_arena_usable(void **state)
{
	AUTO(arena) a = { .cap = 16384 };

	(void)state;
	assert_non_null(arena_alloc(&a, 100));
	assert_null(arena_alloc(&a, 20000));
	assert_null(arena_alloc(&a, SIZE_MAX));
	assert_null(arena_calloc(&a, SIZE_MAX / 2, 3));
	assert_non_null(arena_alloc(&a, 100));
	assert_true(a.used_total <= a.cap);
}

static void texts_are_copied_with_their_end(void **state)
{
	AUTO(arena) a = { .cap = 4096 };
	struct str s = arena_str(&a, (struct str){ "鼓楼区", 6 }), t;

	(void)state;
	assert_string_equal(s.p, "鼓楼");
	t = arena_printf(&a, "%s-%d", s.p, 7);
	assert_string_equal(t.p, "鼓楼-7");
	assert_int_equal(t.len, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned_also_after_a_reset),
		cmocka_unit_test(a_big_block_is_zero_behind_what_was_written_and_before),
		cmocka_unit_test(the_cap_holds_and_a_refusal_leaves_the_arena_usable),
		cmocka_unit_test(texts_are_copied_with_their_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
