#include "testing.h"

#include "base/config.h"

#include <stdlib.h>
#include <string.h>

struct fixture {
	struct config c;
	struct buf why;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->why = BUF_INIT(65536);
	assert_int_equal(config_init(&f->c), ERR_OK);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	config_release(&f->c);
	buf_release(&f->why);
	free(f);
	return 0;
}

static void every_default_keeps_its_own_limits(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(f->c.port, 8080);
	assert_string_equal(f->c.listen_host.p, "127.0.0.1");
	assert_int_equal(f->c.photo_max, 8 * 1024 * 1024);
	assert_int_equal(f->c.undo_ms, 5000);
	assert_false(f->c.demo);
}

static void no_key_is_named_twice_and_each_has_both_languages(void **state)
{
	(void)state;
	for (const struct config_row *a = config_table; a->name; a++) {
		assert_true(a->zh[0] && a->en[0]);
		for (const struct config_row *b = a + 1; b->name; b++)
			assert_string_not_equal(a->name, b->name);
	}
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(every_default_keeps_its_own_limits),
		CASE(no_key_is_named_twice_and_each_has_both_languages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
