#include "testing.h"

#include "camera.h"

#include <string.h>

static enum media_verdict verdict(const void *p, size_t len)
{
	AUTO(pixels) px = { 0 };

	return jpeg_decode(p, len, AREA_MAX, 2560, &px);
}

/* Rewrites the dimensions in the frame header (SOF0). */
static void claim_size(struct buf *b, unsigned width, unsigned height)
{
	for (size_t i = 0; i + 9 < b->len; i++) {
		uint8_t *p = (uint8_t *)b->p + i;

		if (p[0] != 0xFF || p[1] != 0xC0)
			continue;
		p[5] = (uint8_t)(height >> 8);
		p[6] = (uint8_t)height;
		p[7] = (uint8_t)(width >> 8);
		p[8] = (uint8_t)width;
		return;
	}
	fail();
}

static void a_picture_survives_encoding_and_decoding(void **state)
{
	AUTO(buf) b = painted_jpeg(321, 123, 7, 90);
	AUTO(pixels) px = { 0 };

	(void)state;
	assert_int_equal(jpeg_decode((const uint8_t *)b.p, b.len, AREA_MAX, 2560, &px), MEDIA_OK);
	assert_int_equal(px.width, 321);
	assert_int_equal(px.height, 123);
}

static void a_large_picture_is_decoded_no_larger_than_needed(void **state)
{
	AUTO(buf) b = painted_jpeg(3200, 1600, 7, 60);
	AUTO(pixels) px = { 0 };

	(void)state;
	assert_int_equal(jpeg_decode((const uint8_t *)b.p, b.len, AREA_MAX, 700, &px), MEDIA_OK);
	assert_int_equal(px.width, 800);
	assert_int_equal(px.height, 400);
}

static void a_header_of_50000_by_50000_is_refused_before_allocation(void **state)
{
	static const unsigned size[][2] = {
		{50000,  50000},
                { 20001, 8    },
                { 8,     65000},
                { 11000, 11000}
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(size); i++) {
		AUTO(buf) b = painted_jpeg(64, 64, 3, 80);

		claim_size(&b, size[i][0], size[i][1]);
		assert_int_equal(verdict(b.p, b.len), MEDIA_TOO_BIG);
	}
}

static void a_header_that_promises_more_than_the_file_holds_is_broken(void **state)
{
	AUTO(buf) b = painted_jpeg(64, 64, 3, 80);

	(void)state;
	claim_size(&b, 6000, 6000);
	assert_int_equal(verdict(b.p, b.len), MEDIA_BROKEN);
}

static void a_file_cut_anywhere_is_broken(void **state)
{
	AUTO(buf) b = painted_jpeg(160, 120, 5, 80);

	(void)state;
	for (size_t len = 3; len < b.len; len += 7)
		assert_int_equal(verdict(b.p, len), MEDIA_BROKEN);
	assert_int_equal(verdict(b.p, b.len), MEDIA_OK);
}

static void zeroed_image_data_is_broken(void **state)
{
	AUTO(buf) b = painted_jpeg(640, 480, 5, 90);

	(void)state;
	memset(b.p + b.len / 2, 0xFF, b.len / 4);
	assert_int_equal(verdict(b.p, b.len), MEDIA_BROKEN);
}

/*
 * A progressive picture with one scan repeated: a few kilobytes that would
 * redraw a large picture thousands of times.
 */
static void a_progressive_bomb_is_stopped(void **state)
{
	static const uint8_t head[] = {
		0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0, /* quantisation table, 64 ones follow */
	};
	static const uint8_t frame[] = {
		0xFF, 0xC2, 0, 11, 8, 0x0F, 0xA0, 0x0F, 0xA0, 1, 1, 0x11, 0, /* 4000 × 4000, grey */
		0xFF, 0xC4, 0, 20, 0, 1,    0,    0,    0,    0, 0, 0,    0,
		0,    0,    0, 0,  0, 0,    0,    0,    0,
	};
	static const uint8_t scan[] = { 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0x10, 0 };
	static const uint8_t more[] = { 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0, 0 };
	AUTO(buf) b = BUF_INIT(8 << 20);
	char *p;

	(void)state;
	(void)scan;
	buf_add(&b, head, sizeof(head));
	for (int i = 0; i < 64; i++)
		buf_add_char(&b, 1);
	buf_add(&b, frame, sizeof(frame));
	for (int n = 0; n < 2; n++) {
		/* 250,000 blocks, one zero bit each: 31,250 bytes a scan. */
		buf_add(&b, more, sizeof(more));
		p = buf_reserve(&b, 31250);
		assert_non_null(p);
		memset(p, 0, 31250);
		b.len += 31250;
	}
	buf_add(&b, "\xFF\xD9", 2);
	assert_int_equal(verdict(b.p, b.len), MEDIA_OK);
	b.len -= 2;
	for (int n = 0; n < MEDIA_SCANS_MAX; n++) {
		buf_add(&b, more, sizeof(more));
		p = buf_reserve(&b, 31250);
		assert_non_null(p);
		memset(p, 0, 31250);
		b.len += 31250;
	}
	buf_add(&b, "\xFF\xD9", 2);
	assert_int_equal(verdict(b.p, b.len), MEDIA_TOO_SLOW);
}

static void the_encoder_stops_at_its_cap(void **state)
{
	AUTO(buf) b = BUF_INIT(70000);
	AUTO(pixels) px = painted(1000, 1000, 1);

	(void)state;
	for (size_t i = 0; i < (size_t)1000 * 1000 * 3; i++)
		px.p[i] = (uint8_t)(i * 2654435761u >> 13);
	assert_int_equal(jpeg_encode(&px, 90, &b), MEDIA_TOO_BIG);
}

static void camera_photos_are_decoded(void **state)
{
	static const char *const name[] = { "sony-alpha-6000.jpg", "short-ascii-II.jpg",
					    "evil1.jpg", "test3.jpg" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(name); i++) {
		AUTO(buf) b = camera_photo(name[i]);

		if (!b.len)
			skip();
		assert_int_equal(verdict(b.p, b.len), MEDIA_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_picture_survives_encoding_and_decoding),
		cmocka_unit_test(a_large_picture_is_decoded_no_larger_than_needed),
		cmocka_unit_test(a_header_of_50000_by_50000_is_refused_before_allocation),
		cmocka_unit_test(a_header_that_promises_more_than_the_file_holds_is_broken),
		cmocka_unit_test(a_file_cut_anywhere_is_broken),
		cmocka_unit_test(zeroed_image_data_is_broken),
		cmocka_unit_test(a_progressive_bomb_is_stopped),
		cmocka_unit_test(the_encoder_stops_at_its_cap),
		cmocka_unit_test(camera_photos_are_decoded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
