#include "base/lossy_table.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

enum err lossy_table_new(struct arena *a, size_t n_rows, size_t row_size,
			 struct lossy_table *ret_table)
{
	size_t n = LOSSY_TABLE_PROBES;
	struct lossy_head *heads;
	unsigned char *rows;

	while (n < n_rows)
		n *= 2;
	heads = arena_array(a, n, struct lossy_head);
	rows = arena_calloc(a, n, row_size);
	if (!heads || !rows)
		return ERR_MEMORY;
	*ret_table = (struct lossy_table){ heads, rows, row_size, n - 1 };
	return ERR_OK;
}

/* Ids may be sequential in tests and replays, so their bits are spread once more. */
static size_t home(const struct lossy_table *t, uint64_t key)
{
	key ^= key >> 32;
	key *= 0x9E3779B97F4A7C15u;
	return (size_t)(key >> 20) & t->mask;
}

static void *row_at(const struct lossy_table *t, size_t i)
{
	return t->rows + i * t->row_size;
}

void *lossy_table_find(const struct lossy_table *t, uint64_t key)
{
	size_t at = home(t, key);

	for (size_t i = 0; key && i < LOSSY_TABLE_PROBES; i++) {
		size_t n = (at + i) & t->mask;

		if (t->heads[n].key == key)
			return row_at(t, n);
	}
	return NULL;
}

/* An empty row is staler than any used one. */
static bool is_staler(const struct lossy_head *a, const struct lossy_head *b)
{
	return b->key && (!a->key || a->touched_ms < b->touched_ms);
}

void *lossy_table_take(struct lossy_table *t, uint64_t key, int64_t now_ms)
{
	size_t at = home(t, key), stalest = at;

	assert(key);
	for (size_t i = 0; i < LOSSY_TABLE_PROBES; i++) {
		size_t n = (at + i) & t->mask;
		struct lossy_head *h = &t->heads[n];

		if (h->key == key) {
			if (h->touched_ms < now_ms)
				h->touched_ms = now_ms;
			return row_at(t, n);
		}
		if (is_staler(h, &t->heads[stalest]))
			stalest = n;
	}
	t->heads[stalest] = (struct lossy_head){ key, now_ms };
	return memset(row_at(t, stalest), 0, t->row_size);
}
