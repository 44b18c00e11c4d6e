#include "testing.h"

#include "domain/score_card.h"

#include <stdio.h>
#include <string.h>

static struct str text_of(const struct score_card *card, struct buf *b)
{
	score_card_format(card, b);
	assert_true(buf_ok(b));
	return buf_str(b);
}

static void a_card_survives_its_text(void **state)
{
	AUTO(buf) one = BUF_INIT(SCORE_CARD_TEXT_MAX), two = BUF_INIT(SCORE_CARD_TEXT_MAX);
	struct score_card card, back;

	(void)state;
	score_card_default(&card);
	assert_int_equal(score_card_parse(text_of(&card, &one), &back), ERR_OK);
	assert_true(str_eq(text_of(&back, &two), buf_str(&one)));
}

/* Replaces the first from by to in the default card's text and parses that. */
static enum err parse_into(const char *from, const char *to, struct score_card *ret_card)
{
	AUTO(buf) b = BUF_INIT(SCORE_CARD_TEXT_MAX), changed = BUF_INIT(SCORE_CARD_TEXT_MAX);
	struct score_card card;
	const char *at;

	at = strstr(text_of(score_card_default(&card), &b).p, from);
	assert_non_null(at);
	buf_printf(&changed, "%.*s%s%s", (int)(at - b.p), b.p, to, at + strlen(from));
	return score_card_parse(buf_str(&changed), ret_card);
}

static enum err parse_changed(const char *from, const char *to)
{
	struct score_card card;

	return parse_into(from, to, &card);
}

static void a_card_from_before_a_gate_still_parses(void **state)
{
	static const struct {
		const char *shield;
		int marked, bystander, copy, unfounded;
	} row[] = {
		{"shield -22/5\n",       -22, -22, 5, 5 },
		{ "shield -22/1/5\n",    -22, 1,   5, 5 },
		{ "shield -22/1/5/-7\n", -22, 1,   5, -7},
	};
	struct score_card card;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		assert_int_equal(parse_into("shield -28/-2/2/-15\n", row[i].shield, &card), ERR_OK);
		assert_int_equal(card.shield_m[GATE_MARKED], row[i].marked);
		assert_int_equal(card.shield_m[GATE_BYSTANDER], row[i].bystander);
		assert_int_equal(card.shield_m[GATE_COPY], row[i].copy);
		assert_int_equal(card.shield_m[GATE_UNFOUNDED], row[i].unfounded);
	}
}

static void a_feature_that_a_card_is_too_old_to_know_counts_nothing(void **state)
{
	AUTO(buf) b = BUF_INIT(SCORE_CARD_TEXT_MAX);
	struct score_card card, back;

	(void)state;
	assert_int_equal(parse_into("unfounded ?:0/0 50:0/0 +:-1/2\n", "", &card), ERR_OK);
	assert_int_equal(card.n_bins[SCORE_UNFOUNDED], 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(card.bins[SCORE_UNFOUNDED][i].v, 0);
		assert_int_equal(card.bins[SCORE_UNFOUNDED][i].m, 0);
	}
	assert_int_equal(score_card_parse(text_of(&card, &b), &back), ERR_OK);
}

static void a_card_with_a_fault_is_refused(void **state)
{
	static const struct {
		const char *from, *to;
	} row[] = {
		{"ezhili-card 1",               "ezhili-card 2"                 },
		{ "version 1\n",                ""                              },
		{ "version 1\n",                "version 0\n"                   },
		{ "shield -28/-2/2/-15\n",      ""                              },
		{ "shield -28/-2/2/-15\n",      "shield -28\n"                  },
		{ "shield -28/-2/2/-15\n",      "shield -28/-2/2/-15/2\n"       },
		{ "shield -28/-2/2/-15\n",      "shield -28//2\n"               },
		{ "rider ?",                    "ryder ?"                       },
		{ "rider ?:0/0 1:0/0 +:8/-8\n", ""                              },
		{ "rider ?:0/0 1:0/0 +:8/-8\n", "order ?:0/0 1:0/0 +:8/-8\n"    },
		{ "rider ?:0/0 1:0/0 +:8/-8",   "rider ?:0/0 1:0/0"             },
		{ "rider ?:0/0 1:0/0 +:8/-8",   "rider 0:0/0 1:0/0 +:8/-8"      },
		{ "rider ?:0/0 1:0/0 +:8/-8",   "rider ?:0/0 1:0/0 1:0/0 +:8/-8"},
		{ "rider ?:0/0 1:0/0 +:8/-8",   "rider ?:0/0 1:0/0 +:-8/-8"     },
		{ "rider ?:0/0 1:0/0 +:8/-8",   "rider ?:0/0 1:0/0 +:100/-8"    },
		{ "rider ?:0/0 1:0/0 +:8/-8",   "rider ?:0/0 1:0/0 +:8"         },
		{ "rider ?:0/0 1:0/0 +:8/-8",   "rider ?:0/0 1:0/0 +:8/x"       },
		{ "rider ?:0/0 1:0/0 +:8/-8",   "rider"                         },
	};

	(void)state;
	assert_int_equal(parse_changed("version 1\n", "version 2\n# a remark\n"), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(parse_changed(row[i].from, row[i].to), ERR_INPUT);
}

static void too_many_bins_are_refused(void **state)
{
	AUTO(buf) many = BUF_INIT(SCORE_CARD_TEXT_MAX);

	(void)state;
	buf_printf(&many, "rider ?:0/0");
	for (int i = 0; i < SCORE_BINS; i++)
		buf_printf(&many, " %d:0/0", i);
	buf_printf(&many, " +:0/0");
	assert_int_equal(parse_changed("rider ?:0/0 1:0/0 +:8/-8", many.p), ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_card_survives_its_text),
		cmocka_unit_test(a_card_from_before_a_gate_still_parses),
		cmocka_unit_test(a_feature_that_a_card_is_too_old_to_know_counts_nothing),
		cmocka_unit_test(a_card_with_a_fault_is_refused),
		cmocka_unit_test(too_many_bins_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
