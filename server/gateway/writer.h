/*
 * The one thread that changes the database. While it is busy, requests queue;
 * when it is free it takes all of them and commits them together. What a transaction
 * costs by itself is as much as ten reports cost: with few on their way it waits a
 * moment for those that are about to come.
 */
#ifndef GATEWAY_WRITER_H
#define GATEWAY_WRITER_H

#include "gateway/lanes.h"
#include "io/batcher.h"

/* Embedded in a request: its effects in, the batch's outcome out. */
struct write_job {
	struct job job; /* job.done runs on the loop after the commit */
	struct batch_item item;
};

struct writer;

/*
 * told gets each batch's hint lines (row n of the writer's epoch) on the writer's thread,
 * right after the commit.
 */
CHECKED enum err writer_new(const struct config *config, const struct db_config *db,
			    const struct keyring *keys, struct lanes *lanes,
			    void (*told)(void *ctx, struct id epoch, int64_t n, struct str lines),
			    void *told_ctx, struct writer **ret);
/* Ends after what is queued is written. */
void writer_free(struct writer *w);

/* From any thread: so many requests more (or less) are on their way here, to arrive soon. */
void writer_expect(struct writer *w, int more);

/*
 * From any thread: a list, linked by job.next, may be NULL. Takes what finds room among the
 * queue_max that may wait, and returns the rest, or NULL. arrived: how many of the expected
 * ones need no longer be waited for, in the list or not.
 */
CHECKED struct write_job *writer_submit(struct writer *w, struct write_job *list, size_t arrived);

struct writer_figures {
	uint64_t batches, requests, failed;
	size_t waiting;
};
struct writer_figures writer_figures(struct writer *w);

#endif
