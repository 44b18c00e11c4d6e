#include "testing.h"

#include "io/datadir.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
	struct config c;
	struct buf why;
	char dir[32];
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strncpy(f->dir, "/tmp/datadir_test.XXXXXX", sizeof(f->dir) - 1);
	assert_non_null(mkdtemp(f->dir));
	f->why = BUF_INIT(4096);
	assert_int_equal(config_init(&f->c), ERR_OK);
	assert_int_equal(config_set(&f->c, STR("data_dir"), str_of(f->dir), &f->why), ERR_OK);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", f->dir);
	assert_int_equal(system(command), 0);
	config_release(&f->c);
	buf_release(&f->why);
	free(f);
	return 0;
}

static mode_t mode_of(const struct fixture *f, const char *name)
{
	char path[128];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", f->dir, name);
	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 0777;
}

static void secrets_lie_where_nobody_else_looks(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(datadir_init(&f->c, &f->why), ERR_OK);
	assert_int_equal(mode_of(f, "keys/gateway"), 0700);
	assert_int_equal(mode_of(f, "keys/payout"), 0700);
	assert_int_equal(mode_of(f, "keys/gateway/master.key"), 0600);
	assert_int_equal(mode_of(f, "evidence"), 0700);
	assert_int_equal(mode_of(f, ""), 0711);
}

static void a_key_and_the_node_stay_the_same(void **state)
{
	AUTO(secret) first = SECRET_INIT;
	AUTO(secret) second = SECRET_INIT;
	struct fixture *f = *state;
	char node[9], again[9];

	assert_int_equal(datadir_init(&f->c, &f->why), ERR_OK);
	assert_int_equal(datadir_key(&f->c, "gateway/master.key", false, &first), ERR_OK);
	assert_int_equal(datadir_node(&f->c, node), ERR_OK);
	assert_int_equal(datadir_init(&f->c, &f->why), ERR_OK);
	assert_int_equal(datadir_key(&f->c, "gateway/master.key", true, &second), ERR_OK);
	assert_int_equal(datadir_node(&f->c, again), ERR_OK);
	assert_memory_equal(first.p, second.p, DATADIR_KEY_LEN);
	assert_string_equal(node, again);
}

static void a_damaged_key_is_never_replaced(void **state)
{
	AUTO(secret) key = SECRET_INIT;
	struct fixture *f = *state;
	char path[128];

	assert_int_equal(datadir_init(&f->c, &f->why), ERR_OK);
	snprintf(path, sizeof(path), "%s/keys/gateway/master.key", f->dir);
	assert_int_equal(truncate(path, 31), 0);
	assert_int_equal(datadir_key(&f->c, "gateway/master.key", true, &key), ERR_CORRUPT);
	assert_int_equal(datadir_key(&f->c, "gateway/other.key", false, &key), ERR_NOT_FOUND);
}

static void an_unreachable_directory_is_named(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(config_set_arg(&f->c, "data_dir=/proc/none/x", &f->why), ERR_OK);
	assert_int_equal(datadir_resolve(&f->c, &f->why), ERR_IO);
	assert_string_equal(f->why.p, "/proc/none/x: No such file or directory\n");
}

static void below_a_closed_directory_everything_stays_one_user(void **state)
{
	struct fixture *f = *state;
	char closed[64], data[64];

	snprintf(closed, sizeof(closed), "%s/closed", f->dir);
	snprintf(data, sizeof(data), "%s/closed/data", f->dir);
	assert_int_equal(chmod(f->dir, 0711), 0);
	assert_int_equal(mkdir(closed, 0711), 0);
	assert_int_equal(config_set(&f->c, STR("data_dir"), str_of(data), &f->why), ERR_OK);
	assert_int_equal(datadir_resolve(&f->c, &f->why), ERR_OK);
	assert_true(f->c.user_database.len > 0);
	assert_int_equal(chmod(closed, 0700), 0);
	assert_int_equal(datadir_resolve(&f->c, &f->why), ERR_OK);
	if (geteuid() == 0) {
		assert_int_equal(f->c.user_gateway.len + f->c.user_media.len +
					 f->c.user_payout.len + f->c.user_database.len,
				 0);
	}
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(secrets_lie_where_nobody_else_looks),
		CASE(a_key_and_the_node_stay_the_same),
		CASE(a_damaged_key_is_never_replaced),
		CASE(an_unreachable_directory_is_named),
		CASE(below_a_closed_directory_everything_stays_one_user),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
