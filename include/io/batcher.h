/*
 * Writes the effects of many requests in one transaction.
 *
 *   idempotency keys (new or repeated?) → guards locked, versions checked →
 *   inserts → changes → guards' versions → mailboxes and events → audit → hint → COMMIT
 *
 * Statements are array-bound over the whole batch: one round trip a statement,
 * not a row. A request that is repeated, or decided on a row that has moved on,
 * leaves the batch and the rest goes through. Should a batch fail, it is halved
 * until the request at fault stands alone. A lost connection is opened again and
 * the whole transaction repeated: what had been committed answers as "repeated".
 *
 * One batcher belongs to one thread. Inserts run before updates and deletes;
 * among each the order of the enumeration holds.
 */
#ifndef IO_BATCHER_H
#define IO_BATCHER_H

#include "base/buf.h"
#include "io/audit_chain.h"
#include "io/db.h"
#include "io/effects.h"
#include "io/keyring.h"

#include <stdint.h>

#define BATCH_MAX 256

enum batch_outcome {
	BATCH_DONE,       /* committed; reply with fx->result */
	BATCH_REPEATED,   /* done before; reply with stored_result */
	BATCH_KEY_REUSED, /* the key came before with other content */
	BATCH_CONFLICT,   /* a guarded row moved on: load and decide again */
	BATCH_FAILED      /* err tells: ERR_BUSY, ERR_LOST try later; else our bug */
};

struct batch_item {
	struct effects *fx;
	enum batch_outcome outcome;
	enum err err;
	struct str stored_result; /* in fx->arena */
};

struct batcher {
	struct db *db;
	const struct keyring *keys; /* the gateways': seals events and hints */
	struct audit_chain chain;
	/*
	 * What the last batcher_write told other gateways, one line each: "mail TOPIC",
	 * "review REPORT OFFICE", … The caller may act on it at once. It is the row hint_n
	 * of the chain's epoch, which has no gaps.
	 */
	struct buf hint;
	int64_t hint_n;
	struct arena arena; /* of the transaction under way */
	/* Tests: called when all is written and nothing committed. NULL: nothing is. */
	void (*at_commit)(void *arg);
	void *at_commit_arg;
};

/* db and keys are borrowed. Starts an audit chain of its own. */
void batcher_init(struct batcher *b, struct db *db, const struct keyring *keys);
void batcher_release(struct batcher *b);

/*
 * Writes at most BATCH_MAX items and sets each one's outcome. Two items must not
 * guard the same row. Returns when all is committed or refused.
 */
void batcher_write(struct batcher *b, struct batch_item *items, size_t n, int64_t now_ms);

/* For one request and no queue (payout, command line). */
CHECKED
enum err batcher_write_one(struct batcher *b, struct effects *fx, int64_t now_ms);

#endif
