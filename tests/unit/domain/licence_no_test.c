#include "testing.h"

#include "domain/licence_no.h"

static void published_numbers_pass_their_check(void **state)
{
	static const char *const good[] = {
		"91350104315308392G", "914403001922038216", "911101083303521997",
		"JY13501040006708",   "JY13301080111719",   "JY11108071215650",
	};
	struct licence_no no;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_int_equal(licence_no_parse(str_of(good[i]), &no), ERR_OK);
		assert_true(no.check_ok);
		assert_string_equal(no.c, good[i]);
	}
}

static void a_wrong_check_is_flagged_but_read(void **state)
{
	static const char *const bad[] = { "91310107MA1G006T8Y", "JY11113080533669" };
	struct licence_no no;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(licence_no_parse(str_of(bad[i]), &no), ERR_OK);
		assert_false(no.check_ok);
	}
}

static void numbers_are_read_as_people_type_them(void **state)
{
	static const struct {
		const char *typed, *read;
	} row[] = {
		{" jy1350 1040-0067O8 ",             "JY13501040006708"  },
		{ "\xEF\xBC\xAA\xEF\xBC\xB9"
		  "13501040006708", "JY13501040006708"  },
		{ "9135o104315308392g",              "91350104315308392G"},
	};
	struct licence_no no;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		assert_int_equal(licence_no_parse(str_of(row[i].typed), &no), ERR_OK);
		assert_string_equal(no.c, row[i].read);
		assert_true(no.check_ok);
	}
}

static void what_has_neither_shape_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"JY",
		"JY1350104000670",
		"JY135010400067081",
		"JY1350104000670A",
		"91350104315308392",
		"91350104315308392GG",
		"9135010431530839S2",
		"\xFF",
		"JY1350104000670\xE5\x8F\xB7",
	};
	struct licence_no no;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(licence_no_parse(str_of(bad[i]), &no), ERR_INPUT);
}

static void one_misread_character_leaves_the_true_number_among_the_corrections(void **state)
{
	static const char *const good[] = { "91350104315308392G", "JY13501040006708" };
	struct licence_no no, fix[USCC_CORRECTIONS_MAX];

	(void)state;
	for (size_t g = 0; g < ARRAY_LEN(good); g++) {
		for (size_t at = 2; good[g][at]; at++) {
			size_t n, found = 0;

			assert_int_equal(licence_no_parse(str_of(good[g]), &no), ERR_OK);
			no.c[at] = no.c[at] == '7' ? '2' : '7';
			n = licence_no_corrections(&no, fix, ARRAY_LEN(fix));
			assert_true(n <= (g ? 20 : 40));
			for (size_t i = 0; i < n; i++)
				found += strcmp(fix[i].c, good[g]) == 0;
			assert_int_equal(found, 1);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_numbers_pass_their_check),
		cmocka_unit_test(a_wrong_check_is_flagged_but_read),
		cmocka_unit_test(numbers_are_read_as_people_type_them),
		cmocka_unit_test(what_has_neither_shape_is_refused),
		cmocka_unit_test(
			one_misread_character_leaves_the_true_number_among_the_corrections),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
