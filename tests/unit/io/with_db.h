/*
 * For tests that need a real MariaDB: a private one in a temporary folder, with
 * all migrations, for the whole test program.
 */
#ifndef WITH_DB_H
#define WITH_DB_H

#include "io/db.h"
#include "io/migrate.h"

#include <stdio.h>
#include <stdlib.h>

struct test_db {
	char dir[64], socket[80];
	struct db *db;
};

static inline struct db_config test_db_config(const struct test_db *t)
{
	return (struct db_config){ .socket = t->socket,
				   .user = "root",
				   .password = "",
				   .name = "ezhili",
				   .who = QUERY_FOR_GATEWAY | QUERY_FOR_PAYOUT | QUERY_FOR_CLI };
}

static inline int test_db_shell(const struct test_db *t, const char *verb)
{
	char command[256];

	snprintf(command, sizeof(command), "tests/unit/io/mariadb.sh %s %s", verb, t->dir);
	return system(command);
}

static inline int test_db_up(void **state)
{
	static struct test_db t;
	struct db_config plain;

	snprintf(t.dir, sizeof(t.dir), "/tmp/ezhili-test-XXXXXX");
	*state = &t;
	if (!mkdtemp(t.dir))
		return -1;
	snprintf(t.socket, sizeof(t.socket), "%s/s", t.dir);
	if (test_db_shell(&t, "start"))
		return -1;
	plain = test_db_config(&t);
	plain.who = 0;
	if (db_open(&plain, &t.db) && fprintf(stderr, "open: %s\n", db_error(t.db)))
		return -1;
	for (const struct migration *m = migrations; m->name; m++) {
		if (db_exec_text(t.db, m->sql)) {
			fprintf(stderr, "%s: %s\n", m->name, db_error(t.db));
			return -1;
		}
	}
	db_close(t.db);
	plain = test_db_config(&t);
	if (db_open(&plain, &t.db)) {
		fprintf(stderr, "%s\n", db_error(t.db));
		return -1;
	}
	*state = &t;
	return 0;
}

static inline int test_db_down(void **state)
{
	struct test_db *t = *state;

	db_close(t->db);
	return test_db_shell(t, "stop");
}

#endif
