#include "testing.h"

#include "camera.h"
#include "media/exif.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void the_cameras_of_the_corpus_are_read(void **state)
{
	static const struct {
		const char *name;
		int64_t taken_ms;
		double lat, lng;
		int orientation;
	} row[] = {
		{"test1.jpg",            1360137603000, 37.885,    -122.6225,   1},
		{ "test2.jpg",           1356245269000, 37.814667, -122.264167, 1},
		{ "sony-alpha-6000.jpg", 1397824433000, 0,         0,           1},
		{ "short-ascii-MM.jpg",  1071374504000, 0,         0,           1},
		{ "down-mirrored.jpg",   0,             0,         0,           4},
		{ "right.jpg",           0,             0,         0,           8},
		{ "evil1.jpg",           1053765633000, 0,         0,           1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		AUTO(buf) b = camera_photo(row[i].name);
		struct media_exif x;

		if (!b.len)
			skip();
		x = exif_of_jpeg((const uint8_t *)b.p, b.len);
		assert_int_equal(x.taken_ms, row[i].taken_ms);
		assert_int_equal(x.orientation, row[i].orientation);
		assert_int_equal(x.has_point, row[i].lat != 0);
		assert_true(!x.has_point ||
			    (fabs(x.lat - row[i].lat) < 1e-5 && fabs(x.lng - row[i].lng) < 1e-5));
	}
}

/* A TIFF block as a camera with a time zone would write it, big-endian. */
static struct buf block(const char *time, const char *zone)
{
	struct buf b = BUF_INIT(1024);

	buf_add(&b, "MM\0*\0\0\0\x08", 8);
	buf_add(&b, "\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x1A\0\0\0\0", 18);
	buf_add(&b, "\0\x02", 2);
	buf_add(&b, "\x90\x03\0\x02\0\0\0\x14\0\0\0\x38", 12);
	buf_add(&b, "\x90\x11\0\x02\0\0\0\x07\0\0\0\x4C\0\0\0\0", 16);
	buf_add(&b, time, 20);
	buf_add(&b, zone, 7);
	return b;
}

static void a_time_without_zone_is_chinas_and_one_with_zone_is_not(void **state)
{
	static const struct {
		const char *time, *zone;
		int64_t want;
	} row[] = {
		{"2026:11:24 18:03:59",  "      ", 1795514639000},
		{ "2026:11:24 18:03:59", "+08:00", 1795514639000},
		{ "2026:11:24 18:03:59", "+00:00", 1795543439000},
		{ "2026:11:24 18:03:59", "-01:30", 1795548839000},
		{ "2024:02:29 00:00:00", "+00:00", 1709164800000},
		{ "0000:00:00 00:00:00", "+00:00", 0            },
		{ "2026:13:24 18:03:59", "+00:00", 0            },
		{ "    :  :     :  :  ", "+00:00", 0            },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		AUTO(buf) b = block(row[i].time, row[i].zone);
		struct media_exif x = exif_of_tiff((const uint8_t *)b.p, b.len);

		assert_int_equal(x.taken_ms, row[i].want);
	}
}

/* Every cut and every flipped byte: a sanitizer build would see a read past the end. */
static void damaged_blocks_never_read_outside(void **state)
{
	AUTO(buf) b = block("2026:11:24 18:03:59", "+08:00");

	(void)state;
	for (size_t len = 0; len <= b.len; len++) {
		uint8_t *exact = malloc(len + !len);

		memcpy(exact, b.p, len);
		(void)exif_of_tiff(exact, len);
		for (size_t i = 0; i < len; i++) {
			exact[i] ^= 0xFF;
			(void)exif_of_tiff(exact, len);
			exact[i] ^= 0xFF;
		}
		free(exact);
	}
}

static void a_picture_without_exif_stands_upright_and_says_nothing(void **state)
{
	AUTO(buf) b = painted_jpeg(32, 32, 1, 80);
	struct media_exif x = exif_of_jpeg((const uint8_t *)b.p, b.len);

	(void)state;
	assert_int_equal(x.orientation, 1);
	assert_int_equal(x.taken_ms, 0);
	assert_false(x.has_point);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cameras_of_the_corpus_are_read),
		cmocka_unit_test(a_time_without_zone_is_chinas_and_one_with_zone_is_not),
		cmocka_unit_test(damaged_blocks_never_read_outside),
		cmocka_unit_test(a_picture_without_exif_stands_upright_and_says_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
