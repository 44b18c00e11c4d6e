/*
 * The inside of io/db.h, shared by its two files (db.c the connection,
 * db_stmt.c statements and rows) and by nobody else: this is the one place that
 * includes the library.
 */
#ifndef IO_DB_MYSQL_H
#define IO_DB_MYSQL_H

#include "io/db.h"
#include "io/db_hosts.h"

#include <mysql.h>

struct db {
	MYSQL *my; /* NULL: not connected */
	MYSQL_STMT *stmts[Q__COUNT];
	struct db_config config;
	struct db_hosts hosts; /* of config.hosts */
	char *strings[6];      /* copies that config points to */
	struct arena params; /* of the call under way */
	char error[256];
};

/* Remembers the error and tells its kind. */
enum err db_fail(struct db *db, unsigned code, const char *text);
/* Connects and prepares when there is no connection. */
CHECKED enum err db_connect(struct db *db);
/* After ERR_LOST: closes it; the next try goes to the next host. */
void db_lost(struct db *db);

#endif
