/*
 * What the statements of sql/query look like to C. The structs q_NAME (parameters) and
 * r_NAME (a row) and the enumeration are generated from the SQL files, so a
 * column that changes its name stops the build.
 */
#ifndef IO_QUERY_H
#define IO_QUERY_H

#include "sql/queries.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define I64_NULL INT64_MIN

enum query_type { QT_ID, QT_I64, QT_F64, QT_TEXT, QT_BLOB };
enum query_kind { QUERY_SELECT, QUERY_INSERT, QUERY_CHANGE };
/* Which processes prepare a statement; their database users hold just the rights for these. */
enum query_for {
	QUERY_FOR_GATEWAY = 1,
	QUERY_FOR_PAYOUT = 2,
	QUERY_FOR_CLI = 4,
	QUERY_FOR_MIGRATE = 8,
	QUERY_FOR_SMS = 16
};

struct query_field {
	const char *name;
	enum query_type type;
	bool nullable;
	size_t offset;
};

struct query_info {
	const char *name, *sql;
	enum query_kind kind;
	unsigned who;
	const struct query_field *in, *out;
	size_t n_in, n_out, in_size, out_size;
};

extern const struct query_info query_info[Q__COUNT];

#endif
