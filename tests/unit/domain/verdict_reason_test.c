#include "testing.h"

#include "domain/verdict_reason.h"

#include <string.h>

static void every_verdict_can_be_explained(void **state)
{
	(void)state;
	for (int s = REPORT_VERIFIED; s <= REPORT_UNVERIFIABLE; s++) {
		size_t n = 0;

		for (size_t i = 0; i < verdict_reason_len; i++)
			n += (verdict_reason_all[i].verdicts & VERDICT_BIT(s)) != 0;
		assert_true(n >= 2);
	}
}

static void codes_are_unique_and_texts_exist_in_both_languages(void **state)
{
	(void)state;
	for (size_t i = 0; i < verdict_reason_len; i++) {
		const struct verdict_reason *r = &verdict_reason_all[i];

		assert_ptr_equal(verdict_reason_find(str_of(r->code)), r);
		assert_true(strlen(r->zh) > 0 && strlen(r->en) > 0);
	}
	assert_null(verdict_reason_find(STR("because")));
}

static void bad_faith_shares_no_reason_with_an_honest_mistake(void **state)
{
	(void)state;
	for (size_t i = 0; i < verdict_reason_len; i++) {
		const struct verdict_reason *r = &verdict_reason_all[i];

		if (r->verdicts & VERDICT_BIT(REPORT_MALICIOUS)) {
			assert_int_equal(r->verdicts, VERDICT_BIT(REPORT_MALICIOUS));
			assert_true(r->needs_note);
		}
	}
}

static void a_reason_is_checked_against_its_verdict_and_note(void **state)
{
	static const struct {
		enum report_state verdict;
		const char *code, *note;
		enum err want;
	} row[] = {
		{REPORT_VERIFIED,   "on_site",    "",                                                 ERR_OK   },
		{ REPORT_UNFOUNDED, "on_site",    "",                                                 ERR_INPUT},
		{ REPORT_VERIFIED,  "because",    "",                                                 ERR_INPUT},
		{ REPORT_CLOSED,    "on_site",    "",						 ERR_INPUT},
		{ REPORT_RECEIVED,  "on_site",    "",                                                 ERR_INPUT},
		{ REPORT_MALICIOUS, "fabricated", "",                                                 ERR_RULE },
		{ REPORT_MALICIOUS, "fabricated", "   瞎编   ",                                     ERR_RULE },
		{ REPORT_MALICIOUS, "fabricated", "三次举报同一家店，图片均来自网络", ERR_OK   },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(verdict_reason_check(row[i].verdict, str_of(row[i].code),
						      str_of(row[i].note)),
				 row[i].want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_verdict_can_be_explained),
		cmocka_unit_test(codes_are_unique_and_texts_exist_in_both_languages),
		cmocka_unit_test(bad_faith_shares_no_reason_with_an_honest_mistake),
		cmocka_unit_test(a_reason_is_checked_against_its_verdict_and_note),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
