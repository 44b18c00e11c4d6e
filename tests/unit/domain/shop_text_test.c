#include "testing.h"

#include "domain/shop_text.h"

static void is(const struct syms *s, struct cut c, const char *want)
{
	struct syms w;

	assert_int_equal(syms_of(str_of(want), &w), ERR_OK);
	assert_int_equal(cut_len(c), w.n);
	assert_memory_equal(s->c + c.from, w.c, w.n * sizeof(w.c[0]));
}

static void a_listing_is_cut_into_name_and_branch(void **state)
{
	static const struct {
		const char *text, *base, *branch;
	} row[] = {
		{"依妹锅边糊(南后街店)",                     "依妹锅边糊", "南后街"},
		{ "依妹锅边糊（南后街分店）【满减】", "依妹锅边糊", "南后街"},
		{ "依妹锅边糊·南后街店",                    "依妹锅边糊", "南后街"},
		{ "【新店】依妹锅边糊",                      "依妹锅边糊", ""         },
		{ "依妹锅边糊(24小时)",                        "依妹锅边糊", ""         },
		{ "🔥依妹锅边糊🔥",                          "依妹锅边糊", ""         },
		{ "KFG炸鸡",					"kfg炸鸡",       ""         },
		{ "（南后街店）",                               "南后街店",    ""         },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct shop_name_parts p;

		assert_int_equal(shop_name_split(str_of(row[i].text), &p), ERR_OK);
		is(&p.s, p.base, row[i].base);
		is(&p.s, p.branch, row[i].branch);
	}
}

static void a_company_loses_its_region_and_shows_its_filial(void **state)
{
	static const struct {
		const char *text, *base, *branch;
	} row[] = {
		{"福州市鼓楼区林依妹小吃店",                          "林依妹小吃店",             ""         },
		{ "福建省福州蓝鲸餐饮有限公司",                      "蓝鲸餐饮有限公司",       ""         },
		{ "福州依妹餐饮管理有限公司福州学生街分公司", "依妹餐饮管理有限公司", "学生街"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct shop_name_parts p;

		assert_int_equal(shop_company_split(str_of(row[i].text), &p), ERR_OK);
		is(&p.s, p.base, row[i].base);
		is(&p.s, p.branch, row[i].branch);
	}
}

static void words_around_a_name_are_counted(void **state)
{
	struct syms s;

	(void)state;
	assert_int_equal(syms_of(STR("林依妹小吃店"), &s), ERR_OK);
	assert_int_equal(syms_business(s.c, s.n), 3);
	assert_int_not_equal(syms_business_hash(s.c, s.n), 0);
	assert_int_equal(syms_business_hash(s.c, 3), 0);
	assert_int_equal(syms_of(STR("举报这家附近的"), &s), ERR_OK);
	assert_int_equal(syms_filler(s.c, s.n), s.n);
	assert_int_equal(syms_of(STR("东街旁边"), &s), ERR_OK);
	assert_int_equal(syms_nearby(s.c, s.n), 2);
	assert_true(syms_within(s.c, s.n, s.c + 1, 2));
	assert_int_equal(syms_of(STR("\xFF"), &s), ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_listing_is_cut_into_name_and_branch),
		cmocka_unit_test(a_company_loses_its_region_and_shows_its_filial),
		cmocka_unit_test(words_around_a_name_are_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
