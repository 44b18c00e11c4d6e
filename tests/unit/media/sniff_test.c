#include "testing.h"

#include "media/sniff.h"

#include <string.h>

static void a_file_is_known_by_its_bytes_not_its_name(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		enum sniff want;
	} row[] = {
		{"\xFF\xD8\xFF\xE0",                   4,  SNIFF_JPEG },
		{ "\x89PNG\r\n\x1A\n\0\0\0\rIHDR",     16, SNIFF_PNG  },
		{ "GIF89a",			    6,  SNIFF_GIF  },
		{ "RIFF\x10\0\0\0WEBPVP8 ",            16, SNIFF_WEBP },
		{ "\0\0\0\x18"
		  "ftypheic\0\0\0\0", 16, SNIFF_HEIF },
		{ "\xEF\xBB\xBF \n<!DOCTYPE html>",    20, SNIFF_HTML },
		{ "<html>",			    6,  SNIFF_HTML },
		{ "<svg xmlns=",                       11, SNIFF_HTML },
		{ "\xFF\xD8",                          2,  SNIFF_OTHER},
		{ "",				  0,  SNIFF_OTHER},
		{ "hello",			     5,  SNIFF_OTHER},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(sniff((const uint8_t *)row[i].bytes, row[i].len), row[i].want);
}

static void every_kind_has_a_name(void **state)
{
	(void)state;
	assert_string_equal(sniff_name(SNIFF_PNG), "png");
	assert_string_equal(sniff_name((enum sniff)99), "other");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_known_by_its_bytes_not_its_name),
		cmocka_unit_test(every_kind_has_a_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
