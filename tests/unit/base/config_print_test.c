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

static void what_is_printed_reads_back_the_same(void **state)
{
	struct fixture *f = *state;
	struct buf first = BUF_INIT(1 << 20), second = BUF_INIT(1 << 20);
	struct config back;

	assert_int_equal(config_parse(&f->c,
				      STR("lease_ms = 90s\norigins = a, b\nwechat_perception = "
					  "补贴\nundo_ms = 0"),
				      "f", &f->why),
			 ERR_OK);
	config_print(&f->c, true, &first);
	assert_int_equal(config_init(&back), ERR_OK);
	assert_int_equal(config_parse(&back, buf_str(&first), "printed", &f->why), ERR_OK);
	assert_int_equal(back.lease_ms, 90000);
	assert_int_equal(back.origins.n, 2);
	config_print(&back, true, &second);
	assert_string_equal(first.p, second.p);
	config_release(&back);
	buf_release(&first);
	buf_release(&second);
}

static void a_relative_path_lies_in_the_data_directory(void **state)
{
	struct fixture *f = *state;
	struct arena a;

	arena_init(&a, 1 << 16);
	assert_int_equal(config_set_arg(&f->c, "data_dir=/d", &f->why), ERR_OK);
	assert_string_equal(config_path(&f->c, STR("keys"), &a).p, "/d/keys");
	assert_string_equal(config_path(&f->c, STR("/k"), &a).p, "/k");
	assert_int_equal(config_path(&f->c, STR(""), &a).len, 0);
	arena_release(&a);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(what_is_printed_reads_back_the_same),
		CASE(a_relative_path_lies_in_the_data_directory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
