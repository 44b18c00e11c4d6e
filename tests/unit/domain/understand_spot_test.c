#include "testing.h"

#include "domain/understand_spot.h"
#include "shops.h"

static struct sentence s;

/* The best name spotted, as it is written. */
static const char *spotted(const char *text, struct str taken)
{
	static char best[200];
	struct spotting found;
	struct shop_index idx;
	struct arena a;

	arena_init(&a, 256u << 20);
	idx = shops_open(&a);
	assert_int_equal(sentence_read(str_of(text), &s), ERR_OK);
	for (size_t i = 0; i < s.n; i++)
		if (taken.len && s.at[i] >= (size_t)(strstr(text, taken.p) - text) &&
		    s.at[i] < (size_t)(strstr(text, taken.p) - text) + taken.len)
			sentence_take(&s, (struct span){ i, i + 1 });
	assert_int_equal(understand_spot(&s, &idx, &a, &found), ERR_OK);
	snprintf(best, sizeof(best), "%.*s",
		 STR_ARG(found.n ? sentence_text(&s, found.name[0].at) : STR("")));
	arena_release(&a);
	return best;
}

static void a_registered_name_is_found_with_its_mistakes(void **state)
{
	static const struct {
		const char *text, *want;
	} row[] = {
		{"昨天吃了秀珍拌面扁肉肚子疼",  "秀珍拌面扁肉"},
		{ "昨天吃了秀真拌面扁肉肚子疼", "秀真拌面扁肉"},
		{ "在依妹·锅边糊吃到虫",           "依妹·锅边糊" },
		{ "老海哥撸串的碗没洗",             "老海哥撸串"   },
		{ "今天天气不错",                      ""                  },
		{ "",					""                  },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_string_equal(spotted(row[i].text, STR("")), row[i].want);
}

static void a_name_far_behind_is_found_too(void **state)
{
	(void)state;
	assert_string_equal(
		spotted("我想问一下这个事情应该找谁处理比较好因为我打了好几次电话都没有人接所以只好"
			"在这里说说那天的事情经过大概就是这样的后来我们去了秀珍拌面扁肉那里",
			STR("")),
		"秀珍拌面扁肉");
}

static void what_was_understood_otherwise_is_left_out(void **state)
{
	(void)state;
	assert_string_equal(spotted("秀珍拌面扁肉", STR("秀珍拌面扁肉")), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_registered_name_is_found_with_its_mistakes),
		cmocka_unit_test(a_name_far_behind_is_found_too),
		cmocka_unit_test(what_was_understood_otherwise_is_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
