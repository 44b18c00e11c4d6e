#include "io/db_columns.h"
#include "io/db_mysql.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

_Static_assert((int)DB_COLUMN_VALUE == (int)STMT_INDICATOR_NONE &&
		       (int)DB_COLUMN_NULL == (int)STMT_INDICATOR_NULL,
	       "db_columns.h repeats the library's numbers");

static enum err stmt_fail(struct db *db, MYSQL_STMT *st)
{
	enum err e = db_fail(db, mysql_stmt_errno(st), mysql_stmt_error(st));

	if (e == ERR_LOST)
		db_lost(db);
	else
		mysql_stmt_free_result(st);
	return e;
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
	enum err e;

	if (!cols || !binds)
		return ERR_LIMIT;
	for (size_t i = 0; i < info->n_in; i++) {
		if (!db_column_fill(&cols[i], a, info, &info->in[i], in, n))
			return ERR_LIMIT;
		column_bind(&binds[i], &cols[i], &info->in[i], n);
	}
	e = db_connect(db);
	if (e)
		return e;
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

enum err db_run(struct db *db, enum query q, const void *in, uint64_t *ret_changed)
{
	enum err e = execute(db, q, in, 1, &db->params);

	arena_reset(&db->params);
	if (!e && ret_changed)
		*ret_changed = mysql_stmt_affected_rows(db->stmts[q]);
	return e;
}

enum err db_run_bulk(struct db *db, enum query q, const void *in, size_t n)
{
	enum err e = n ? execute(db, q, in, n, &db->params) : ERR_OK;

	arena_reset(&db->params);
	return e;
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
	enum err e = execute(db, q, in, n_in, &db->params);

	arena_reset(&db->params);
	return e ? e : fetch(db, db->stmts[q], &query_info[q], arena, ret_rows, ret_n);
}
