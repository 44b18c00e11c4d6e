/*
 * Batches to try: up to BATCH_MAX requests with effects of their own, on the test's database.
 */
#ifndef BATCH_TRY_H
#define BATCH_TRY_H

#include "io/batcher.h"
#include "with_db.h"

#include <sodium.h>

#define NOW 1750000000000

static inline struct id id_n(int n)
{
	struct id id = { { 0 } };

	id.b[0] = 1;
	id.b[15] = (uint8_t)n;
	id.b[14] = (uint8_t)(n >> 8);
	return id;
}

struct batch_try {
	struct keyring keys;
	struct batcher b;
	struct arena arena[BATCH_MAX];
	struct effects fx[BATCH_MAX];
	struct batch_item items[BATCH_MAX];
	size_t n;
};

static inline struct batch_try *try_new(struct test_db *t)
{
	struct batch_try *y = calloc(1, sizeof(*y));

	assert_non_null(y);
	assert_true(sodium_init() >= 0);
	assert_int_equal(keyring_init(&y->keys, (const unsigned char[32]){ 7 }), ERR_OK);
	batcher_init(&y->b, t->db, &y->keys);
	return y;
}

static inline void try_free(struct batch_try *y)
{
	for (size_t i = 0; i < y->n; i++)
		arena_release(&y->arena[i]);
	batcher_release(&y->b);
	keyring_release(&y->keys);
	free(y);
}

static inline struct effects *try_add(struct batch_try *y, int key, int params)
{
	size_t i = y->n++;

	arena_init(&y->arena[i], 1 << 20);
	effects_init(&y->fx[i], &y->arena[i]);
	y->items[i] = (struct batch_item){ .fx = &y->fx[i] };
	if (key) {
		y->fx[i].key_scope = id_n(900);
		y->fx[i].key = id_n(key);
		y->fx[i].key_params = id_n(params);
	}
	return &y->fx[i];
}

static inline void add_account(struct effects *fx, int n)
{
	FX(fx, account_put, .id = id_n(n), .roles = 1, .name = STR("x"), .created_day = 1);
}

static inline int64_t account_version(struct test_db *t, int n)
{
	AUTO(arena) a = { .cap = 1 << 20 };
	struct r_account_by_id *row;
	size_t rows;

	assert_int_equal(DB_ROWS(t->db, &a, account_by_id, &row, &rows, .id = id_n(n)), ERR_OK);
	return rows ? row->version : -1;
}

#endif
