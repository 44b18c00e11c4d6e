#include "base/lossy_table.h"

#include <assert.h>
#include <string.h>

enum err lossy_table_new(struct arena *a, size_t n_rows, size_t row_size,
			 struct lossy_table *ret_table)
{
	size_t n = LOSSY_TABLE_PROBES;
	unsigned char *rows;

	assert(row_size >= sizeof(struct lossy_row));
	while (n < n_rows)
		n *= 2;
	rows = arena_calloc(a, n, row_size);
	if (!rows)
		return ERR_MEMORY;
	*ret_table = (struct lossy_table){ rows, row_size, n - 1 };
	return ERR_OK;
}

/* Ids may be sequential in tests and replays, so their bits are spread once more. */
static size_t home(const struct lossy_table *t, uint64_t key)
{
	key ^= key >> 32;
	key *= 0x9E3779B97F4A7C15u;
	return (size_t)(key >> 20) & t->mask;
}

static struct lossy_row *row_at(const struct lossy_table *t, size_t i)
{
	return (struct lossy_row *)(void *)(t->rows + (i & t->mask) * t->row_size);
}

void *lossy_table_find(const struct lossy_table *t, uint64_t key)
{
	size_t at = home(t, key);

	for (size_t i = 0; key && i < LOSSY_TABLE_PROBES; i++) {
		struct lossy_row *r = row_at(t, at + i);

		if (r->key == key)
			return r;
	}
	return NULL;
}

void *lossy_table_take(struct lossy_table *t, uint64_t key, int64_t now_ms)
{
	struct lossy_row *stalest = NULL;
	size_t at = home(t, key);

	assert(key);
	for (size_t i = 0; i < LOSSY_TABLE_PROBES; i++) {
		struct lossy_row *r = row_at(t, at + i);

		if (r->key == key) {
			if (r->touched_ms < now_ms)
				r->touched_ms = now_ms;
			return r;
		}
		/* An empty row is staler than any used one. */
		if (!stalest || (stalest->key && (!r->key || r->touched_ms < stalest->touched_ms)))
			stalest = r;
	}
	memset(stalest, 0, t->row_size);
	*stalest = (struct lossy_row){ key, now_ms };
	return stalest;
}
