#include "testing.h"

#include "domain/shop_text.h"

static void is(const struct syms *s, struct cut c, const char *want)
{
	struct syms w;

	assert_int_equal(syms_of(str_of(want), &w), ERR_OK);
	assert_int_equal(cut_len(c), w.n);
	assert_memory_equal(s->c + c.from, w.c, w.n * sizeof(w.c[0]));
}

static void an_address_is_cut_into_its_parts(void **state)
{
	static const struct {
		const char *text, *street, *road, *poi;
		uint32_t number;
		bool unit;
	} row[] = {
		{"福州市鼓楼区东街街道八一七北路33号",                    "东街街道", "八一七北路", "",             33, false},
		{ "福建省福州市闽侯县上街镇学府路8号乐天广场2层B12", "上街镇",    "学府路",       "乐天广场",
                 8,															      true },
		{ "东街12号3号店面",						"",             "东街",          "",             12, true },
		{ "东街12号附近",						    "",             "东街",          "",             12, false},
		{ "东街附近",							 "",             "东街",          "",             0,  false},
		{ "五四路乐天广场",						"",             "五四路",       "乐天广场", 0,  false},
		{ "乐天广场3楼A12",						  "",             "乐天广场",    "",             0,  true },
		{ "",								     "",             "",                "",             0,  false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct shop_address ad;
		struct syms s;

		assert_int_equal(syms_of(str_of(row[i].text), &s), ERR_OK);
		shop_address_split(&s, &ad);
		is(&s, ad.street, row[i].street);
		is(&s, ad.road, row[i].road);
		is(&s, ad.poi, row[i].poi);
		assert_int_equal(ad.number, row[i].number);
		assert_int_equal(ad.unit != 0, row[i].unit);
	}
}

static void units_written_in_two_ways_are_one(void **state)
{
	struct shop_address x, y;
	struct syms s;

	(void)state;
	assert_int_equal(syms_of(STR("东街8号乐天5层A011"), &s), ERR_OK);
	shop_address_split(&s, &x);
	assert_int_equal(syms_of(STR("东街8号乐天5楼a011"), &s), ERR_OK);
	shop_address_split(&s, &y);
	assert_int_equal(x.unit, y.unit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_cut_into_its_parts),
		cmocka_unit_test(units_written_in_two_ways_are_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
