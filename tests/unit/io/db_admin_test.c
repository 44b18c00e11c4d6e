#include "testing.h"

#include "io/db_admin.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void set(struct config *c, const char *arg)
{
	struct buf why = BUF_INIT(4096);

	assert_int_equal(config_set_arg(c, arg, &why), ERR_OK);
	buf_release(&why);
}

static void the_private_database_is_reached_by_its_socket_without_password(void **state)
{
	struct buf why = BUF_INIT(4096);
	struct db_config db;
	struct config c;
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 16);
	assert_int_equal(config_init(&c), ERR_OK);
	set(&c, "data_dir=/d");
	assert_true(db_admin_is_private(&c));
	assert_int_equal(db_admin_config(&c, 4, &a, &db, &why), ERR_OK);
	assert_string_equal(db.socket, "/d/run/db/s");
	assert_string_equal(db.password, "");
	assert_string_equal(db.name, "ezhili");
	assert_int_equal(db.who, 4);
	if (geteuid() == 0)
		assert_string_equal(db.user, "root");
	config_release(&c);
	arena_release(&a);
	buf_release(&why);
}

static void a_data_directory_too_long_for_a_socket_is_told(void **state)
{
	struct buf why = BUF_INIT(4096);
	struct db_config db;
	struct config c;
	struct arena a;
	char arg[140];

	(void)state;
	arena_init(&a, 1 << 16);
	assert_int_equal(config_init(&c), ERR_OK);
	snprintf(arg, sizeof(arg), "data_dir=/%0120d", 0);
	set(&c, arg);
	assert_int_equal(db_admin_config(&c, 0, &a, &db, &why), ERR_LIMIT);
	assert_non_null(strstr(why.p, "is too long, a socket's path has at most 107 bytes"));
	config_release(&c);
	arena_release(&a);
	buf_release(&why);
}

static void a_url_is_taken_apart(void **state)
{
	static const struct {
		const char *url, *user, *hosts, *name;
		enum err want;
	} row[] = {
		{"mariadb://ez@db1:3307/ezhili",      "ez", "db1:3307",          "ezhili", ERR_OK   },
		{ "mysql://ez@db1/x",                 "ez", "db1",               "x",      ERR_OK   },
		{ "mariadb://ez@db1:3307,db2:3308/x", "ez", "db1:3307,db2:3308", "x",      ERR_OK   },
		{ "mariadb://ez@[::1]:3307/x",        "ez", "[::1]:3307",        "x",      ERR_OK   },
		{ "mariadb://db1/x",                  NULL, NULL,                NULL,     ERR_INPUT},
		{ "postgres://ez@db1/x",              NULL, NULL,                NULL,     ERR_INPUT},
		{ "mariadb://ez@db1:0/x",             NULL, NULL,                NULL,     ERR_INPUT},
		{ "mariadb://ez@db1,/x",              NULL, NULL,                NULL,     ERR_INPUT},
		{ "mariadb://ez@db1",                 NULL, NULL,                NULL,     ERR_INPUT},
		{ "mariadb://@db1/x",                 NULL, NULL,                NULL,     ERR_INPUT},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct buf why = BUF_INIT(4096);
		struct db_config db = { 0 };
		struct config c;
		struct arena a;

		arena_init(&a, 1 << 16);
		assert_int_equal(config_init(&c), ERR_OK);
		assert_int_equal(config_set(&c, STR("db_url"), str_of(row[i].url), &why), ERR_OK);
		assert_int_equal(db_admin_config(&c, 0, &a, &db, &why), row[i].want);
		if (row[i].want == ERR_OK) {
			assert_string_equal(db.user, row[i].user);
			assert_string_equal(db.hosts, row[i].hosts);
			assert_string_equal(db.name, row[i].name);
		} else {
			assert_non_null(strstr(why.p, "db_url: write mariadb://"));
		}
		config_release(&c);
		arena_release(&a);
		buf_release(&why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_private_database_is_reached_by_its_socket_without_password),
		cmocka_unit_test(a_data_directory_too_long_for_a_socket_is_told),
		cmocka_unit_test(a_url_is_taken_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
