#include "testing.h"

#include "domain/phash_index.h"

#define KEPT 20000

static uint64_t next(uint64_t *seed)
{
	uint64_t z = *seed += 0x9E3779B97F4A7C15u;

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static uint64_t flip(uint64_t hash, int bits, uint64_t *seed)
{
	uint64_t changed = 0;

	while (__builtin_popcountll(changed) < bits)
		changed |= 1ull << (next(seed) % 64);
	return hash ^ changed;
}

static void nothing_within_the_distance_is_missed(void **state)
{
	static uint64_t kept[KEPT];
	AUTO(arena) a;
	struct phash_index x;
	uint64_t seed = 5;

	(void)state;
	arena_init(&a, 16 << 20);
	assert_int_equal(phash_index_new(&a, KEPT, &x), ERR_OK);
	for (size_t i = 0; i < KEPT; i++) {
		kept[i] = next(&seed);
		phash_index_add(&x, kept[i], 1);
	}
	for (int round = 0; round < 2000; round++) {
		uint64_t q = flip(kept[next(&seed) % KEPT], (int)(next(&seed) % 16), &seed);
		int nearest = 64, found = -1;

		for (size_t i = 0; i < KEPT; i++) {
			int d = __builtin_popcountll(q ^ kept[i]);

			nearest = d < nearest ? d : nearest;
		}
		for (int d = 0; d <= PHASH_DISTANCE_MAX; d++) {
			assert_int_equal(phash_index_find(&x, q, 2, d, &found), nearest <= d);
			if (nearest <= d)
				assert_int_equal(found, nearest);
		}
	}
}

static void ones_own_picture_is_no_copy(void **state)
{
	AUTO(arena) a;
	struct phash_index x;

	(void)state;
	arena_init(&a, 4 << 20);
	assert_int_equal(phash_index_new(&a, 100, &x), ERR_OK);
	phash_index_add(&x, 0xABCDEF, 1);
	assert_false(phash_index_find(&x, 0xABCDEF, 1, PHASH_SAME, NULL));
	assert_true(phash_index_find(&x, 0xABCDEF, 2, PHASH_SAME, NULL));
	phash_index_add(&x, 0xABCDEF, 2);
	assert_true(phash_index_find(&x, 0xABCDEF, 1, PHASH_SAME, NULL));
}

static void one_picture_from_everybody_takes_two_places(void **state)
{
	AUTO(arena) a;
	struct phash_index x;

	(void)state;
	arena_init(&a, 4 << 20);
	assert_int_equal(phash_index_new(&a, 100, &x), ERR_OK);
	for (uint64_t owner = 1; owner <= 1000; owner++)
		phash_index_add(&x, 0xABCDEF, owner);
	assert_int_equal(x.n, 2);
}

static void a_black_picture_resembles_nothing(void **state)
{
	AUTO(arena) a;
	struct phash_index x;

	(void)state;
	arena_init(&a, 4 << 20);
	assert_int_equal(phash_index_new(&a, 100, &x), ERR_OK);
	phash_index_add(&x, 0, 1);
	phash_index_add(&x, UINT64_MAX, 1);
	assert_int_equal(x.n, 0);
	assert_false(phash_index_find(&x, 0, 2, PHASH_SAME, NULL));
}

static void when_full_the_oldest_is_forgotten(void **state)
{
	AUTO(arena) a;
	struct phash_index x;
	uint64_t seed = 9, first = next(&seed), last = first;
	size_t before;

	(void)state;
	arena_init(&a, 4 << 20);
	assert_int_equal(phash_index_new(&a, 1000, &x), ERR_OK);
	before = a.used_total;
	phash_index_add(&x, first, 1);
	for (int i = 0; i < 999; i++)
		phash_index_add(&x, last = next(&seed), 1);
	assert_true(phash_index_find(&x, first, 2, 0, NULL));
	for (int i = 0; i < 50000; i++)
		phash_index_add(&x, last = next(&seed), 1);
	assert_false(phash_index_find(&x, first, 2, 0, NULL));
	assert_true(phash_index_find(&x, last, 2, 0, NULL));
	assert_int_equal(a.used_total, before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_within_the_distance_is_missed),
		cmocka_unit_test(ones_own_picture_is_no_copy),
		cmocka_unit_test(one_picture_from_everybody_takes_two_places),
		cmocka_unit_test(a_black_picture_resembles_nothing),
		cmocka_unit_test(when_full_the_oldest_is_forgotten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
