#include "testing.h"

#include "domain/understand_place.h"

static struct sentence s;

static void is(struct span at, const char *want)
{
	struct str t = sentence_text(&s, at);

	assert_int_equal(t.len, strlen(want));
	assert_memory_equal(t.p, want, t.len);
}

static void a_place_before_a_name_is_cut_off(void **state)
{
	static const struct {
		const char *text, *place, *name;
	} row[] = {
		{"仓山万达的老福州锅边",           "仓山万达",       "老福州锅边"},
		{ "鼓楼区东街口那家阿婆麻辣烫", "鼓楼区东街口", "阿婆麻辣烫"},
		{ "学生街老王烧烤",                   "学生街",          "老王烧烤"   },
		{ "晋安区王庄的胖子川菜",          "晋安区王庄",    "胖子川菜"   },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct span place, name;

		assert_int_equal(sentence_read(str_of(row[i].text), &s), ERR_OK);
		assert_true(
			understand_split_place(&s, NULL, (struct span){ 0, s.n }, &place, &name));
		is(place, row[i].place);
		is(name, row[i].name);
	}
}

static void a_name_without_a_place_stays_whole(void **state)
{
	static const char *const row[] = { "阿婆麻辣烫", "老", "", "（）", "【】·" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct span place, name;

		assert_int_equal(sentence_read(str_of(row[i]), &s), ERR_OK);
		assert_false(
			understand_split_place(&s, NULL, (struct span){ 0, s.n }, &place, &name));
		is(name, row[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_before_a_name_is_cut_off),
		cmocka_unit_test(a_name_without_a_place_stays_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
