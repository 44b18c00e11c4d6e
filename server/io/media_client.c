#include "io/media_client.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define DEATHS_MAX 2 /* with this picture on the table: then it is the picture */

struct media_client {
	pthread_mutex_t turn;     /* one call at a time; guards channel and next_ref */
	struct seqpacket channel; /* fd -1: none */
	uint32_t next_ref;

	pthread_mutex_t lock; /* guards offered */
	pthread_cond_t arrived;
	int offered; /* a channel that the next step takes up; -1: none */

	int64_t timeout_ms;
};

struct call {
	struct timespec deadline;
	int fd;
	uint64_t size;
	uint32_t ref;
	bool started;
	int deaths;
};

void media_answer_release(struct media_answer *a)
{
	if (!a)
		return;
	if (a->photo_fd >= 0)
		close(a->photo_fd);
	if (a->thumb_fd >= 0)
		close(a->thumb_fd);
	*a = MEDIA_ANSWER_INIT;
}

enum err media_client_new(int64_t timeout_ms, struct media_client **ret)
{
	struct media_client *mc = calloc(1, sizeof(*mc));
	pthread_condattr_t attr;

	if (!mc)
		return ERR_MEMORY;
	mc->timeout_ms = timeout_ms;
	mc->channel.fd = mc->offered = -1;
	pthread_mutex_init(&mc->turn, NULL);
	pthread_mutex_init(&mc->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&mc->arrived, &attr);
	pthread_condattr_destroy(&attr);
	*ret = mc;
	return ERR_OK;
}

void media_client_free(struct media_client *mc)
{
	if (!mc)
		return;
	seqpacket_release(&mc->channel);
	if (mc->offered >= 0)
		close(mc->offered);
	pthread_cond_destroy(&mc->arrived);
	pthread_mutex_destroy(&mc->lock);
	pthread_mutex_destroy(&mc->turn);
	free(mc);
}

enum err media_client_attach(struct media_client *mc, int fd)
{
	if (fcntl(fd, F_SETFL, O_NONBLOCK)) {
		close(fd);
		return ERR_IO;
	}
	pthread_mutex_lock(&mc->lock);
	if (mc->offered >= 0)
		close(mc->offered);
	mc->offered = fd;
	pthread_cond_signal(&mc->arrived);
	pthread_mutex_unlock(&mc->lock);
	return ERR_OK;
}

static struct timespec in_ms(int64_t ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += (time_t)(ms / 1000);
	t.tv_nsec += (long)(ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

/* Milliseconds until the deadline, rounded up; 0 when it has passed. */
static int left_ms(const struct timespec *deadline)
{
	struct timespec now;
	int64_t ns;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ns = ((int64_t)deadline->tv_sec - now.tv_sec) * 1000000000 + deadline->tv_nsec -
	     now.tv_nsec;
	return ns <= 0 ? 0 : (int)((ns + 999999) / 1000000);
}

/* A channel to speak on: the newest one offered, else the present one, else we wait for one. */
static enum err take_channel(struct media_client *mc, const struct timespec *deadline)
{
	int fd;

	pthread_mutex_lock(&mc->lock);
	while (mc->offered < 0 && mc->channel.fd < 0)
		if (pthread_cond_timedwait(&mc->arrived, &mc->lock, deadline) == ETIMEDOUT)
			break;
	fd = mc->offered;
	mc->offered = -1;
	pthread_mutex_unlock(&mc->lock);
	if (fd < 0)
		return mc->channel.fd < 0 ? ERR_BUSY : ERR_OK;
	seqpacket_release(&mc->channel);
	return seqpacket_init(&mc->channel, fd, media_to_gateway);
}

static enum err send_job(struct media_client *mc, struct call *c)
{
	struct media_job job = { .size = c->size };
	struct seqpacket_msg msg = { .type = MEDIA_MSG_JOB,
				     .ref = c->ref = ++mc->next_ref,
				     .body = &job,
				     .len = sizeof(job),
				     .fd = { c->fd },
				     .n_fd = 1 };

	c->started = false;
	return seqpacket_send(&mc->channel, &msg);
}

/* True when msg was the end of this call. Answers to a call that gave up are thrown away. */
static bool take_answer(struct call *c, const struct seqpacket_msg *msg, struct media_answer *ret)
{
	if (msg->ref == c->ref && msg->type == MEDIA_MSG_STARTED) {
		c->started = true;
		return false;
	}
	if (msg->ref != c->ref) {
		for (size_t i = 0; i < msg->n_fd; i++)
			close(msg->fd[i]);
		return false;
	}
	*ret = MEDIA_ANSWER_INIT;
	ret->result = *(const struct media_result *)msg->body;
	if (msg->n_fd) {
		ret->photo_fd = msg->fd[0];
		ret->thumb_fd = msg->fd[1];
	}
	return true;
}

/* ERR_LOST: media died. ERR_BUSY: it did not answer in time. */
static enum err await_answer(struct media_client *mc, struct call *c, struct media_answer *ret)
{
	struct seqpacket_msg msg;
	enum err e;

	for (;;) {
		struct pollfd p = { .fd = mc->channel.fd, .events = POLLIN };
		int ms = left_ms(&c->deadline);

		if (poll(&p, 1, ms) == 0 && ms == 0)
			return ERR_BUSY;
		e = seqpacket_recv(&mc->channel, &msg);
		if (e == ERR_BUSY)
			continue;
		if (e)
			return e;
		if (take_answer(c, &msg, ret))
			return ERR_OK;
	}
}

/* One try on one channel; the channel is closed when it is of no more use. */
static enum err try_once(struct media_client *mc, struct call *c, struct media_answer *ret)
{
	enum err e = send_job(mc, c);

	if (!e)
		e = await_answer(mc, c, ret);
	if (e && e != ERR_BUSY)
		seqpacket_release(&mc->channel);
	return e;
}

static enum err call(struct media_client *mc, struct call *c, struct media_answer *ret)
{
	for (;;) {
		enum err e = take_channel(mc, &c->deadline);

		if (!e)
			e = try_once(mc, c, ret);
		if (e != ERR_LOST)
			return e;
		if (c->started && ++c->deaths == DEATHS_MAX) {
			*ret = MEDIA_ANSWER_INIT;
			ret->result.verdict = MEDIA_BROKEN;
			return ERR_OK;
		}
	}
}

enum err media_client_call(struct media_client *mc, int fd, uint64_t size, struct media_answer *ret)
{
	struct call c = { .deadline = in_ms(mc->timeout_ms), .fd = fd, .size = size };
	enum err e;

	pthread_mutex_lock(&mc->turn);
	e = call(mc, &c, ret);
	pthread_mutex_unlock(&mc->turn);
	return e;
}
