#include "testing.h"

#include "domain/ledger.h"

#include <string.h>

static void a_reward_flows_from_funding_to_paid(void **state)
{
	static const struct {
		enum ledger_event event;
		int64_t fen;
	} row[] = {
		{LEDGER_FUND,     1000},
                { LEDGER_RESERVE, 300 },
                { LEDGER_SEND,    300 },
		{ LEDGER_RELEASE, 300 },
                { LEDGER_SEND,    300 },
                { LEDGER_SETTLE,  300 },
		{ LEDGER_RESERVE, 200 },
                { LEDGER_LAPSE,   200 },
	};
	struct ledger_books b = { { 0 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		assert_int_equal(ledger_apply(&b, row[i].event, row[i].fen), ERR_OK);
		assert_true(ledger_books_hold(&b));
	}
	assert_int_equal(b.fen[LEDGER_PAID], 300);
	assert_int_equal(b.fen[LEDGER_POOL], 700);
	assert_int_equal(b.fen[LEDGER_FUNDING], -1000);
}

static void every_event_needs_its_money(void **state)
{
	(void)state;
	for (unsigned e = 0; e < LEDGER_EVENT__COUNT; e++) {
		struct ledger_books b = { { 0 } }, before = b;
		bool outside = ledger_account_is_outside(ledger_moves[e].from);

		assert_int_equal(ledger_apply(&b, (enum ledger_event)e, 1),
				 outside ? ERR_OK : ERR_RULE);
		if (!outside)
			assert_memory_equal(&b, &before, sizeof(b));
		assert_true(ledger_books_hold(&b));
	}
}

static void amounts_are_positive_and_bounded(void **state)
{
	struct ledger_books b = { { 0 } }, before;

	(void)state;
	assert_int_equal(ledger_apply(&b, LEDGER_FUND, 0), ERR_INPUT);
	assert_int_equal(ledger_apply(&b, LEDGER_FUND, -5), ERR_INPUT);
	assert_int_equal(ledger_apply(&b, LEDGER_EVENT__COUNT, 5), ERR_INPUT);
	assert_int_equal(ledger_apply(&b, LEDGER_FUND, INT64_MAX), ERR_OK);
	before = b;
	assert_int_equal(ledger_apply(&b, LEDGER_FUND, 2), ERR_LIMIT);
	assert_memory_equal(&b, &before, sizeof(b));
}

static void books_that_do_not_sum_to_zero_are_seen(void **state)
{
	struct ledger_books b = {
		.fen = {[LEDGER_FUNDING] = -10, [LEDGER_POOL] = 9}
	};

	(void)state;
	assert_false(ledger_books_hold(&b));
	b.fen[LEDGER_POOL] = 10;
	assert_true(ledger_books_hold(&b));
	b.fen[LEDGER_POOL] = 11;
	b.fen[LEDGER_CLEARING] = -1;
	assert_false(ledger_books_hold(&b));
}

static void an_event_id_names_its_event(void **state)
{
	struct ledger_event_id id = ledger_event_id(LEDGER_SEND, STR("EZABC01"));
	enum ledger_event e;

	(void)state;
	assert_string_equal(id.c, "S:EZABC01");
	for (unsigned i = 0; i < LEDGER_EVENT__COUNT; i++) {
		id = ledger_event_id((enum ledger_event)i, STR("x"));
		assert_int_equal(ledger_event_parse(str_of(id.c), &e), ERR_OK);
		assert_int_equal(e, i);
	}
	assert_int_equal(ledger_event_parse(STR("Q:x"), &e), ERR_INPUT);
	assert_int_equal(ledger_event_parse(STR("S"), &e), ERR_INPUT);
}

static void account_names_survive_parsing(void **state)
{
	enum ledger_account a;

	(void)state;
	for (unsigned i = 0; i < LEDGER_ACCOUNT__COUNT; i++) {
		struct str name = str_of(ledger_account_name((enum ledger_account)i));

		assert_int_equal(ledger_account_parse(name, &a), ERR_OK);
		assert_int_equal(a, i);
	}
	assert_int_equal(ledger_account_parse(STR("pool"), &a), ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reward_flows_from_funding_to_paid),
		cmocka_unit_test(every_event_needs_its_money),
		cmocka_unit_test(amounts_are_positive_and_bounded),
		cmocka_unit_test(books_that_do_not_sum_to_zero_are_seen),
		cmocka_unit_test(an_event_id_names_its_event),
		cmocka_unit_test(account_names_survive_parsing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
