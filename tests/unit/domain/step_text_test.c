#include "testing.h"

#include "domain/step_text.h"
#include "domain/verdict_reason.h"

static struct str text(const char *code, const char *note, bool en, struct arena *a)
{
	return step_text(REPORT_IN_REVIEW, str_of(code), str_of(note), en, a);
}

static void a_step_is_said_in_the_readers_language_and_what_was_typed_stays(void **state)
{
	AUTO(arena) a = { .cap = 1 << 16 };
	static const struct {
		const char *code, *note, *zh, *en;
	} row[] = {
		{"question",            "是哪一天？",            "核查人员想请您补充：是哪一天？",
                 "The officer would like to know: 是哪一天？"															 },
		{ "handed_over",        "鼓东所",                  "已移交鼓东所",                            "Passed on to 鼓东所"                                            },
		{ "on_site",            "已责令整改",            "现场检查查实。已责令整改",
                 "confirmed by an inspection on site. 已责令整改"														     },
		{ "lawful",             "",                           "经查符合规定",                            "what was seen is permitted"                                        },
		{ "penalty",            "榕市监罚〔2026〕1号",
                 "已办结：作出行政处罚，文书号 榕市监罚〔2026〕1号",			      "Closed: a penalty was imposed, document 榕市监罚〔2026〕1号"},
		{ "rectified",          "",                           "已办结：责令改正",                      "Closed: the shop had to put it right"                              },
		{ "",                   "昨晚八点",               "昨晚八点",                                  "昨晚八点"                                                      },
		{ "",                   "",			   "工作人员正在核查",                      "An officer is looking into it"                                     },
		{ "of_a_later_release", "x",                          "x",                                             "x"								 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct str zh = text(row[i].code, row[i].note, false, &a);
		struct str en = text(row[i].code, row[i].note, true, &a);

		assert_int_equal(zh.len, strlen(row[i].zh));
		assert_memory_equal(zh.p, row[i].zh, zh.len);
		assert_int_equal(en.len, strlen(row[i].en));
		assert_memory_equal(en.p, row[i].en, en.len);
	}
}

static void every_code_fits_its_column_and_no_verdicts_reason_is_shadowed(void **state)
{
	static const char *const own[] = { STEP_QUESTION, STEP_HANDED_OVER, STEP_CONTACT_OVER,
					   STEP_PENALTY,  STEP_RECTIFIED,   STEP_NO_CASE };

	(void)state;
	for (size_t i = 0; i < verdict_reason_len; i++)
		assert_true(strlen(verdict_reason_all[i].code) <= STEP_CODE_MAX);
	for (size_t i = 0; i < ARRAY_LEN(own); i++) {
		assert_true(strlen(own[i]) <= STEP_CODE_MAX);
		assert_null(verdict_reason_find(str_of(own[i])));
	}
}

static void a_full_arena_gives_nothing_instead_of_half_a_sentence(void **state)
{
	AUTO(arena) none = { .cap = 1 };

	(void)state;
	assert_null(text("handed_over", "鼓东所", true, &none).p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_is_said_in_the_readers_language_and_what_was_typed_stays),
		cmocka_unit_test(every_code_fits_its_column_and_no_verdicts_reason_is_shadowed),
		cmocka_unit_test(a_full_arena_gives_nothing_instead_of_half_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
