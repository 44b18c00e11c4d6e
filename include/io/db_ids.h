/*
 * Many ids as one parameter: the JSON array of hexadecimal texts that statements
 * read with JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$')) and UNHEX.
 */
#ifndef IO_DB_IDS_H
#define IO_DB_IDS_H

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"

/* In the order given; "[]" for none. { NULL, 0 } when the arena is full. */
struct str db_ids(struct arena *a, const struct id *ids, size_t n);

#endif
