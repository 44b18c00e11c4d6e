/*
 * One transaction of the batcher, step by step (io/batcher.h tells the whole).
 *
 * Each step works on the items still in the batch; one that settles an item's
 * outcome takes it out. A step that fails leaves the rest to the rollback.
 */
#ifndef IO_BATCH_H
#define IO_BATCH_H

#include "io/batcher.h"

#define DAY_MS 86400000

/* Days that a dump may know: the week's first, so that nothing joins an author to a report's day.
 */
static inline int64_t batch_week(int64_t now_ms)
{
	int64_t day = now_ms / DAY_MS;

	return day - day % 7;
}

struct batch {
	struct batcher *b;
	struct batch_item **items; /* the ones still in, in the order of arrival */
	size_t n;
	int64_t now_ms;
	struct arena *arena; /* the batcher's */
};

void batch_settle(struct batch_item *item, enum batch_outcome outcome, enum err e);
/* Takes out the items whose outcome is no longer BATCH_DONE. */
void batch_compact(struct batch *t);

/* batch_keys.c: which requests are new, and whose rows are still as they were read. */
void batch_hold_back_twins(struct batch *t);
CHECKED
enum err batch_take_keys(struct batch *t);
CHECKED
enum err batch_check_guards(struct batch *t);
CHECKED
enum err batch_bump_guards(struct batch *t);

/* batch_rows.c: what they want written and told. */
CHECKED
enum err batch_write_rows(struct batch *t);
CHECKED
enum err batch_write_events(struct batch *t);
CHECKED
enum err batch_write_audit(struct batch *t, struct audit_chain *chain);
CHECKED
enum err batch_write_hint(struct batch *t);

#endif
