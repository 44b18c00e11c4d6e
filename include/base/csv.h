/*
 * Reads comma-separated values (RFC 4180): quoted fields may hold commas,
 * quotes (doubled) and line ends. A byte order mark at the beginning and CRLF
 * are accepted. The text is the caller's and must outlive the fields.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

#define CSV_FIELDS_MAX 64

struct csv {
	struct str rest;
	long line; /* where the last record began, from 1 */
	long next_line;
};

void csv_init(struct csv *c, struct str text);

/*
 * The next record that is not empty. *ret_n fields, those with doubled quotes
 * copied into the arena. ERR_NOT_FOUND at the end; ERR_LIMIT: more than
 * CSV_FIELDS_MAX fields; ERR_INPUT: a quote is not closed, or text follows one.
 * After an error the next call goes on with the following line.
 */
CHECKED enum err csv_next(struct csv *c, struct arena *a, struct str ret_field[CSV_FIELDS_MAX],
			  size_t *ret_n);

#endif
