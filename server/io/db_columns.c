#include "io/db_columns.h"

#include "io/db.h"

#include <math.h>
#include <string.h>

static bool is_null(const struct query_field *f, const void *at)
{
	static const struct id zero_id;

	if (f->type == QT_TEXT || f->type == QT_BLOB)
		return !((const struct str *)at)->p && f->nullable;
	if (!f->nullable)
		return false;
	if (f->type == QT_ID)
		return id_eq(*(const struct id *)at, zero_id);
	if (f->type == QT_F64)
		return isnan(*(const double *)at);
	return *(const int64_t *)at == I64_NULL;
}

static void set_cell(struct db_column *c, size_t row, const struct query_field *f, const void *at)
{
	const struct str *s = at;

	c->indicators[row] = is_null(f, at) ? DB_COLUMN_NULL : DB_COLUMN_VALUE;
	if (f->type == QT_I64) {
		c->ints[row] = *(const int64_t *)at;
	} else if (f->type == QT_F64) {
		c->reals[row] = *(const double *)at;
	} else if (f->type == QT_ID) {
		c->ptrs[row] = at;
		c->lens[row] = sizeof(struct id);
	} else {
		c->ptrs[row] = s->p ? s->p : "";
		c->lens[row] = s->len;
	}
}

bool db_column_fill(struct db_column *c, struct arena *a, const struct query_info *info,
		    const struct query_field *f, const char *in, size_t n)
{
	c->indicators = arena_alloc(a, n);
	if (f->type == QT_I64)
		c->ints = arena_array(a, n, int64_t);
	else if (f->type == QT_F64)
		c->reals = arena_array(a, n, double);
	else
		c->ptrs = arena_array(a, n, const char *),
		c->lens = arena_array(a, n, unsigned long);
	if (!c->indicators || (!c->ints && !c->reals && (!c->ptrs || !c->lens)))
		return false;
	for (size_t row = 0; row < n; row++)
		set_cell(c, row, f, in + row * info->in_size + f->offset);
	return true;
}

enum err db_row_push(struct arena *a, char **rows, size_t *room, size_t n, const char *row,
		     size_t size)
{
	char *more;

	if (n < *room) {
		memcpy(*rows + n * size, row, size);
		return ERR_OK;
	}
	if (n >= DB_ROWS_MAX)
		return ERR_LIMIT;
	*room = *room ? *room * 2 : 8;
	more = arena_calloc(a, *room, size);
	if (!more)
		return ERR_LIMIT;
	if (n)
		memcpy(more, *rows, n * size);
	*rows = more;
	memcpy(more + n * size, row, size);
	return ERR_OK;
}
