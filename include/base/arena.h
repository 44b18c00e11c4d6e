/*
 * Memory that belongs to one piece of work (a frame, a query) and dies with it.
 *
 * An arena is a chain of blocks grown by malloc up to a cap. Nothing in it is
 * freed alone; arena_reset keeps one block (of 1 MiB at most) for the next piece of work.
 * Not thread-safe: hand a whole arena over, never share it.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/err.h"
#include "base/str.h"

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *first, *last;
	size_t used_total; /* bytes in blocks, held against cap */
	size_t cap;
};

/* cap: bytes of all blocks together. Allocates nothing yet. */
void arena_init(struct arena *a, size_t cap);
void arena_release(struct arena *a);
void arena_reset(struct arena *a);

/* Zeroed, aligned for any type. NULL when the cap or memory is reached. */
void *arena_alloc(struct arena *a, size_t size);
#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))
/* NULL also when n * sizeof(type) overflows. */
void *arena_calloc(struct arena *a, size_t n, size_t size);
#define arena_array(a, n, type) ((type *)arena_calloc((a), (n), sizeof(type)))

/* A NUL-terminated copy. { NULL, 0 } when the cap or memory is reached. */
struct str arena_str(struct arena *a, struct str s);
struct str arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);

#endif
