#include "testing.h"

#include "base/config_args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_ARGS 12

static enum err parse(struct config *c, const char *const *args, int *argc, char **argv,
		      struct buf *why)
{
	*argc = 0;
	while (args[*argc]) {
		argv[*argc] = (char *)(uintptr_t)args[*argc];
		(*argc)++;
	}
	argv[*argc] = NULL;
	return config_from_args(c, argc, argv, why);
}

static void options_are_taken_out_and_the_rest_stays(void **state)
{
	static const char *const args[] = { "ezhili", "user",  "--data", "/nonexistent/d",
					    "add",    "--set", "port=7", "--login",
					    "x",      NULL };
	struct buf why = BUF_INIT(4096);
	char *argv[MAX_ARGS];
	struct config c;
	int argc;

	(void)state;
	assert_int_equal(parse(&c, args, &argc, argv, &why), ERR_OK);
	assert_int_equal(argc, 5);
	assert_string_equal(argv[1], "user");
	assert_string_equal(argv[2], "add");
	assert_string_equal(argv[3], "--login");
	assert_null(argv[5]);
	assert_string_equal(c.data_dir.p, "/nonexistent/d");
	assert_int_equal(c.port, 7);
	config_release(&c);
	buf_release(&why);
}

static void a_typed_value_wins_over_the_file(void **state)
{
	char dir[] = "/tmp/config_args.XXXXXX", path[64];
	const char *args[] = { "x", "--set", "port=9", "--data", dir, NULL };
	struct buf why = BUF_INIT(4096);
	char *argv[MAX_ARGS];
	struct config c;
	FILE *f;
	int argc;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/ezhili.conf", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("port = 8\nping_s = 30\ndata_dir = /elsewhere\n", f);
	fclose(f);
	assert_int_equal(parse(&c, args, &argc, argv, &why), ERR_OK);
	assert_int_equal(c.port, 9);
	assert_int_equal(c.ping_s, 30);
	assert_string_equal(c.data_dir.p, dir);
	config_release(&c);
	buf_release(&why);
	unlink(path);
	rmdir(dir);
}

static void mistakes_are_told(void **state)
{
	static const struct {
		const char *args[4];
		const char *says;
	} row[] = {
		{{ "x", "--set", NULL },                     "--set: a value must follow\n"          },
		{ { "x", "--set", "prt=1", NULL },           "prt: no such key, did you mean port?\n"},
		{ { "x", "--config", "/nonexistent", NULL },
                 "/nonexistent: No such file or directory\n"                                         },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct buf why = BUF_INIT(4096);
		char *argv[MAX_ARGS];
		struct config c;
		int argc;

		assert_int_not_equal(parse(&c, row[i].args, &argc, argv, &why), ERR_OK);
		assert_string_equal(why.p, row[i].says);
		config_release(&c);
		buf_release(&why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_taken_out_and_the_rest_stays),
		cmocka_unit_test(a_typed_value_wins_over_the_file),
		cmocka_unit_test(mistakes_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
