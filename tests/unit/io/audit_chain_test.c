#include "testing.h"

#include "batch_try.h"

#include <sodium.h>

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
		cmocka_unit_test(the_audit_chain_can_be_followed),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, test_db_up, test_db_down);
}
