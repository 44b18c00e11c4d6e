#include "testing.h"

#include "camera.h"
#include "media/photo.h"

#include <string.h>

static const struct photo_limits limits = {
	.upload_max = 8 << 20, .pixels_max = AREA_MAX, .photo_edge = 2560, .thumb_edge = 320
};

static bool contains(const struct buf *b, const char *what)
{
	return memmem(b->p, b->len, what, strlen(what)) != NULL;
}

static void what_is_kept_is_upright_small_and_without_metadata(void **state)
{
	static const struct {
		const char *name;
		uint32_t width, height;
	} row[] = {
		{"sony-alpha-6000.jpg", 2560, 1707},
		{ "right.jpg",          480,  640 },
		{ "test1.jpg",          180,  135 },
		{ "evil1.jpg",          640,  480 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		AUTO(buf) b = camera_photo(row[i].name);
		AUTO(photo) ph = { 0 };
		AUTO(pixels) thumb = { 0 };

		if (!b.len)
			skip();
		assert_int_equal(photo_make(&limits, (const uint8_t *)b.p, b.len, &ph), MEDIA_OK);
		assert_int_equal(ph.width, row[i].width);
		assert_int_equal(ph.height, row[i].height);
		assert_false(contains(&ph.full, "Exif"));
		assert_false(contains(&ph.full, "Photoshop"));
		assert_false(contains(&ph.thumb, "Exif"));
		assert_int_equal(jpeg_decode((const uint8_t *)ph.thumb.p, ph.thumb.len, AREA_MAX,
					     320, &thumb),
				 MEDIA_OK);
		assert_true(pixels_edge(&thumb) <= limits.thumb_edge);
	}
}

static void what_is_no_jpeg_gets_its_own_reason(void **state)
{
	static const char png[] = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR";
	static const char html[] = "<!DOCTYPE html><title>x</title>";
	struct photo ph;

	(void)state;
	assert_int_equal(photo_make(&limits, (const uint8_t *)png, sizeof(png), &ph),
			 MEDIA_NOT_JPEG);
	assert_int_equal(photo_make(&limits, (const uint8_t *)html, sizeof(html), &ph),
			 MEDIA_NOT_JPEG);
	assert_int_equal(photo_make(&limits, (const uint8_t *)"", 0, &ph), MEDIA_NOT_JPEG);
	assert_int_equal(photo_make(&limits, (const uint8_t *)"\xFF\xD8\xFF\xE0", 4, &ph),
			 MEDIA_BROKEN);
}

static void a_file_over_the_upload_limit_is_not_even_looked_at(void **state)
{
	struct photo ph;

	(void)state;
	assert_int_equal(photo_make(&limits, (const uint8_t *)"", limits.upload_max + 1, &ph),
			 MEDIA_TOO_BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_kept_is_upright_small_and_without_metadata),
		cmocka_unit_test(what_is_no_jpeg_gets_its_own_reason),
		cmocka_unit_test(a_file_over_the_upload_limit_is_not_even_looked_at),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
