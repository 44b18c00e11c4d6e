/*
 * The three clients' files, read at start: share_dir/{citizen,rider,console,shared,vendor}.
 * A .gz beside a file (or made at set-up) is sent to whoever accepts it.
 */
#ifndef GATEWAY_STATIC_FILES_H
#define GATEWAY_STATIC_FILES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define STATIC_FILES_MAX 2000
#define STATIC_BYTES_MAX ((size_t)64 << 20)

struct static_file {
	struct str path;        /* "/citizen/index.html" */
	struct str bytes, gzip; /* gzip.p == NULL: none */
	const char *type;       /* "text/html; charset=utf-8" */
	char etag[36];          /* quoted */
};

struct static_files {
	struct arena arena;
	struct static_file *file; /* sorted by path */
	size_t n;
};

/* ERR_NOT_FOUND: no such directory. ERR_LIMIT: more or larger files than the limits above. */
CHECKED enum err static_files_load(struct static_files *s, const char *dir);
void static_files_release(struct static_files *s);

/* A path that ends in '/' means its index.html. NULL when there is none. */
const struct static_file *static_files_find(const struct static_files *s, struct str path);

#endif
