#include "gateway/lanes.h"

#include "base/log.h"

#include <pthread.h>
#include <stdlib.h>

#define THREADS_MAX 2

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct job *first, **end;
	size_t len, busy, cap;
	bool closed;
	bool unwoken; /* the loop's: jobs were put in since the last flush */
};

struct lane_thread {
	struct lanes *lanes;
	struct queue *queue;
	struct services sv;
	pthread_t thread;
};

struct lanes {
	struct queue queues[WORK__COUNT];
	struct lane_thread threads[WORK__COUNT * THREADS_MAX];
	size_t n_threads;
	struct queue done;
	void (*wake)(void *ctx);
	void *wake_ctx;
};

static void queue_init(struct queue *q, size_t cap)
{
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->more, NULL);
	q->end = &q->first;
	q->cap = cap;
}

static enum err queue_put(struct queue *q, struct job *job)
{
	enum err e = ERR_BUSY;

	pthread_mutex_lock(&q->lock);
	if (q->len < q->cap && !q->closed) {
		job->next = NULL;
		*q->end = job;
		q->end = &job->next;
		q->len++;
		e = ERR_OK;
	}
	pthread_mutex_unlock(&q->lock);
	return e;
}

/* How many of the first jobs want to run together. */
static size_t together(const struct job *first)
{
	size_t n = 1;

	for (const struct job *j = first->next;
	     j && first->together && j->together == first->together && n < LANE_TOGETHER;
	     j = j->next)
		n++;
	return n;
}

/* Waits for jobs to run in one call; NULL once the queue is closed and empty. */
static struct job *queue_take(struct queue *q, size_t *ret_n)
{
	struct job *jobs, **end;

	pthread_mutex_lock(&q->lock);
	while (!q->first && !q->closed)
		pthread_cond_wait(&q->more, &q->lock);
	jobs = q->first;
	if (jobs) {
		*ret_n = together(jobs);
		end = &q->first;
		for (size_t i = 0; i < *ret_n; i++)
			end = &(*end)->next;
		q->first = *end;
		*end = NULL;
		if (!q->first)
			q->end = &q->first;
		q->len -= *ret_n;
		q->busy += *ret_n;
	}
	pthread_mutex_unlock(&q->lock);
	return jobs;
}

static struct job *queue_take_all(struct queue *q)
{
	struct job *jobs;

	pthread_mutex_lock(&q->lock);
	jobs = q->first;
	q->first = NULL;
	q->end = &q->first;
	q->len = 0;
	pthread_mutex_unlock(&q->lock);
	return jobs;
}

static void *lane_main(void *arg)
{
	struct lane_thread *t = arg;

	size_t n;

	for (struct job *jobs; (jobs = queue_take(t->queue, &n));) {
		jobs->run(jobs, &t->sv);
		pthread_mutex_lock(&t->queue->lock);
		t->queue->busy -= n;
		pthread_mutex_unlock(&t->queue->lock);
	}
	db_close(t->sv.db);
	return NULL;
}

static enum err start_thread(struct lanes *l, enum work work, const struct services *sv,
			     const struct db_config *db)
{
	struct lane_thread *t = &l->threads[l->n_threads++];
	enum err e;

	t->lanes = l;
	t->queue = &l->queues[work];
	t->sv = *sv;
	e = db_open(db, &t->sv.db);
	if (e && e != ERR_LOST) { /* lost: it will come, the next call connects */
		log_error("db.prepare_failed", "err=%s text=\"%s\"", err_name(e),
			  db_error(t->sv.db));
		return e;
	}
	return pthread_create(&t->thread, NULL, lane_main, t) ? ERR_MEMORY : ERR_OK;
}

enum err lanes_new(const struct services *sv, const struct db_config *db, void (*wake)(void *ctx),
		   void *wake_ctx, struct lanes **ret)
{
	static const int threads_of[WORK__COUNT] = {
		[WORK_READ] = 2, [WORK_SLOW] = 1, [WORK_FILE] = 1, [WORK_PHOTO] = 2
	};
	struct lanes *l = calloc(1, sizeof(*l));

	if (!l)
		return ERR_MEMORY;
	l->wake = wake;
	l->wake_ctx = wake_ctx;
	queue_init(&l->done, SIZE_MAX);
	queue_init(&l->queues[WORK_READ], (size_t)sv->config->reader_queue_max);
	queue_init(&l->queues[WORK_SLOW], (size_t)sv->config->hash_queue_max);
	queue_init(&l->queues[WORK_FILE], (size_t)sv->config->reader_queue_max);
	queue_init(&l->queues[WORK_PHOTO], (size_t)sv->config->reader_queue_max);
	for (int work = WORK_READ; work < WORK__COUNT; work++) {
		for (int i = 0; i < threads_of[work]; i++) {
			enum err e = start_thread(l, (enum work)work, sv, db);

			if (e)
				return e; /* the process ends */
		}
	}
	*ret = l;
	return ERR_OK;
}

void lanes_free(struct lanes *l)
{
	if (!l)
		return;
	for (int work = WORK_READ; work < WORK__COUNT; work++) {
		pthread_mutex_lock(&l->queues[work].lock);
		l->queues[work].closed = true;
		pthread_cond_broadcast(&l->queues[work].more);
		pthread_mutex_unlock(&l->queues[work].lock);
	}
	for (size_t i = 0; i < l->n_threads; i++)
		pthread_join(l->threads[i].thread, NULL);
	free(l);
}

enum err lanes_submit(struct lanes *l, enum work work, struct job *job)
{
	l->queues[work].unwoken = true;
	return queue_put(&l->queues[work], job);
}

/* As many threads as have something to do. */
static void queue_wake(struct queue *q)
{
	size_t calls;

	pthread_mutex_lock(&q->lock);
	calls = q->first && q->first->together ? (q->len + LANE_TOGETHER - 1) / LANE_TOGETHER
					       : q->len;
	pthread_mutex_unlock(&q->lock);
	for (size_t i = 0; i < calls && i < THREADS_MAX; i++)
		pthread_cond_signal(&q->more);
	q->unwoken = false;
}

void lanes_flush(struct lanes *l)
{
	for (int work = WORK_READ; work < WORK__COUNT; work++) {
		if (l->queues[work].unwoken)
			queue_wake(&l->queues[work]);
	}
}

void lanes_post_done(struct lanes *l, struct job *job)
{
	if (queue_put(&l->done, job)) /* cannot be: the queue has no cap and never closes */
		abort();
	l->wake(l->wake_ctx);
}

void lanes_post_all(struct lanes *l, struct job *jobs)
{
	for (struct job *next; jobs; jobs = next) {
		next = jobs->next;
		if (queue_put(&l->done, jobs))
			abort();
	}
	l->wake(l->wake_ctx);
}

void lanes_drain(struct lanes *l)
{
	for (struct job *job = queue_take_all(&l->done), *next; job; job = next) {
		next = job->next;
		job->done(job);
	}
}

size_t lanes_load(struct lanes *l, enum work work)
{
	struct queue *q = &l->queues[work];
	size_t n;

	pthread_mutex_lock(&q->lock);
	n = q->len + q->busy;
	pthread_mutex_unlock(&q->lock);
	return n;
}
