#include "testing.h"

#include "domain/understand_name.h"

static struct sentence s;

static struct span whole(const char *text)
{
	assert_int_equal(sentence_read(str_of(text), &s), ERR_OK);
	return (struct span){ 0, s.n };
}

static void what_leads_to_a_name_is_cut_off(void **state)
{
	static const struct {
		const char *text, *want;
	} row[] = {
		{"点了一份阿香鱼丸",  "阿香鱼丸"},
                { "四楼那家阿香鱼丸", "阿香鱼丸"},
		{ "36号阿香鱼丸的",     "阿香鱼丸"},
                { "B区喵喵咖啡",         "喵喵咖啡"},
		{ "阿香鱼丸",             "阿香鱼丸"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct str t = sentence_text(&s, understand_name_trim(&s, whole(row[i].text)));

		assert_int_equal(t.len, strlen(row[i].want));
		assert_memory_equal(t.p, row[i].want, t.len);
	}
}

static void words_that_name_nobody_are_no_name(void **state)
{
	static const char *const no[] = { "四楼",     "饭店的包间", "楼下早餐店",
					  "仓山万达", "五四路",     "后门那条巷子",
					  "美团外卖", "牛肉面",     "鱼，肉",
					  "店" };
	static const char *const yes[] = { "阿香鱼丸", "老四川", "KK炸鸡", "外婆家常菜小馆" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		assert_false(understand_is_name(&s, NULL, whole(no[i])));
	for (size_t i = 0; i < ARRAY_LEN(yes); i++)
		assert_true(understand_is_name(&s, NULL, whole(yes[i])));
}

static void a_sentence_costs_more_than_a_name(void **state)
{
	float name = understand_name_grammar(&s, whole("阿香鱼丸"));

	(void)state;
	assert_true(name <= 0);
	assert_true(understand_name_grammar(&s, whole("我也吃到过")) > 2);
	assert_true(understand_name_kind(&s, whole("阿香鱼丸")) > 0);
	assert_true(understand_name_kind(&s, whole("鱼丸")) <= 0);
}

static void a_word_is_not_parted(void **state)
{
	(void)state;
	whole("阿香小吃很好");
	assert_true(understand_inside_kind(&s, 0, 3));
	assert_false(understand_inside_kind(&s, 0, 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_leads_to_a_name_is_cut_off),
		cmocka_unit_test(words_that_name_nobody_are_no_name),
		cmocka_unit_test(a_sentence_costs_more_than_a_name),
		cmocka_unit_test(a_word_is_not_parted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
