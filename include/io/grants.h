/*
 * Database users: one a process and installation, made anew at every start
 * with a random password and exactly the rights that its statements need
 * (derived from sql/query by sql/grants.awk). Whoever reads a password once
 * has it until the next start at most.
 */
#ifndef IO_GRANTS_H
#define IO_GRANTS_H

#include "base/err.h"
#include "base/secret.h"
#include "io/db.h"

struct grant_text {
	const char *process, *sql; /* with @db, @user, @host, @password to be filled in */
};

/* Ends with .process == NULL. */
extern const struct grant_text grant_texts[];

/* Makes the schema; @db is filled in. */
extern const char grant_database_sql[];

struct grant_user {
	const char *process;          /* "gateway" */
	const char *db, *user, *host; /* letters, digits and _ ; host also % and . */
};

/* Makes the schema unless it exists. */
CHECKED enum err grants_make_database(struct db *admin, const char *name);

/*
 * Makes the user of one process. *ret_password: NUL-terminated text.
 * ERR_NOT_FOUND: no such process; ERR_INPUT: a name with other characters;
 * else of the database, see db_error.
 */
CHECKED
enum err grants_apply(struct db *admin, const struct grant_user *user, struct secret *ret_password);

#endif
