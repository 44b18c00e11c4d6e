#include "testing.h"

#include "io/batcher.h"
#include "with_db.h"

#include <sodium.h>

#define NOW 1750000000000

static struct id id_n(int n)
{
	struct id id = { { 0 } };

	id.b[0] = 1;
	id.b[15] = (uint8_t)n;
	id.b[14] = (uint8_t)(n >> 8);
	return id;
}

struct batch_try {
	struct batcher b;
	struct arena arena[BATCH_MAX];
	struct effects fx[BATCH_MAX];
	struct batch_item items[BATCH_MAX];
	size_t n;
};

static struct batch_try *try_new(struct test_db *t)
{
	struct batch_try *y = calloc(1, sizeof(*y));

	assert_non_null(y);
	batcher_init(&y->b, t->db);
	return y;
}

static void try_free(struct batch_try *y)
{
	for (size_t i = 0; i < y->n; i++)
		arena_release(&y->arena[i]);
	batcher_release(&y->b);
	free(y);
}

static struct effects *try_add(struct batch_try *y, int key, int params)
{
	size_t i = y->n++;

	arena_init(&y->arena[i], 1 << 20);
	effects_init(&y->fx[i], &y->arena[i]);
	y->items[i] = (struct batch_item){ .fx = &y->fx[i] };
	if (key) {
		y->fx[i].key_scope = id_n(900);
		y->fx[i].key = id_n(key);
		y->fx[i].key_params = id_n(params);
	}
	return &y->fx[i];
}

static void add_account(struct effects *fx, int n)
{
	FX(fx, account_put, .id = id_n(n), .roles = 1, .name = STR("x"), .created_day = 1);
}

static int64_t account_version(struct test_db *t, int n)
{
	AUTO(arena) a = { .cap = 1 << 20 };
	struct r_account_by_id *row;
	size_t rows;

	assert_int_equal(DB_ROWS(t->db, &a, account_by_id, &row, &rows, .id = id_n(n)), ERR_OK);
	return rows ? row->version : -1;
}

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

static void one_bad_request_does_not_spoil_the_others(void **state)
{
	struct batch_try *y = try_new(*state);

	for (int i = 0; i < 20; i++)
		add_account(try_add(y, 0, 0), i == 13 ? 30 : 50 + i); /* 30 exists */
	batcher_write(&y->b, y->items, y->n, NOW);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(y->items[i].outcome, i == 13 ? BATCH_FAILED : BATCH_DONE);
		assert_int_equal(account_version(*state, 50 + i), i == 13 ? -1 : 1);
	}
	try_free(y);
}

static void a_mailbox_has_no_gap_whatever_the_batches(void **state)
{
	struct test_db *t = *state;
	struct batch_try *y = try_new(t);
	AUTO(arena) a = { .cap = 1 << 20 };
	struct r_outbox_after *rows;
	size_t n;

	for (int i = 0; i < 40; i++) {
		struct effects *fx = try_add(y, 0, 0);

		for (int k = 0; k <= i % 3; k++)
			effects_event(fx, id_n(200 + i % 4), STR("chat.turn"), STR("{}"));
	}
	for (int i = 0; i < 40; i += 8)
		batcher_write(&y->b, y->items + i, 8, NOW);
	for (int box = 0; box < 4; box++) {
		assert_int_equal(DB_ROWS(t->db, &a, outbox_after, &rows, &n,
					 .topic = id_n(200 + box), .seq = 0, .most = 1000),
				 ERR_OK);
		assert_true(n >= 10);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(rows[i].seq, (int64_t)i + 1);
	}
	assert_true(str_starts(buf_str(&y->b.hint), STR("mail ")));
	try_free(y);
}

static void the_audit_chain_can_be_followed(void **state)
{
	struct test_db *t = *state;
	struct batch_try *y = try_new(t);
	AUTO(arena) a = { .cap = 1 << 20 };
	struct r_audit_chain_read *rows;
	unsigned char hash[AUDIT_HASH_LEN] = { 0 };
	size_t n;

	for (int i = 0; i < 10; i++) {
		effects_audit(try_add(y, 0, 0), (struct effect_audit){
							.actor = STR("reviewer1"),
							.action = STR("review.get"),
							.object = id_n(i),
							.after = i % 2 ? STR("{\"a\":\"鼠\"}")
								       : (struct str){NULL, 0}
                });
	}
	batcher_write(&y->b, y->items, 4, NOW);
	batcher_write(&y->b, y->items + 4, 6, NOW + 5);
	assert_int_equal(DB_ROWS(t->db, &a, audit_chain_read, &rows, &n, .epoch = y->b.chain.epoch,
				 .after = 0, .most = 100),
			 ERR_OK);
	assert_int_equal(n, 10);
	for (size_t i = 0; i < n; i++) {
		struct q_audit_put row = { y->b.chain.epoch,    rows[i].n,          rows[i].at_ms,
					   rows[i].actor,       rows[i].action,     rows[i].object,
					   rows[i].before_json, rows[i].after_json, rows[i].hash };

		audit_chain_hash(hash, &row, hash);
		assert_int_equal(rows[i].n, (int64_t)i + 1);
		assert_memory_equal(hash, rows[i].hash.p, sizeof(hash));
	}
	try_free(y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_repeated_key_answers_what_was_stored),
		cmocka_unit_test(twins_of_one_batch_make_one_change),
		cmocka_unit_test(a_moved_row_refuses_only_the_one_that_read_it),
		cmocka_unit_test(one_bad_request_does_not_spoil_the_others),
		cmocka_unit_test(a_mailbox_has_no_gap_whatever_the_batches),
		cmocka_unit_test(the_audit_chain_can_be_followed),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, test_db_up, test_db_down);
}
