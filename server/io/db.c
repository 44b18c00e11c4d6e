#include "io/db.h"

#include "io/db_columns.h"
#include "io/db_errors.h"

#include <math.h>
#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)DB_COLUMN_VALUE == (int)STMT_INDICATOR_NONE &&
		       (int)DB_COLUMN_NULL == (int)STMT_INDICATOR_NULL,
	       "db_columns.h repeats the library's numbers");

struct db {
	MYSQL *my;
	MYSQL_STMT *stmts[Q__COUNT];
	struct db_config config;
	char *strings[5]; /* copies that config points to */
	char error[256];
};

static enum err fail(struct db *db, unsigned code, const char *text)
{
	snprintf(db->error, sizeof(db->error), "%u %s", code, text);
	return db_error_kind(code);
}

static void disconnect(struct db *db)
{
	for (size_t q = 0; q < Q__COUNT; q++) {
		if (db->stmts[q])
			mysql_stmt_close(db->stmts[q]);
		db->stmts[q] = NULL;
	}
	if (db->my)
		mysql_close(db->my);
	db->my = NULL;
}

static enum err conn_fail(struct db *db)
{
	enum err e = fail(db, mysql_errno(db->my), mysql_error(db->my));

	if (e == ERR_LOST)
		disconnect(db);
	return e;
}

static enum err stmt_fail(struct db *db, MYSQL_STMT *st)
{
	enum err e = fail(db, mysql_stmt_errno(st), mysql_stmt_error(st));

	if (e == ERR_LOST)
		disconnect(db);
	else
		mysql_stmt_free_result(st);
	return e;
}

static enum err prepare_all(struct db *db)
{
	for (size_t q = 0; q < Q__COUNT; q++) {
		const struct query_info *info = &query_info[q];
		MYSQL_STMT *st;

		if (!(info->who & db->config.who))
			continue;
		st = db->stmts[q] = mysql_stmt_init(db->my);
		if (!st)
			return ERR_MEMORY;
		if (mysql_stmt_prepare(st, info->sql, strlen(info->sql))) {
			enum err e = fail(db, mysql_stmt_errno(st), mysql_stmt_error(st));
			size_t used = strlen(db->error);

			snprintf(db->error + used, sizeof(db->error) - used, " [%s]", info->name);
			return e;
		}
		/* The columns of a RETURNING are known only once it has run: fetch() looks again.
		 */
		if (mysql_stmt_param_count(st) != info->n_in ||
		    (info->kind == QUERY_SELECT && mysql_stmt_field_count(st) != info->n_out)) {
			snprintf(db->error, sizeof(db->error),
				 "0 %s: columns differ from its header", info->name);
			return ERR_IO;
		}
	}
	return ERR_OK;
}

static enum err connect_now(struct db *db)
{
	const struct db_config *c = &db->config;
	unsigned timeout_s = c->timeout_s ? c->timeout_s : 30, connect_s = 3, local_infile = 0;
	enum err e;

