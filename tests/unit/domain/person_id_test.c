#include "testing.h"

#include "domain/person_id.h"

#define TODAY 20261124

static void an_identity_number_needs_its_check_digit_and_a_real_birthday(void **state)
{
	static const struct {
		const char *no;
		bool ok;
	} row[] = {
		{"11010519491231002X",   true },
                { "11010519491231002x",  true },
		{ "110105194912310020",  false},
                { "11010519491331002X",  false},
		{ "11010519490230002X",  false},
                { "1101051949123100",    false},
		{ "11010519491231002XX", false},
                { "A1010519491231002X",  false},
		{ "01010519491231002X",  false},
                { "",                    false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(person_id_no_ok(str_of(row[i].no), TODAY), row[i].ok);
	assert_false(person_id_no_ok(STR("11010519491231002X"), 19491230)); /* not yet born */
}

static void a_mobile_number_has_eleven_digits_and_starts_with_13_to_19(void **state)
{
	(void)state;
	assert_true(person_mobile_ok(STR("13800138000")));
	assert_true(person_mobile_ok(STR("19912345678")));
	assert_false(person_mobile_ok(STR("12800138000")));
	assert_false(person_mobile_ok(STR("1380013800")));
	assert_false(person_mobile_ok(STR("+8613800138000")));
	assert_false(person_mobile_ok(STR("1380013800a")));
}

static void luhn_finds_one_wrong_digit(void **state)
{
	(void)state;
	assert_true(person_luhn_ok(STR("6222021402000123452")));
	assert_false(person_luhn_ok(STR("6222021402000123450")));
	assert_false(person_luhn_ok(STR("62220214020001234x2")));
	assert_true(person_bank_no_ok(STR("6222021402000123450")));
	assert_false(person_bank_no_ok(STR("62220214020")));
}

static void a_name_is_letters_with_dots_between(void **state)
{
	static const struct {
		const char *name;
		bool ok;
	} row[] = {
		{"张三",                   true },
                { "阿卜杜拉·买买提", true },
		{ "José García",           true },
                { "欧阳娜娜",            true },
		{ "张",                     false},
                { "张3",                    false},
		{ "·张三",                false},
                { "张三·",                false},
		{ "张··三",              false},
                { "<b>张三</b>",           false},
		{ "",			false},
                { "\xFF\xFE",                false},
		{ "张三\n",                false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(person_name_ok(str_of(row[i].name)), row[i].ok);
}

static void an_openid_is_plain(void **state)
{
	(void)state;
	assert_true(person_openid_ok(STR("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o")));
	assert_false(person_openid_ok(STR("o1")));
	assert_false(person_openid_ok(STR("oUpF8uMuAJO\"M2pxb1Q9")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_identity_number_needs_its_check_digit_and_a_real_birthday),
		cmocka_unit_test(a_mobile_number_has_eleven_digits_and_starts_with_13_to_19),
		cmocka_unit_test(luhn_finds_one_wrong_digit),
		cmocka_unit_test(a_name_is_letters_with_dots_between),
		cmocka_unit_test(an_openid_is_plain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
