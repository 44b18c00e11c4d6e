#include "testing.h"

#include "batch_try.h"

#include <sodium.h>

static void one_bad_request_does_not_spoil_the_others(void **state)
{
	struct batch_try *y = try_new(*state);

	for (int i = 0; i < 20; i++)
		add_account(try_add(y, 0, 0), i == 13 ? 50 : 50 + i); /* 50 is the first one's */
	batcher_write(&y->b, y->items, y->n, NOW);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(y->items[i].outcome, i == 13 ? BATCH_FAILED : BATCH_DONE);
		assert_int_equal(account_version(*state, 50 + i), i == 13 ? -1 : 1);
	}
	try_free(y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_bad_request_does_not_spoil_the_others),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, test_db_up, test_db_down);
}
