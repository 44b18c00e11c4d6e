#include "testing.h"

#include "camera.h"
#include "media/phash.h"

static uint64_t hash_of(const struct buf *jpeg)
{
	AUTO(pixels) px = { 0 };
	uint64_t h = 0;

	assert_int_equal(jpeg_decode((const uint8_t *)jpeg->p, jpeg->len, AREA_MAX, 320, &px),
			 MEDIA_OK);
	assert_int_equal(phash(&px, &h), ERR_OK);
	return h;
}

static int distance(uint64_t a, uint64_t b)
{
	return __builtin_popcountll(a ^ b);
}

static void recompression_and_resizing_hardly_move_it(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed < 9; seed++) {
		AUTO(buf) fine = painted_jpeg(1200, 900, seed, 95);
		AUTO(buf) poor = painted_jpeg(1200, 900, seed, 30);
		AUTO(buf) small = painted_jpeg(400, 300, seed, 70);

		assert_true(distance(hash_of(&fine), hash_of(&poor)) <= 8);
		assert_true(distance(hash_of(&fine), hash_of(&small)) <= 6);
	}
}

static void different_pictures_are_far_apart(void **state)
{
	uint64_t h[12];

	(void)state;
	for (uint32_t i = 0; i < 12; i++) {
		AUTO(buf) b = painted_jpeg(640, 480, i + 1, 85);

		h[i] = hash_of(&b);
	}
	for (int i = 0; i < 12; i++)
		for (int k = 0; k < i; k++)
			assert_true(distance(h[i], h[k]) >= 14);
}

static void one_colour_has_no_hash(void **state)
{
	AUTO(pixels) px = { 0 };
	uint64_t h = 1;

	(void)state;
	assert_int_equal(pixels_alloc(&px, 100, 80), ERR_OK);
	assert_int_equal(phash(&px, &h), ERR_OK);
	assert_true(h == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recompression_and_resizing_hardly_move_it),
		cmocka_unit_test(different_pictures_are_far_apart),
		cmocka_unit_test(one_colour_has_no_hash),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
