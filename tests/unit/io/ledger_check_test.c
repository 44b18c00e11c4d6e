#include "testing.h"

#include "io/ledger_check.h"
#include "with_db.h"

static size_t differences(struct test_db *t, struct arena *a, struct ledger_difference **ret)
{
	size_t n = 99;

	assert_int_equal(ledger_check(t->db, a, ret, &n), ERR_OK);
	return n;
}

static void post(struct test_db *t, const char *event, const char *from, const char *to,
		 int64_t fen)
{
	const char *account[] = { from, to };

	assert_int_equal(DB_RUN(t->db, ledger_tx_put, .event = str_of(event), .at_ms = 1,
				.actor = STR("test"), .note = STR("")),
			 ERR_OK);
	for (int i = 0; i < 2; i++) {
		struct str name = str_of(account[i]);
		int64_t part = i ? fen : -fen;

		assert_int_equal(
			DB_RUN(t->db, ledger_account_open, .pool = STR("p"), .account = name),
			ERR_OK);
		assert_int_equal(DB_RUN(t->db, ledger_entry_put, .event = str_of(event),
					.account = name, .pool = STR("p"), .fen = part),
				 ERR_OK);
		assert_int_equal(DB_RUN(t->db, ledger_balance_move, .fen = part, .pool = STR("p"),
					.account = name),
				 ERR_OK);
	}
}

static bool has(const struct ledger_difference *d, size_t n, const char *what)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(d[i].what, what) == 0)
			return true;
	return false;
}

static void books_that_hold_have_no_differences(void **state)
{
	AUTO(arena) a = { .cap = 1 << 22 };
	struct ledger_difference *d;

	assert_int_equal(differences(*state, &a, &d), 0);
	post(*state, "F:1", "FUNDING", "POOL", 1000);
	assert_int_equal(differences(*state, &a, &d), 0);
}

static void each_broken_invariant_is_named(void **state)
{
	struct test_db *t = *state;
	AUTO(arena) a = { .cap = 1 << 22 };
	struct ledger_difference *d;
	size_t n;

	assert_int_equal(DB_RUN(t->db, ledger_balance_move, .fen = 5, .pool = STR("p"),
				.account = STR("FUNDING")),
			 ERR_OK);
	assert_int_equal(differences(t, &a, &d), 1);
	assert_string_equal(d[0].what, "balance");
	assert_int_equal(d[0].fen, 5);
	assert_int_equal(DB_RUN(t->db, ledger_balance_move, .fen = -5, .pool = STR("p"),
				.account = STR("FUNDING")),
			 ERR_OK);

	assert_int_equal(DB_RUN(t->db, ledger_tx_put, .event = STR("F:2"), .at_ms = 1,
				.actor = STR("test"), .note = STR("")),
			 ERR_OK);
	assert_int_equal(differences(t, &a, &d), 1);
	assert_string_equal(d[0].what, "transaction");
	assert_true(str_eq(d[0].which, STR("F:2")));

	/* More leaves for the rail than any attempt is for. */
	post(t, "S:EZ1", "POOL", "CLEARING", 10);
	assert_int_equal(differences(t, &a, &d), 2);
	assert_string_equal(d[1].what, "CLEARING is not the sum of live attempts");
	assert_int_equal(d[1].fen, 10);

	/* Entries that no balance knows of, and that the balance's own rule would have refused. */
	assert_int_equal(DB_RUN(t->db, ledger_entry_put, .event = STR("F:2"),
				.account = STR("POOL"), .pool = STR("p"), .fen = -2000),
			 ERR_OK);
	assert_int_equal(DB_RUN(t->db, ledger_entry_put, .event = STR("F:2"),
				.account = STR("FUNDING"), .pool = STR("p"), .fen = 2000),
			 ERR_OK);
	n = differences(t, &a, &d);
	assert_true(has(d, n, "below zero"));
	assert_false(has(d, n, "transaction"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(books_that_hold_have_no_differences),
		cmocka_unit_test(each_broken_invariant_is_named),
	};
	return cmocka_run_group_tests(tests, test_db_up, test_db_down);
}
