#include "testing.h"

#include "media/pixels.h"

#include <string.h>

/* One red byte a pixel is enough to follow it. */
static struct pixels grid(uint32_t w, uint32_t h, const uint8_t *red)
{
	struct pixels px;

	assert_int_equal(pixels_alloc(&px, w, h), ERR_OK);
	for (uint32_t i = 0; i < w * h; i++)
		px.p[3 * i] = red[i];
	return px;
}

static void shrinking_averages_what_each_pixel_covers(void **state)
{
	static const uint8_t red[] = { 10, 30, 200, 100, 20, 40, 0, 100 };
	AUTO(pixels) px = grid(4, 2, red);
	AUTO(pixels) small = { 0 };

	(void)state;
	assert_int_equal(pixels_shrunk(&px, 2, 1, &small), ERR_OK);
	assert_int_equal(small.p[0], 25);
	assert_int_equal(small.p[3], 100);
	pixels_release(&small);
	/* 4 columns into 3: each covers one and a third. */
	assert_int_equal(pixels_shrunk(&px, 3, 2, &small), ERR_OK);
	assert_int_equal(small.p[0], 15);
	assert_int_equal(small.p[3], 115);
}

static void one_colour_stays_that_colour_at_any_size(void **state)
{
	(void)state;
	for (uint32_t w = 1; w <= 37; w++) {
		struct pixels px, small;

		assert_int_equal(pixels_alloc(&px, 37, 23), ERR_OK);
		memset(px.p, 201, 37u * 23 * 3);
		assert_int_equal(pixels_shrunk(&px, w, w <= 23 ? w : 23, &small), ERR_OK);
		for (size_t i = 0; i < (size_t)small.width * small.height * 3; i++)
			assert_int_equal(small.p[i], 201);
		pixels_release(&small);
		pixels_release(&px);
	}
}

static void the_longer_edge_is_cut_and_a_fitting_picture_is_left_alone(void **state)
{
	struct pixels px;

	(void)state;
	assert_int_equal(pixels_alloc(&px, 3000, 1), ERR_OK);
	assert_int_equal(pixels_shrink(&px, 3000), ERR_OK);
	assert_int_equal(px.width, 3000);
	assert_int_equal(pixels_shrink(&px, 320), ERR_OK);
	assert_int_equal(px.width, 320);
	assert_int_equal(px.height, 1);
	pixels_release(&px);
}

/* The stored picture 1 2 3 / 4 5 6 seen upright, for each orientation of the standard. */
static void each_orientation_is_turned_upright(void **state)
{
	static const uint8_t stored[] = { 1, 2, 3, 4, 5, 6 };
	static const struct {
		uint32_t w, h;
		uint8_t red[6];
	} want[9] = {
		[1] = {3,  2, { 1, 2, 3, 4, 5, 6 }},
                  [2] = { 3, 2, { 3, 2, 1, 6, 5, 4 }},
		[3] = { 3, 2, { 6, 5, 4, 3, 2, 1 }},
                  [4] = { 3, 2, { 4, 5, 6, 1, 2, 3 }},
		[5] = { 2, 3, { 1, 4, 2, 5, 3, 6 }},
                  [6] = { 2, 3, { 4, 1, 5, 2, 6, 3 }},
		[7] = { 2, 3, { 6, 3, 5, 2, 4, 1 }},
                  [8] = { 2, 3, { 3, 6, 2, 5, 1, 4 }},
	};

	(void)state;
	for (uint8_t o = 1; o <= 8; o++) {
		AUTO(pixels) px = grid(3, 2, stored);

		assert_int_equal(pixels_upright(&px, o), ERR_OK);
		assert_int_equal(px.width, want[o].w);
		assert_int_equal(px.height, want[o].h);
		for (size_t i = 0; i < 6; i++)
			assert_int_equal(px.p[3 * i], want[o].red[i]);
	}
}

static void an_unknown_orientation_changes_nothing(void **state)
{
	static const uint8_t red[] = { 1, 2 };
	AUTO(pixels) px = grid(2, 1, red);

	(void)state;
	assert_int_equal(pixels_upright(&px, 0), ERR_OK);
	assert_int_equal(pixels_upright(&px, 9), ERR_OK);
	assert_int_equal(px.p[0], 1);
}

static void an_empty_or_overflowing_picture_is_refused(void **state)
{
	struct pixels px;

	(void)state;
	assert_int_equal(pixels_alloc(&px, 0, 5), ERR_INPUT);
	assert_int_equal(pixels_alloc(&px, UINT32_MAX, UINT32_MAX), ERR_MEMORY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shrinking_averages_what_each_pixel_covers),
		cmocka_unit_test(one_colour_stays_that_colour_at_any_size),
		cmocka_unit_test(the_longer_edge_is_cut_and_a_fitting_picture_is_left_alone),
		cmocka_unit_test(each_orientation_is_turned_upright),
		cmocka_unit_test(an_unknown_orientation_changes_nothing),
		cmocka_unit_test(an_empty_or_overflowing_picture_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
