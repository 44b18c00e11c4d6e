/*
 * A connection to MariaDB and the statements of sql/query, prepared.
 *
 * Only db.c and db_stmt.c know the client library. A statement is called by its name
 * with a struct of parameters, and rows come back as an array of structs:
 *
 *	struct r_report_get *row;
 *	size_t n;
 *	e = DB_ROWS(db, arena, report_get, &row, &n, .report = id);
 *
 * One connection belongs to one thread at a time. Errors:
 *   ERR_CONFLICT  the row exists already (1062)
 *   ERR_BUSY      deadlock, lock wait: roll back, do it again
 *   ERR_LOST      the connection broke, or the node left its cluster; what was
 *                 running may have happened. The next call opens it again, on
 *                 the next host if there are several, and prepares anew.
 *   ERR_LIMIT     more than DB_ROWS_MAX rows, or the arena is full
 *   ERR_IO        the statement itself is wrong; db_error tells
 */
#ifndef IO_DB_H
#define IO_DB_H

#include "base/arena.h"
#include "base/err.h"
#include "io/query.h"

#define DB_ROWS_MAX 10000

struct db;

struct db_config {
	const char *socket;  /* Unix socket; NULL: one of the hosts */
	const char *hosts;   /* as in io/db_hosts.h; a lost one makes room for the next */
	const char *ca_file; /* PEM; not NULL: TLS only, and the server must prove its name */
	const char *user, *password, *name; /* name may be NULL: no schema is chosen */
	unsigned who;       /* enum query_for: which statements to prepare; 0 for none */
	unsigned timeout_s; /* of one read or write; 0: 30 */
};

/* Allocates and connects. config's strings are copied. */
CHECKED
enum err db_open(const struct db_config *config, struct db **ret_db);
void db_close(struct db *db);

/* The last error's text for the log, without values. "" when there was none. */
const char *db_error(const struct db *db);

CHECKED
enum err db_begin(struct db *db);
/* All reads until its end see one moment; nothing may be written. */
CHECKED
enum err db_begin_snapshot(struct db *db);
/* ERR_LOST: it may or may not have been committed; the idempotency keys tell. */
CHECKED
enum err db_commit(struct db *db);
void db_rollback(struct db *db);

/* in: a struct q_NAME. *ret_changed (may be NULL): rows inserted, changed or deleted. */
CHECKED
enum err db_run(struct db *db, enum query q, const void *in, uint64_t *ret_changed);

/* in: n structs q_NAME, one after another, in one round trip (array binding). */
CHECKED
enum err db_run_bulk(struct db *db, enum query q, const void *in, size_t n);

/*
 * Rows of a SELECT, or of a write with RETURNING, as an array of structs
 * r_NAME in the arena; with n_in > 1 the write is array-bound.
 */
CHECKED
enum err db_rows(struct db *db, enum query q, const void *in, size_t n_in, struct arena *arena,
		 void **ret_rows, size_t *ret_n);

/* Statements from a migration or grant file; ends at the first error. Not for anything a person
 * wrote. */
CHECKED
enum err db_exec_text(struct db *db, const char *sql);

#define DB_RUN(db, name_, ...) \
	db_run((db), Q_##name_, &(const struct q_##name_){ __VA_ARGS__ }, NULL)

#define DB_ROWS(db, arena, name_, ret_rows_, ret_n_, ...)                              \
	db_rows((db), Q_##name_, &(const struct q_##name_){ __VA_ARGS__ }, 1, (arena), \
		(void **)(1 ? (ret_rows_) : (struct r_##name_ **)NULL), (ret_n_))

#endif
