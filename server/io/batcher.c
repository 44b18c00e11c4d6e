#include "io/batcher.h"

#include "io/batch.h"

#include <sodium.h>

#define BATCH_ARENA  ((size_t)256 << 20)
#define HINT_CAP     ((size_t)256 << 10)
#define RETRIES_BUSY 6
#define RETRIES_LOST 2

/* The outcome of its last commit is unknown: never continue those chains. */
static void begin_epoch(struct batcher *b)
{
	audit_chain_init(&b->chain);
	b->hint_n = 0;
}

void batcher_init(struct batcher *b, struct db *db, const struct keyring *keys)
{
	*b = (struct batcher){ .db = db, .keys = keys, .hint = BUF_INIT(HINT_CAP) };
	arena_init(&b->arena, BATCH_ARENA);
	begin_epoch(b);
}

void batcher_release(struct batcher *b)
{
	if (!b)
		return;
	buf_release(&b->hint);
	arena_release(&b->arena);
}

void batch_settle(struct batch_item *it, enum batch_outcome outcome, enum err e)
{
	it->outcome = outcome;
	it->err = e;
}

void batch_compact(struct batch *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (t->items[i]->outcome == BATCH_DONE)
			t->items[kept++] = t->items[i];
	}
	t->n = kept;
}

static enum err transaction(struct batch *t)
{
	struct audit_chain chain = t->b->chain;
	int64_t hint_n = t->b->hint_n;
	enum err e = db_begin(t->b->db);

	buf_reset(&t->b->hint);
	e = e ? e : batch_take_keys(t);
	e = e ? e : batch_check_guards(t);
	e = e ? e : batch_write_rows(t);
	e = e ? e : batch_bump_guards(t);
	e = e ? e : batch_write_events(t);
	e = e ? e : batch_write_audit(t, &chain);
	e = e ? e : batch_write_hint(t);
	if (!e && t->b->at_commit)
		t->b->at_commit(t->b->at_commit_arg);
	e = e ? e : db_commit(t->b->db);
	if (!e) {
		t->b->chain = chain;
	} else if (e == ERR_LOST) {
		begin_epoch(t->b);
	} else {
		t->b->hint_n = hint_n;
		db_rollback(t->b->db);
	}
	return e;
}

/* One attempt on a fresh list of the items that are still open. */
static enum err attempt(struct batcher *b, struct batch_item **items, size_t n, int64_t now_ms)
{
	struct batch_item *list[BATCH_MAX];
	struct batch t = { .b = b, .items = list, .n = n, .now_ms = now_ms, .arena = &b->arena };
	enum err e;

	for (size_t i = 0; i < n; i++) {
		list[i] = items[i];
		batch_settle(list[i], list[i]->fx->failed ? BATCH_FAILED : BATCH_DONE,
			     list[i]->fx->failed ? ERR_LIMIT : ERR_OK);
	}
	batch_compact(&t);
	batch_hold_back_twins(&t);
	e = t.n ? transaction(&t) : ERR_OK;
	arena_reset(t.arena);
	return e;
}

static void write_or_halve(struct batcher *b, struct batch_item **items, size_t n, int64_t now_ms)
{
	enum err e = ERR_BUSY;

	for (int busy = 0, lost = 0; busy < RETRIES_BUSY && lost < RETRIES_LOST;) {
		e = attempt(b, items, n, now_ms);
		if (e != ERR_BUSY && e != ERR_LOST)
			break;
		busy += e == ERR_BUSY;
		lost += e == ERR_LOST;
	}
	if (!e)
		return;
	if (n > 1 && e != ERR_LOST) {
		write_or_halve(b, items, n / 2, now_ms);
		write_or_halve(b, items + n / 2, n - n / 2, now_ms);
		return;
	}
	for (size_t i = 0; i < n; i++)
		batch_settle(items[i], BATCH_FAILED, e);
}

void batcher_write(struct batcher *b, struct batch_item *items, size_t n, int64_t now_ms)
{
	struct batch_item *list[BATCH_MAX];

	for (size_t i = 0; i < n; i++) {
		struct effects *fx = items[i].fx;

		list[i] = &items[i];
		if (id_is_zero(fx->key_scope)) {
			randombytes_buf(&fx->key_scope, sizeof(fx->key_scope));
			randombytes_buf(&fx->key, sizeof(fx->key));
		}
	}
	write_or_halve(b, list, n, now_ms);
}

enum err batcher_write_one(struct batcher *b, struct effects *fx, int64_t now_ms)
{
	struct batch_item item = { .fx = fx };

	batcher_write(b, &item, 1, now_ms);
	switch (item.outcome) {
	case BATCH_DONE:
	case BATCH_REPEATED:
		return ERR_OK;
	case BATCH_CONFLICT:
	case BATCH_KEY_REUSED:
		return ERR_CONFLICT;
	case BATCH_FAILED:
		break;
	}
	return item.err;
}
