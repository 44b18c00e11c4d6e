#include "testing.h"

#include "domain/sentence.h"

static struct sentence s;

static bool finds(const char *text, const char *pattern, struct span *at, bool *exact)
{
	assert_int_equal(sentence_read(str_of(text), &s), ERR_OK);
	return sentence_find(&s, pattern, 0, at, exact);
}

static void patterns_match_any_script_and_width(void **state)
{
	struct span at;
	bool exact;

	(void)state;
	assert_true(finds("這裡有老鼠", "老鼠", &at, &exact));
	assert_true(exact);
	assert_int_equal(at.from, 3);
	assert_true(finds("ＲＡＴＳ here", "rats", &at, &exact));
	assert_false(finds("pirates", "rat", &at, &exact));
	assert_true(finds("two rats", "rat", &at, &exact));
}

static void groups_follow_each_other_with_a_small_gap(void **state)
{
	struct span at;

	(void)state;
	assert_true(finds("师傅没好好戴口罩", "没|不*口罩|帽子", &at, NULL));
	assert_int_equal(at.to - at.from, 6);
	assert_false(finds("没来。今天买了口罩", "没|不*口罩|帽子", &at, NULL));
	assert_false(finds("没有一二三四五六七八九口罩", "没|不*口罩|帽子", &at, NULL));
}

static void one_wrong_character_of_the_same_sound_is_forgiven_when_asked(void **state)
{
	struct span at;
	bool exact;

	(void)state;
	assert_true(finds("有蟑郎", "~蟑螂", &at, &exact));
	assert_false(exact);
	assert_false(finds("有蟑郎", "蟑螂", &at, &exact));
}

static void a_denied_word_does_not_count_when_asked(void **state)
{
	struct span at;

	(void)state;
	assert_false(finds("没有老鼠", "!老鼠", &at, NULL));
	assert_true(finds("有老鼠", "!老鼠", &at, NULL));
}

static void a_span_gives_back_the_bytes_of_the_sentence(void **state)
{
	struct span at;
	struct str t;

	(void)state;
	assert_true(finds("在「老 王」吃", "老王", &at, NULL));
	t = sentence_text(&s, at);
	assert_int_equal(t.len, strlen("老 王"));
	assert_memory_equal(t.p, "老 王", t.len);
}

static void numbers_are_read_in_digits_and_words(void **state)
{
	static const struct {
		const char *text;
		long want;
	} row[] = {
		{"3天",          3 },
                { "十天",       10},
                { "十二天",    12},
		{ "二十三天", 23},
                { "两天",       2 },
                { "20:30",        20}
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		size_t at = 0;
		long n = -1;

		assert_int_equal(sentence_read(str_of(row[i].text), &s), ERR_OK);
		assert_true(sentence_number(&s, &at, &n));
		assert_int_equal(n, row[i].want);
	}
}

static void broken_text_is_refused_and_long_text_is_cut(void **state)
{
	static char many[5000];

	(void)state;
	assert_int_equal(sentence_read(STR("\xE8\x80"), &s), ERR_INPUT);
	memset(many, 'a', sizeof(many));
	assert_int_equal(sentence_read((struct str){ many, sizeof(many) }, &s), ERR_OK);
	assert_int_equal(s.n, SENTENCE_SYMS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_match_any_script_and_width),
		cmocka_unit_test(groups_follow_each_other_with_a_small_gap),
		cmocka_unit_test(one_wrong_character_of_the_same_sound_is_forgiven_when_asked),
		cmocka_unit_test(a_denied_word_does_not_count_when_asked),
		cmocka_unit_test(a_span_gives_back_the_bytes_of_the_sentence),
		cmocka_unit_test(numbers_are_read_in_digits_and_words),
		cmocka_unit_test(broken_text_is_refused_and_long_text_is_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
