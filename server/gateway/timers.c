#include "gateway/timers.h"

#include "gateway/dispatch.h"
#include "gateway/tables.h"

#include "base/log.h"
#include "io/clock.h"

#include <stdlib.h>

#define EVERY_MS   500
#define MOST       100
#define POLL_ARENA ((size_t)1 << 20)

/*
 * Every gateway looks; whichever is first does it, since the timer's id is the
 * idempotency key of what it does. decide drops the row.
 */
struct timer_poll {
	struct job job;
	struct gateway *gw;
	struct arena arena;
	struct r_timer_due *rows;
	size_t n;
	enum err err;
	bool running;
	int64_t next_ms;
};

static void poll_run(struct job *job, struct services *sv)
{
	struct timer_poll *p = (struct timer_poll *)job;

	p->err = DB_ROWS(sv->db, &p->arena, timer_due, &p->rows, &p->n, .now_ms = clock_ms(),
			 .most = MOST);
	lanes_post_done(p->gw->lanes, job);
}

static void poll_done(struct job *job)
{
	struct timer_poll *p = (struct timer_poll *)job;

	p->running = false;
	for (size_t i = 0; !p->err && i < p->n; i++) {
		struct timer_body body = { p->rows[i].id, p->rows[i].ref };
		const struct msg_type *type = dispatch_find_timer(p->rows[i].kind);

		if (type)
			dispatch_internal(p->gw, type, &body, p->rows[i].id);
		else
			log_error("timer.unknown", "timer=%s", ID_C(p->rows[i].id));
	}
	arena_release(&p->arena);
}

void timers_tick(struct gateway *gw, int64_t now_ms)
{
	struct timer_poll *p = gw->timers;

	if (p->running || now_ms < p->next_ms || gw->draining)
		return;
	p->next_ms = now_ms + EVERY_MS;
	p->n = 0;
	p->running = !lanes_submit(gw->lanes, WORK_READ, &p->job);
}

enum err timers_start(struct gateway *gw)
{
	struct timer_poll *p = calloc(1, sizeof(*p));

	if (!p)
		return ERR_MEMORY;
	p->job = (struct job){ .run = poll_run, .done = poll_done };
	p->gw = gw;
	arena_init(&p->arena, POLL_ARENA);
	gw->timers = p;
	return ERR_OK;
}
