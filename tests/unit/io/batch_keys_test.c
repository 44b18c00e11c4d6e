#include "testing.h"

#include "batch_try.h"

#include <sodium.h>

static void a_repeated_key_answers_what_was_stored(void **state)
{
	struct batch_try *y = try_new(*state);
	struct effects *fx = try_add(y, 1, 7);

	add_account(fx, 1);
	fx->result = STR("{\"first\":1}");
	batcher_write(&y->b, y->items, y->n, NOW);
	assert_int_equal(y->items[0].outcome, BATCH_DONE);

	fx = try_add(y, 1, 7);
	add_account(fx, 2);
	fx->result = STR("{\"second\":1}");
	fx = try_add(y, 1, 8);
	batcher_write(&y->b, y->items + 1, 1, NOW);
	batcher_write(&y->b, y->items + 2, 1, NOW);
	assert_int_equal(y->items[1].outcome, BATCH_REPEATED);
	assert_true(str_eq(y->items[1].stored_result, STR("{\"first\":1}")));
	assert_int_equal(y->items[2].outcome, BATCH_KEY_REUSED);
	assert_int_equal(account_version(*state, 2), -1);
	try_free(y);
}

static void twins_of_one_batch_make_one_change(void **state)
{
	struct batch_try *y = try_new(*state);

	for (int i = 0; i < 3; i++) {
		struct effects *fx = try_add(y, i == 2 ? 12 : 11, 7);

		add_account(fx, 20 + i);
	}
	batcher_write(&y->b, y->items, y->n, NOW);
	assert_int_equal(y->items[0].outcome, BATCH_DONE);
	assert_int_equal(y->items[1].outcome, BATCH_CONFLICT);
	assert_int_equal(y->items[2].outcome, BATCH_DONE);
	assert_int_equal(account_version(*state, 21), -1);
	try_free(y);
}

static void a_moved_row_refuses_only_the_one_that_read_it(void **state)
{
	struct batch_try *y = try_new(*state);

	add_account(try_add(y, 0, 0), 30);
	add_account(try_add(y, 0, 0), 31);
	batcher_write(&y->b, y->items, 2, NOW);
	effects_guard(try_add(y, 31, 0), GUARD_ACCOUNT, id_n(30), 1);
	effects_guard(try_add(y, 32, 0), GUARD_ACCOUNT, id_n(31), 99);
	effects_guard(try_add(y, 33, 0), GUARD_ACCOUNT, id_n(77), 1);
	batcher_write(&y->b, y->items + 2, 3, NOW);
	assert_int_equal(y->items[2].outcome, BATCH_DONE);
	assert_int_equal(y->items[3].outcome, BATCH_CONFLICT);
	assert_int_equal(y->items[4].outcome, BATCH_CONFLICT);
	assert_int_equal(account_version(*state, 30), 2);
	assert_int_equal(account_version(*state, 31), 1);

	/* Its key was given back, so that deciding again can succeed. */
	effects_guard(try_add(y, 32, 0), GUARD_ACCOUNT, id_n(31), 1);
	batcher_write(&y->b, y->items + 5, 1, NOW);
	assert_int_equal(y->items[5].outcome, BATCH_DONE);
	try_free(y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_repeated_key_answers_what_was_stored),
		cmocka_unit_test(twins_of_one_batch_make_one_change),
		cmocka_unit_test(a_moved_row_refuses_only_the_one_that_read_it),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, test_db_up, test_db_down);
}
