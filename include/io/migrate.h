/*
 * Schema migrations: numbered, forward only, each remembered with a checksum
 * so that an edited file is noticed instead of silently differing.
 *
 * A statement ends with a line whose last character is ';'. Once a line
 * "//" alone has been seen, everything up to the next such line is one
 * statement (a trigger's body, for instance).
 */
#ifndef IO_MIGRATE_H
#define IO_MIGRATE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "io/db.h"

#include <stdbool.h>
#include <stdint.h>

struct migration {
	int number;
	const char *name, *sql;
};

/* Ends with .name == NULL. Number 0 only makes the table of what was applied. */
extern const struct migration migrations[];

/*
 * Brings the database of config up to date. config->name must exist.
 * *ret_applied: how many were new. ERR_CORRUPT: an applied one was edited since;
 * ERR_CONFLICT: the database is newer than this program. why tells in words.
 * DDL commits by itself: a migration that fails half-way is reported with its
 * statement's number and must be finished or undone by hand.
 */
CHECKED
enum err migrate(const struct db_config *config, const struct migration *list, int64_t now_ms,
		 int *ret_applied, struct buf *why);

/* Takes the next statement off *rest; false at the end. Comments between statements belong to them.
 */
bool migrate_next_statement(struct str *rest, struct str *ret_sql);

/* Runs a text of several statements. *ret_n (may be NULL): how many were run, also on error. */
CHECKED
enum err migrate_run_text(struct db *db, struct str sql, int *ret_n);

#endif