	db->my = mysql_init(NULL);
	if (!db->my)
		return ERR_MEMORY;
	mysql_options(db->my, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
	mysql_options(db->my, MYSQL_OPT_READ_TIMEOUT, &timeout_s);
	mysql_options(db->my, MYSQL_OPT_WRITE_TIMEOUT, &timeout_s);
	mysql_options(db->my, MYSQL_OPT_LOCAL_INFILE, &local_infile);
	mysql_options(db->my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(db->my, MYSQL_INIT_COMMAND,
		      "SET SESSION sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',"
		      "time_zone='+00:00',tx_isolation='READ-COMMITTED'");
	if (!mysql_real_connect(db->my, c->socket ? NULL : c->host, c->user, c->password, c->name,
				c->port, c->socket, 0)) {
		e = fail(db, mysql_errno(db->my), mysql_error(db->my));
		disconnect(db);
		return e;
	}
	e = prepare_all(db);
	if (e)
		disconnect(db);
	return e;
}

static const char *keep(struct db *db, size_t at, const char *s)
{
	db->strings[at] = s ? strdup(s) : NULL;
	return db->strings[at];
}

enum err db_open(const struct db_config *config, struct db **ret_db)
{
	struct db *db = calloc(1, sizeof(*db));
	enum err e;

	if (!db)
		return ERR_MEMORY;
	db->config = *config;
	db->config.socket = keep(db, 0, config->socket);
	db->config.host = keep(db, 1, config->host);
	db->config.user = keep(db, 2, config->user);
	db->config.password = keep(db, 3, config->password);
	db->config.name = keep(db, 4, config->name);
	e = connect_now(db);
	*ret_db = db;
	return e;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	disconnect(db);
	for (size_t i = 0; i < ARRAY_LEN(db->strings); i++) {
		if (db->strings[i])
			explicit_bzero(db->strings[i], strlen(db->strings[i]));
		free(db->strings[i]);
	}
	free(db);
}

const char *db_error(const struct db *db)
{
	return db ? db->error : "";
}

static enum err simple(struct db *db, const char *sql)
{
	if (!db->my)
		return ERR_LOST;
	if (mysql_real_query(db->my, sql, strlen(sql)))
		return conn_fail(db);
	return ERR_OK;
}

enum err db_begin(struct db *db)
{
	enum err e = db->my ? simple(db, "START TRANSACTION") : ERR_LOST;

	if (e != ERR_LOST)
		return e;
	e = connect_now(db); /* nothing was running: opening anew loses nothing */
	return e ? e : simple(db, "START TRANSACTION");
}

enum err db_commit(struct db *db)
{
	return simple(db, "COMMIT");
}

void db_rollback(struct db *db)
{
	if (simple(db, "ROLLBACK"))
		disconnect(db);
}

/* --- parameters -------------------------------------------------------------- */
static void column_bind(MYSQL_BIND *b, const struct db_column *c, const struct query_field *f,
			size_t n)
{
	*b = (MYSQL_BIND){ 0 };
	if (f->type == QT_I64) {
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		b->buffer = c->ints;
	} else if (f->type == QT_F64) {
		b->buffer_type = MYSQL_TYPE_DOUBLE;
		b->buffer = c->reals;
	} else {
		b->buffer_type = f->type == QT_TEXT ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
		b->buffer = n > 1 ? (void *)c->ptrs : (void *)(uintptr_t)c->ptrs[0];
		b->length = c->lens;
	}
	if (n > 1)
		b->u.indicator = c->indicators;
	else if (c->indicators[0] == DB_COLUMN_NULL)
		b->buffer_type = MYSQL_TYPE_NULL;
}

static enum err execute(struct db *db, enum query q, const void *in, size_t n, struct arena *a)
{
	const struct query_info *info = &query_info[q];
	MYSQL_STMT *st;
	struct db_column *cols = arena_array(a, info->n_in + 1, struct db_column);
	MYSQL_BIND *binds = arena_array(a, info->n_in + 1, MYSQL_BIND);
	unsigned int array_size = n > 1 ? (unsigned)n : 0;

	if (!cols || !binds)
		return ERR_LIMIT;
	for (size_t i = 0; i < info->n_in; i++) {
		if (!db_column_fill(&cols[i], a, info, &info->in[i], in, n))
			return ERR_LIMIT;
		column_bind(&binds[i], &cols[i], &info->in[i], n);
	}
	if (!db->my) {
		enum err e = connect_now(db);

		if (e)
			return e;
	}
	st = db->stmts[q];
	if (!st) {
		snprintf(db->error, sizeof(db->error), "0 %s is not prepared here", info->name);
		return ERR_IO;
	}
	mysql_stmt_attr_set(st, STMT_ATTR_ARRAY_SIZE, &array_size);
	if ((info->n_in && mysql_stmt_bind_param(st, binds)) || mysql_stmt_execute(st))
		return stmt_fail(db, st);
	return ERR_OK;
}

#define PARAMS_CAP ((size_t)64 << 20)

enum err db_run(struct db *db, enum query q, const void *in, uint64_t *ret_changed)
{
	AUTO(arena) a = { .cap = PARAMS_CAP };
	enum err e = execute(db, q, in, 1, &a);

	if (!e && ret_changed)
		*ret_changed = mysql_stmt_affected_rows(db->stmts[q]);
	return e;
}

enum err db_run_bulk(struct db *db, enum query q, const void *in, size_t n)
{
	AUTO(arena) a = { .cap = PARAMS_CAP };

	return n ? execute(db, q, in, n, &a) : ERR_OK;
}

/* --- rows ---------------------------------------------------------------------- */

struct cell {
	unsigned long len;
	my_bool null;
};

static void bind_results(const struct query_info *info, char *row, struct cell *cells,
			 MYSQL_BIND *binds)
{
	for (size_t i = 0; i < info->n_out; i++) {
		const struct query_field *f = &info->out[i];
		MYSQL_BIND *b = &binds[i];

		*b = (MYSQL_BIND){ .length = &cells[i].len, .is_null = &cells[i].null };
		if (f->type == QT_I64) {
			b->buffer_type = MYSQL_TYPE_LONGLONG;
			b->buffer = row + f->offset;
		} else if (f->type == QT_F64) {
			b->buffer_type = MYSQL_TYPE_DOUBLE;
			b->buffer = row + f->offset;
		} else {
			b->buffer_type = MYSQL_TYPE_BLOB;
			b->buffer = f->type == QT_ID ? row + f->offset : NULL;
			b->buffer_length = f->type == QT_ID ? sizeof(struct id) : 0;
		}
	}
}

static enum err finish_cell(MYSQL_STMT *st, const struct query_field *f, unsigned i,
			    const struct cell *cell, char *row, struct arena *a)
{
	struct str *s = (struct str *)(void *)(row + f->offset);
	MYSQL_BIND b = { .buffer_type = MYSQL_TYPE_BLOB };
	unsigned long len = cell->len;
	char *p;

	if (cell->null) {
		if (f->type == QT_I64)
			*(int64_t *)(void *)(row + f->offset) = f->nullable ? I64_NULL : 0;
		if (f->type == QT_F64)
			*(double *)(void *)(row + f->offset) = f->nullable ? (double)NAN : 0;
		return ERR_OK;
	}
	if (f->type != QT_TEXT && f->type != QT_BLOB)
		return ERR_OK;
	p = arena_alloc(a, len + 1);
	if (!p)
		return ERR_LIMIT;
	b.buffer = p;
	b.buffer_length = len;
	b.length = &len;
	if (len && mysql_stmt_fetch_column(st, &b, i, 0))
		return ERR_IO;
	*s = (struct str){ p, len };
	return ERR_OK;
}

static enum err fetch(struct db *db, MYSQL_STMT *st, const struct query_info *info, struct arena *a,
		      void **ret_rows, size_t *ret_n)
{
	char *rows = NULL, *row = arena_alloc(a, info->out_size);
	struct cell *cells = arena_array(a, info->n_out, struct cell);
	MYSQL_BIND *binds = arena_array(a, info->n_out, MYSQL_BIND);
	size_t n = 0, room = 0;
	enum err e = ERR_OK;
	int got;

	if (!row || !cells || !binds)
		return ERR_LIMIT;
	if (mysql_stmt_field_count(st) != info->n_out)
		return ERR_IO;
	bind_results(info, row, cells, binds);
	if (mysql_stmt_bind_result(st, binds) || mysql_stmt_store_result(st))
		return stmt_fail(db, st);
	while (!e && ((got = mysql_stmt_fetch(st)) == 0 || got == MYSQL_DATA_TRUNCATED)) {
		for (unsigned i = 0; !e && i < info->n_out; i++)
			e = finish_cell(st, &info->out[i], i, &cells[i], row, a);
		if (!e)
			e = db_row_push(a, &rows, &room, n, row, info->out_size);
		n += !e;
		memset(row, 0, info->out_size);
	}
	if (!e && got != MYSQL_NO_DATA)
		return stmt_fail(db, st);
	mysql_stmt_free_result(st);
	if (e)
		return e;
	*ret_rows = rows;
	*ret_n = n;
	return ERR_OK;
}

enum err db_rows(struct db *db, enum query q, const void *in, size_t n_in, struct arena *arena,
		 void **ret_rows, size_t *ret_n)
{
	AUTO(arena) a = { .cap = PARAMS_CAP };
	enum err e = execute(db, q, in, n_in, &a);

	return e ? e : fetch(db, db->stmts[q], &query_info[q], arena, ret_rows, ret_n);
}

enum err db_exec_text(struct db *db, const char *sql)
{
	int more;
	enum err e;

	if (!db->my)
		return ERR_LOST;
	if (mysql_set_server_option(db->my, MYSQL_OPTION_MULTI_STATEMENTS_ON))
		return conn_fail(db);
	e = simple(db, sql);
	while (!e && db->my) {
		MYSQL_RES *res = mysql_store_result(db->my);

		if (res)
			mysql_free_result(res);
		more = mysql_next_result(db->my);
		if (more > 0)
			e = conn_fail(db);
		if (more)
			break;
	}
	if (db->my && mysql_set_server_option(db->my, MYSQL_OPTION_MULTI_STATEMENTS_OFF) && !e)
		e = conn_fail(db);
	return e;
}
