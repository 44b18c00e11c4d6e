/*
 * Parameters of many rows turned on their side: one array a column, as the
 * database library's array binding wants them. Used by db.c alone.
 */
#ifndef IO_DB_COLUMNS_H
#define IO_DB_COLUMNS_H

#include "base/arena.h"
#include "base/err.h"
#include "io/query.h"

/* The values of the library's STMT_INDICATOR_NONE and _NULL (checked in db.c). */
enum { DB_COLUMN_VALUE = 0, DB_COLUMN_NULL = 1 };

/* Which array is used depends on the field's type. */
struct db_column {
	const char **ptrs;
	unsigned long *lens;
	int64_t *ints;
	double *reals;
	char *indicators;
};

/* in: n structs q_NAME; texts are borrowed. False when the arena is full. */
bool db_column_fill(struct db_column *c, struct arena *a, const struct query_info *info,
		    const struct query_field *f, const char *in, size_t n);

/*
 * Appends one row of size bytes, doubling *rows in the arena when n has reached *room; rows move.
 * ERR_LIMIT: the arena is full, or there are DB_ROWS_MAX already.
 */
CHECKED enum err db_row_push(struct arena *a, char **rows, size_t *room, size_t n, const char *row,
			     size_t size);

#endif
