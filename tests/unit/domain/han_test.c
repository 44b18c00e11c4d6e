#include "testing.h"

#include "base/utf8.h"
#include "domain/han.h"

static uint16_t sym(const char *utf8)
{
	struct str s = str_of(utf8);

	return han_fold(utf8_next(&s));
}

static void forms_of_one_character_fold_together(void **state)
{
	static const struct {
		const char *a, *b;
	} row[] = {
		{"麵",  "面"},
                { "雞", "鸡"},
                { "滷", "卤"},
                { "鍋", "锅"},
		{ "Ａ", "a"  },
                { "K",   "k"  },
                { "８", "8"  }
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(sym(row[i].a), sym(row[i].b));
}

static void decoration_has_no_symbol(void **state)
{
	static const char *const row[] = { "·", "（", "【", "🔥",  "❤", "…",
					   "~", " ",  "　", "！", "、" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(sym(row[i]), 0);
	assert_int_not_equal(sym("の"), 0);
}

static void characters_sound_alike_by_any_of_their_readings(void **state)
{
	(void)state;
	assert_true(han_same_sound(sym("锅"), sym("郭")));
	assert_true(han_same_sound(sym("行"), sym("航")));
	assert_true(han_same_sound(sym("行"), sym("形")));
	assert_false(han_same_sound(sym("锅"), sym("火")));
	assert_false(han_same_sound(sym("四"), sym("十")));
	assert_true(han_near_sound(sym("四"), sym("是")));
	assert_true(han_near_sound(sym("福"), sym("湖")));
	assert_true(han_near_sound(sym("林"), sym("宁")));
	assert_false(han_near_sound(sym("a"), sym("a")));
}

static void characters_look_alike_by_strokes_and_parts(void **state)
{
	static const struct {
		const char *a, *b;
	} row[] = {
		{"未",  "末"},
                { "晴", "睛"},
                { "土", "士"},
                { "间", "问"},
                { "辨", "辩"}
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		assert_true(han_alike(sym(row[i].a), sym(row[i].b)) > 180);
		assert_true(han_alike(sym(row[i].b), sym(row[i].a)) > 180);
	}
	assert_int_equal(han_alike(sym("面"), sym("鸡")), 0);
	assert_int_equal(han_alike(sym("a"), sym("面")), 0);
	assert_int_equal(han_alike(sym("面"), sym("面")), HAN_ALIKE_MAX);
}

static size_t spell(const char *s, uint16_t *out)
{
	uint16_t c[80];
	size_t n = strlen(s);

	for (size_t i = 0; i < n; i++)
		c[i] = (uint8_t)s[i];
	return han_spell(c, n, out, 16);
}

static void letters_are_cut_into_syllables(void **state)
{
	uint16_t out[16];

	(void)state;
	assert_int_equal(spell("malatang", out), 3);
	assert_string_equal(han_syllable_str(han_syllable(out[0])), "ma");
	assert_string_equal(han_syllable_str(han_syllable(out[2])), "tang");
	assert_true(han_same_sound(out[1], sym("辣")));
	assert_int_equal(spell("kfc", out), 0);
	assert_int_equal(spell("", out), 0);
	assert_int_equal(spell("aaaaaaaaaaaaaaaaaaaa", out), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_of_one_character_fold_together),
		cmocka_unit_test(decoration_has_no_symbol),
		cmocka_unit_test(characters_sound_alike_by_any_of_their_readings),
		cmocka_unit_test(characters_look_alike_by_strokes_and_parts),
		cmocka_unit_test(letters_are_cut_into_syllables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
