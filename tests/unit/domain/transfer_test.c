#include "testing.h"

#include "domain/transfer.h"

#include <string.h>

static void only_listed_pairs_move_a_transfer(void **state)
{
	(void)state;
	for (int s = 0; s < TRANSFER_STATE__COUNT; s++) {
		for (int ev = 0; ev < TRANSFER_EVENT__COUNT; ev++) {
			const struct transfer_move *m = NULL;
			size_t listed = 0;
			enum err e;

			for (size_t i = 0; i < transfer_moves_len; i++)
				listed += (int)transfer_moves[i].state == s &&
					  (int)transfer_moves[i].event == ev;
			assert_true(listed <= 1);
			e = transfer_next((enum transfer_state)s, (enum transfer_event)ev, &m);
			assert_int_equal(e, listed ? ERR_OK : ERR_RULE);
			assert_int_equal(m != NULL, listed);
		}
	}
}

static void nothing_leads_away_from_a_final_state(void **state)
{
	(void)state;
	for (size_t i = 0; i < transfer_moves_len; i++)
		assert_false(transfer_state_is_final(transfer_moves[i].state));
}

static void money_moves_only_with_a_final_answer(void **state)
{
	(void)state;
	for (size_t i = 0; i < transfer_moves_len; i++) {
		const struct transfer_move *m = &transfer_moves[i];

		assert_int_equal(m->action == TRANSFER_DO_SETTLE, m->next == TRANSFER_PAID);
		assert_int_equal(m->action == TRANSFER_DO_RELEASE,
				 m->next == TRANSFER_FAILED || m->next == TRANSFER_CANCELLED);
		if (m->action == TRANSFER_DO_SETTLE)
			assert_int_equal(m->event, TRANSFER_EV_PAID);
		if (m->action == TRANSFER_DO_RELEASE)
			assert_true(m->event == TRANSFER_EV_FAILED ||
				    m->event == TRANSFER_EV_CANCELLED);
	}
}

static void an_unknown_outcome_is_asked_for_not_sent_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < transfer_moves_len; i++) {
		const struct transfer_move *m = &transfer_moves[i];

		if (m->event == TRANSFER_EV_UNKNOWN && m->state != TRANSFER_RESOLVING)
			assert_int_equal(m->action, TRANSFER_DO_QUERY);
		/* Sent again only when the rail surely does not have it. */
		if (m->action == TRANSFER_DO_SUBMIT)
			assert_true(m->event == TRANSFER_EV_NOT_FOUND ||
				    m->event == TRANSFER_EV_RETRY_SAME);
	}
	assert_int_equal(transfer_adopt(TRANSFER_INTENT), TRANSFER_DO_QUERY);
	assert_int_equal(transfer_adopt(TRANSFER_UNKNOWN), TRANSFER_DO_QUERY);
	assert_int_equal(transfer_adopt(TRANSFER_HELD), TRANSFER_DO_NOTHING);
}

static void what_a_takeover_asks_for_in_vain_is_sent_by_its_own_number(void **state)
{
	static const enum transfer_state never_sent[] = { TRANSFER_INTENT, TRANSFER_UNKNOWN };
	const struct transfer_move *m;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(never_sent); i++) {
		assert_int_equal(transfer_adopt(never_sent[i]), TRANSFER_DO_QUERY);
		assert_int_equal(transfer_next(never_sent[i], TRANSFER_EV_NOT_FOUND, &m), ERR_OK);
		assert_int_equal(m->next, TRANSFER_INTENT);
		assert_int_equal(m->action, TRANSFER_DO_SUBMIT);
	}
}

static void what_the_rail_had_is_never_submitted_again(void **state)
{
	const struct transfer_move *m;

	(void)state;
	assert_int_equal(transfer_next(TRANSFER_PENDING, TRANSFER_EV_NOT_FOUND, &m), ERR_OK);
	assert_int_equal(m->action, TRANSFER_DO_QUERY);
	assert_int_equal(transfer_next(TRANSFER_PENDING, TRANSFER_EV_RETRY_SAME, &m), ERR_RULE);
}

static void every_live_state_reaches_an_end(void **state)
{
	(void)state;
	for (int s = 0; s < TRANSFER_STATE__COUNT; s++) {
		const struct transfer_move *m;

		if (transfer_state_is_live((enum transfer_state)s) && s != TRANSFER_HELD)
			assert_int_equal(
				transfer_next((enum transfer_state)s, TRANSFER_EV_PAID, &m),
				ERR_OK);
	}
}

static void names_survive_parsing(void **state)
{
	enum transfer_state back;

	(void)state;
	for (int s = 0; s < TRANSFER_STATE__COUNT; s++) {
		struct str name = str_of(transfer_state_name((enum transfer_state)s));

		assert_int_equal(transfer_state_parse(name, &back), ERR_OK);
		assert_int_equal(back, s);
	}
	assert_int_equal(transfer_state_parse(STR("sent"), &back), ERR_INPUT);
}

static void waits_grow_and_end(void **state)
{
	(void)state;
	assert_int_equal(transfer_wait_ms(1, 400), 400);
	assert_int_equal(transfer_wait_ms(2, 400), 600);
	assert_int_equal(transfer_wait_ms(1000, 400), 300000);
}

static void a_bill_number_has_thirty_letters_and_digits(void **state)
{
	uint8_t digest[16] = { 0xFF, 1, 2, 3 };
	char a[TRANSFER_BILL_LEN + 1], b[TRANSFER_BILL_LEN + 1];

	(void)state;
	assert_int_equal(transfer_bill(digest, 1, a), ERR_OK);
	assert_int_equal(strlen(a), TRANSFER_BILL_LEN);
	assert_int_equal(strspn(a, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"), TRANSFER_BILL_LEN);
	assert_int_equal(transfer_bill(digest, 42, b), ERR_OK);
	assert_memory_equal(a, b, TRANSFER_BILL_LEN - 2);
	assert_string_equal(b + TRANSFER_BILL_LEN - 2, "42");
	digest[15] ^= 1;
	assert_int_equal(transfer_bill(digest, 42, a), ERR_OK);
	assert_string_not_equal(a, b);
	assert_int_equal(transfer_bill(digest, 0, a), ERR_LIMIT);
	assert_int_equal(transfer_bill(digest, 100, a), ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_listed_pairs_move_a_transfer),
		cmocka_unit_test(nothing_leads_away_from_a_final_state),
		cmocka_unit_test(money_moves_only_with_a_final_answer),
		cmocka_unit_test(an_unknown_outcome_is_asked_for_not_sent_again),
		cmocka_unit_test(what_a_takeover_asks_for_in_vain_is_sent_by_its_own_number),
		cmocka_unit_test(what_the_rail_had_is_never_submitted_again),
		cmocka_unit_test(every_live_state_reaches_an_end),
		cmocka_unit_test(names_survive_parsing),
		cmocka_unit_test(waits_grow_and_end),
		cmocka_unit_test(a_bill_number_has_thirty_letters_and_digits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
