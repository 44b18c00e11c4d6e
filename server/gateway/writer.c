#include "gateway/writer.h"

#include "base/log.h"
#include "io/clock.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* A batch below HOLD_LEN waits up to HOLD_US for what is expected. */
#define HOLD_LEN 32
#define HOLD_US  3000

struct writer {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct write_job *first, **end;
	size_t len, cap, batch_max;
	size_t expected; /* set out and not arrived */
	bool holding;    /* the thread waits for them, not for anything at all */
	bool closed;
	struct lanes *lanes;
	struct db *db;
	struct batcher batcher;
	void (*told)(void *ctx, struct id epoch, int64_t n, struct str lines);
	void *told_ctx;
	struct writer_figures figures;
};

static struct write_job *next_of(struct write_job *j)
{
	return (struct write_job *)j->job.next; /* job is its first member */
}

static bool touches(const struct batch_item *a, const struct batch_item *b)
{
	for (struct effect_guard *g = a->fx->guards; g; g = g->next) {
		for (struct effect_guard *h = b->fx->guards; h; h = h->next) {
			if (g->table == h->table && id_eq(g->row, h->row))
				return true;
		}
	}
	return false;
}

static bool touches_any(struct write_job *j, struct write_job **taken, size_t n)
{
	if (!j->item.fx->guards)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (touches(&j->item, &taken[i]->item))
			return true;
	}
	return false;
}

static bool worth_holding(const struct writer *w)
{
	return w->expected && w->len < HOLD_LEN && !w->closed;
}

/* With the lock. */
static void hold(struct writer *w)
{
	int64_t us = clock_steady_us() + HOLD_US;
	struct timespec until = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };

	w->holding = true;
	while (worth_holding(w) && !pthread_cond_timedwait(&w->more, &w->lock, &until))
		;
	w->holding = false;
}

/*
 * Everything that waits, up to a batch. Who wants a row that is in the batch already
 * stays for the next one. 0 when closed and empty.
 */
static size_t take(struct writer *w, struct write_job **taken)
{
	size_t n = 0;
	struct job **at;

	pthread_mutex_lock(&w->lock);
	while (!w->first && !w->closed)
		pthread_cond_wait(&w->more, &w->lock);
	hold(w);
	at = (struct job **)&w->first;
	while (*at && n < w->batch_max) {
		struct write_job *j = (struct write_job *)*at;

		if (touches_any(j, taken, n)) {
			at = &(*at)->next;
			continue;
		}
		*at = (*at)->next;
		taken[n++] = j;
	}
	w->len -= n;
	w->end = &w->first;
	for (struct write_job *j = w->first; j; j = next_of(j))
		w->end = (struct write_job **)&j->job.next;
	pthread_mutex_unlock(&w->lock);
	return n;
}

static void write_batch(struct writer *w, struct write_job **taken, size_t n)
{
	struct batch_item items[BATCH_MAX];
	uint64_t failed = 0;

	for (size_t i = 0; i < n; i++)
		items[i] = taken[i]->item;
	batcher_write(&w->batcher, items, n, clock_ms());
	for (size_t i = 0; i < n; i++) {
		taken[i]->item = items[i];
		failed += items[i].outcome == BATCH_FAILED;
	}
	if (failed)
		log_warn("batch.failed", "requests=%zu failed=%llu err=%s text=\"%s\"", n,
			 (unsigned long long)failed, err_name(items[0].err), db_error(w->db));
	pthread_mutex_lock(&w->lock);
	w->figures.batches++;
	w->figures.requests += n;
	w->figures.failed += failed;
	pthread_mutex_unlock(&w->lock);
	if (w->batcher.hint.len)
		w->told(w->told_ctx, w->batcher.chain.epoch, w->batcher.hint_n,
			buf_str(&w->batcher.hint));
}

static void *writer_main(void *arg)
{
	struct writer *w = arg;
	struct write_job *taken[BATCH_MAX];
	size_t n;

	while ((n = take(w, taken))) {
		write_batch(w, taken, n);
		for (size_t i = 0; i < n; i++)
			taken[i]->job.next = i + 1 < n ? &taken[i + 1]->job : NULL;
		lanes_post_all(w->lanes, &taken[0]->job);
	}
	return NULL;
}

enum err writer_new(const struct config *config, const struct db_config *db,
		    const struct keyring *keys, struct lanes *lanes,
		    void (*told)(void *ctx, struct id epoch, int64_t n, struct str lines),
		    void *told_ctx, struct writer **ret)
{
	struct writer *w = calloc(1, sizeof(*w));
	pthread_condattr_t steady;
	enum err e;

	if (!w)
		return ERR_MEMORY;
	w->end = &w->first;
	w->cap = (size_t)config->queue_max;
	w->batch_max = config->batch_max < BATCH_MAX ? (size_t)config->batch_max : BATCH_MAX;
	w->lanes = lanes;
	w->told = told;
	w->told_ctx = told_ctx;
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&w->more, &steady);
	pthread_condattr_destroy(&steady);
	e = db_open(db, &w->db);
	if (e && e != ERR_LOST)
		return e; /* the process ends */
	batcher_init(&w->batcher, w->db, keys);
	if (pthread_create(&w->thread, NULL, writer_main, w))
		return ERR_MEMORY;
	*ret = w;
	return ERR_OK;
}

void writer_free(struct writer *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->closed = true;
	pthread_cond_signal(&w->more);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	batcher_release(&w->batcher);
	db_close(w->db);
	free(w);
}

void writer_expect(struct writer *w, int more)
{
	if (!more)
		return;
	pthread_mutex_lock(&w->lock);
	w->expected += (size_t)more;
	pthread_mutex_unlock(&w->lock);
}

struct write_job *writer_submit(struct writer *w, struct write_job *list, size_t arrived)
{
	bool wake;

	pthread_mutex_lock(&w->lock);
	w->expected -= arrived;
	while (list && w->len < w->cap && !w->closed) {
		struct write_job *j = list;

		list = next_of(j);
		j->job.next = NULL;
		*w->end = j;
		w->end = (struct write_job **)&j->job.next;
		w->len++;
	}
	wake = w->first && !(w->holding && worth_holding(w));
	pthread_mutex_unlock(&w->lock);
	if (wake)
		pthread_cond_signal(&w->more);
	return list;
}

struct writer_figures writer_figures(struct writer *w)
{
	struct writer_figures f;

	pthread_mutex_lock(&w->lock);
	f = w->figures;
	f.waiting = w->len;
	pthread_mutex_unlock(&w->lock);
	return f;
}
