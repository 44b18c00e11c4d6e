/*
 * A hash table of fixed size that forgets the stalest instead of growing.
 *
 * Made for windows over what strangers send: however many distinct keys
 * arrive, memory stays what it was, and a lookup reads at most
 * LOSSY_TABLE_PROBES neighbours. Keys should already be well mixed (keyed
 * hashes, random ids); 0 is no key. A row's time only orders what is forgotten.
 */
#ifndef BASE_LOSSY_TABLE_H
#define BASE_LOSSY_TABLE_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

#define LOSSY_TABLE_PROBES 8

/* Heads lie apart from the rows, so that a lookup reads two cache lines of them. */
struct lossy_head {
	uint64_t key;
	int64_t touched_ms;
};

struct lossy_table {
	struct lossy_head *heads;
	unsigned char *rows;
	size_t row_size, mask;
};

/*
 * n_rows is rounded up to a power of two. row_size: of whatever struct the caller keeps
 * for a key. All memory is the arena's; ERR_MEMORY at its cap.
 */
CHECKED
enum err lossy_table_new(struct arena *a, size_t n_rows, size_t row_size,
			 struct lossy_table *ret_table);

/* The key's row or NULL. */
void *lossy_table_find(const struct lossy_table *t, uint64_t key);

/* The key's row, touched; a zeroed one if it was unknown. */
void *lossy_table_take(struct lossy_table *t, uint64_t key, int64_t now_ms);

#endif
