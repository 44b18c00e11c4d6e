#include "testing.h"

#include "with_db.h"

#include <math.h>

static struct id id_of(int n)
{
	struct id id = {
		{(uint8_t)n, 7}
	};

	return id;
}

static void put(struct db *db, int n, struct str login, struct str name)
{
	assert_int_equal(DB_RUN(db, account_put, .id = id_of(n), .roles = 16, .login = login,
				.name = name, .created_day = 20000),
			 ERR_OK);
}

static void what_is_written_comes_back_also_nulls_and_long_texts(void **state)
{
	struct test_db *t = *state;
	AUTO(arena) a = { .cap = 1 << 20 };
	struct r_account_by_id *row;
	size_t n;

	put(t->db, 1, STR("reviewer1"), STR("审核员一"));
	put(t->db, 2, (struct str){ NULL, 0 }, STR(""));
	assert_int_equal(DB_ROWS(t->db, &a, account_by_id, &row, &n, .id = id_of(1)), ERR_OK);
	assert_int_equal(n, 1);
	assert_true(str_eq(row->name, STR("审核员一")) && str_eq(row->login, STR("reviewer1")));
	assert_int_equal(row->roles, 16);
	assert_int_equal(DB_ROWS(t->db, &a, account_by_id, &row, &n, .id = id_of(2)), ERR_OK);
	assert_null(row->login.p);
	assert_non_null(row->name.p);
	assert_int_equal(DB_ROWS(t->db, &a, account_by_id, &row, &n, .id = id_of(3)), ERR_OK);
	assert_int_equal(n, 0);
}

static void many_rows_go_in_one_statement_with_their_own_nulls(void **state)
{
	struct test_db *t = *state;
	AUTO(arena) a = { .cap = 4 << 20 };
	struct q_account_put in[100];
	struct r_account_list *rows;
	char login[100][16];
	size_t n;

	for (int i = 0; i < 100; i++) {
		snprintf(login[i], sizeof(login[i]), "bulk%03d", i);
		in[i] = (struct q_account_put){ .id = { { 200, (uint8_t)i } },
						.roles = i,
						.name = STR("x"),
						.created_day = 1 };
		if (i % 3)
			in[i].login = str_of(login[i]);
	}
	assert_int_equal(db_run_bulk(t->db, Q_account_put, in, 100), ERR_OK);
	assert_int_equal(
		DB_ROWS(t->db, &a, account_list, &rows, &n, .after = STR("bulk"), .most = 1000),
		ERR_OK);
	for (size_t i = 0; i < n && str_starts(rows[i].login, STR("bulk")); i++)
		assert_int_equal(rows[i].roles % 3 != 0, 1);
	assert_true(n >= 66);
}

static void a_row_that_exists_is_a_conflict_and_a_rollback_leaves_nothing(void **state)
{
	struct test_db *t = *state;
	AUTO(arena) a = { .cap = 1 << 20 };
	struct r_account_by_id *row;
	size_t n;

	assert_int_equal(db_begin(t->db), ERR_OK);
	put(t->db, 30, (struct str){ NULL, 0 }, STR("x"));
	assert_int_equal(DB_RUN(t->db, account_put, .id = id_of(30), .name = STR("y")),
			 ERR_CONFLICT);
	assert_true(db_error(t->db)[0] == '1');
	db_rollback(t->db);
	assert_int_equal(DB_ROWS(t->db, &a, account_by_id, &row, &n, .id = id_of(30)), ERR_OK);
	assert_int_equal(n, 0);
}

static void a_killed_connection_is_lost_once_and_then_opened_again(void **state)
{
	struct test_db *t = *state;
	struct db_config config = test_db_config(t);
	struct db *killer;
	AUTO(arena) a = { .cap = 1 << 20 };
	struct r_account_by_id *row;
	size_t n;

	config.who = 0;
	assert_int_equal(db_open(&config, &killer), ERR_OK);
	assert_int_equal(db_begin(t->db), ERR_OK);
	assert_int_equal(db_exec_text(killer, "KILL USER root"), ERR_LOST);
	db_close(killer);
	assert_int_equal(DB_ROWS(t->db, &a, account_by_id, &row, &n, .id = id_of(1)), ERR_LOST);
	assert_int_equal(DB_ROWS(t->db, &a, account_by_id, &row, &n, .id = id_of(1)), ERR_OK);
	assert_int_equal(n, 1);
}

static void a_result_larger_than_the_arena_is_refused_and_the_next_call_works(void **state)
{
	struct test_db *t = *state;
	AUTO(arena) small = { .cap = 600 };
	AUTO(arena) a = { .cap = 1 << 20 };
	struct r_account_list *rows;
	size_t n;

	assert_int_equal(
		DB_ROWS(t->db, &small, account_list, &rows, &n, .after = STR(""), .most = 1000),
		ERR_LIMIT);
	assert_int_equal(
		DB_ROWS(t->db, &a, account_list, &rows, &n, .after = STR(""), .most = 1000),
		ERR_OK);
	assert_true(n > 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_comes_back_also_nulls_and_long_texts),
		cmocka_unit_test(many_rows_go_in_one_statement_with_their_own_nulls),
		cmocka_unit_test(a_row_that_exists_is_a_conflict_and_a_rollback_leaves_nothing),
		cmocka_unit_test(a_killed_connection_is_lost_once_and_then_opened_again),
		cmocka_unit_test(a_result_larger_than_the_arena_is_refused_and_the_next_call_works),
	};
	return cmocka_run_group_tests(tests, test_db_up, test_db_down);
}
