#include "testing.h"

#include "batch_try.h"

#include <sodium.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mailbox_has_no_gap_whatever_the_batches),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, test_db_up, test_db_down);
}
