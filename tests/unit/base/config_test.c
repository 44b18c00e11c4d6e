#include "testing.h"

#include "base/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static void a_file_sets_every_type(void **state)
{
	struct fixture *f = *state;
	struct str text = STR("# comment\n\n port = 22001 \r\ndemo=yes\nlease_ms = 2m\n"
			      "origins = https://a.example , https://b.example,\nlog_level = warn");

	assert_int_equal(config_parse(&f->c, text, "x.conf", &f->why), ERR_OK);
	assert_int_equal(f->why.len, 0);
	assert_int_equal(f->c.port, 22001);
	assert_true(f->c.demo);
	assert_int_equal(f->c.lease_ms, 120000);
	assert_int_equal(f->c.origins.n, 2);
	assert_string_equal(f->c.origins.item[1].p, "https://b.example");
	assert_int_equal(config_log_level(&f->c), LOG_LVL_WARN);
}

static void a_mistake_names_its_line_its_key_and_what_is_right(void **state)
{
	static const struct {
		const char *text, *says;
	} row[] = {
		{"port = 0",                          "f:1: port: \"0\" is not a whole number from 1 to 65535\n"  },
		{ "\nport = 80x",                     "f:2: port: \"80x\" is not a whole number from 1 to 65535\n"},
		{ "prot = 80",                        "f:1: prot: no such key, did you mean port?\n"              },
		{ "what_is_this_about = 1",           "f:1: what_is_this_about: no such key\n"                    },
		{ "demo = maybe",                     "f:1: demo: \"maybe\" is not yes or no\n"                   },
		{ "undo_ms = 5 weeks",
                 "f:1: undo_ms: \"5 weeks\" is not a time such as 250ms, 10s, 5m, 2h or "
		  "7d from 0 to 60000 ms\n"								       },
		{ "lease_ms = 99999999999999999999d",
                 "f:1: lease_ms: \"99999999999999999999d\" is not a time "
		  "such as 250ms, 10s, 5m, 2h or 7d from 1000 to 86400000 ms\n"                                   },
		{ "port",			     "f:1: \"port\": write NAME = VALUE\n"                       },
		{ "port = 1\nport = 2",               "f:2: port: given twice, first in line 1; keep one\n"       },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		buf_reset(&f->why);
		assert_int_equal(config_parse(&f->c, str_of(row[i].text), "f", &f->why), ERR_INPUT);
		assert_string_equal(f->why.p, row[i].says);
	}
}

static void all_mistakes_are_told_in_one_run(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(config_parse(&f->c, STR("port=x\nping_s = 30\ndemo=x\n"), "f", &f->why),
			 ERR_INPUT);
	assert_non_null(strstr(f->why.p, "f:1: port"));
	assert_non_null(strstr(f->why.p, "f:3: demo"));
	assert_null(strstr(f->why.p, "f:2"));
	assert_int_equal(f->c.ping_s, 30);
}

static void an_argument_overrides_one_key(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(config_set_arg(&f->c, "port=9", &f->why), ERR_OK);
	assert_int_equal(f->c.port, 9);
	assert_int_equal(config_set_arg(&f->c, "port", &f->why), ERR_INPUT);
	assert_string_equal(f->why.p, "port: write NAME=VALUE\n");
}

static void a_missing_file_says_so(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(config_load(&f->c, "/nonexistent/ezhili.conf", &f->why), ERR_IO);
	assert_string_equal(f->why.p, "/nonexistent/ezhili.conf: No such file or directory\n");
}

static void a_file_is_loaded_and_its_mistakes_carry_its_name(void **state)
{
	struct fixture *f = *state;
	char path[] = "/tmp/config_test.XXXXXX", want[80];
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "port = 7\nport = q\n", 18), 18);
	close(fd);
	assert_int_equal(config_load(&f->c, path, &f->why), ERR_INPUT);
	snprintf(want, sizeof(want), "%s:2: port: given twice, first in line 1; keep one\n", path);
	assert_string_equal(f->why.p, want);
	assert_int_equal(f->c.port, 7);
	unlink(path);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(a_file_sets_every_type),
		CASE(a_mistake_names_its_line_its_key_and_what_is_right),
		CASE(all_mistakes_are_told_in_one_run),
		CASE(an_argument_overrides_one_key),
		CASE(a_missing_file_says_so),
		CASE(a_file_is_loaded_and_its_mistakes_carry_its_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
