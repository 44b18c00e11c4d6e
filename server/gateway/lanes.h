/*
 * Worker threads beside the event loop.
 *
 *   WORK_READ  reads of the database and the registry, two threads
 *   WORK_SLOW  password hashes, one thread and a short queue
 *   WORK_FILE  uploads and what becomes of them, one thread, strictly in order
 *   WORK_PHOTO photos that somebody looks at, two threads: a slow bucket or disk
 *              holds up nothing else
 *
 * A job's run happens on such a thread with a database connection of its own. When it
 * ends it hands the job on: to the writer, or back by lanes_post_done, whereupon
 * done happens on the event loop. Jobs are embedded in what they work on.
 */
#ifndef GATEWAY_LANES_H
#define GATEWAY_LANES_H

#include "gateway/message.h"

#define LANE_TOGETHER 64

struct job {
	struct job *next;
	const void *together; /* jobs of the same, not NULL, run in one call: a list of up to
				 LANE_TOGETHER */
	void (*run)(struct job *jobs, struct services *sv);
	void (*done)(struct job *job);
};

struct lanes;

/* sv: what every lane's services share; db_config: each thread opens its own connection. */
CHECKED enum err lanes_new(const struct services *sv, const struct db_config *db,
			   void (*wake)(void *ctx), void *wake_ctx, struct lanes **ret);
/* Ends the threads after the jobs that are queued. */
void lanes_free(struct lanes *l);

/*
 * On the loop. ERR_BUSY when the lane's queue is full. A thread that sleeps is woken by
 * lanes_flush, once for all that came in one turn of the loop.
 */
CHECKED enum err lanes_submit(struct lanes *l, enum work work, struct job *job);
void lanes_flush(struct lanes *l);

/* From any thread: done will run on the loop. */
void lanes_post_done(struct lanes *l, struct job *job);
/* The same for a list. */
void lanes_post_all(struct lanes *l, struct job *jobs);
/* On the loop, when woken: runs what is done. */
void lanes_drain(struct lanes *l);

/* Jobs queued and running, for the metrics and the drain. */
size_t lanes_load(struct lanes *l, enum work work);

#endif
