#include "testing.h"

#include "base/utf8.h"

#include <string.h>

static void every_code_point_survives_the_way_there_and_back(void **state)
{
	(void)state;
	for (uint32_t cp = 1; cp <= 0x110000; cp += cp < 0x3000 ? 1 : 97) {
		char bytes[4];
		size_t n = utf8_put(cp, bytes);
		struct str s = { bytes, n };

		if ((cp >= 0xD800 && cp < 0xE000) || cp > 0x10FFFF) {
			assert_int_equal(n, 0);
			continue;
		}
		assert_int_equal(utf8_next(&s), cp);
		assert_int_equal(s.len, 0);
	}
}

static void malformed_bytes_are_never_valid(void **state)
{
	static const char *const bad[] = {
		"\x80",         "\xC0\x80",         "\xC1\xBF",         "\xE0\x80\x80",
		"\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xFF",
		"\xE4\xB8",     "ok\xE4",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(utf8_valid(str_of(bad[i])));
	assert_true(utf8_valid(STR("后厨有老鼠 🐀")));
}

static void characters_are_counted_and_cut_whole(void **state)
{
	struct str s = STR("后厨abc");

	(void)state;
	assert_int_equal(utf8_len(s), 5);
	assert_true(str_eq(utf8_head(s, 3), STR("后厨a")));
	assert_true(str_eq(utf8_head(s, 50), s));
	assert_int_equal(utf8_head(s, 0).len, 0);
}

static void text_that_could_disguise_itself_is_not_plain(void **state)
{
	(void)state;
	assert_true(utf8_is_plain(STR("第一行\n第二行\t。")));
	assert_false(utf8_is_plain(STR("a\x01")));
	assert_false(utf8_is_plain(STR("a\x7F")));
	assert_false(utf8_is_plain(STR("abc\xE2\x80\xAE"
				       "cba")));
	assert_false(utf8_is_plain(STR("\xE2\x81\xA6x")));
	assert_false(utf8_is_plain(STR("\xC2\x85")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_survives_the_way_there_and_back),
		cmocka_unit_test(malformed_bytes_are_never_valid),
		cmocka_unit_test(characters_are_counted_and_cut_whole),
		cmocka_unit_test(text_that_could_disguise_itself_is_not_plain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
