#include "gateway/row_sweep.h"

#include "base/log.h"

#include <stdlib.h>

#define EVERY_MS 60000
#define DAY_MS   86400000LL

struct sweep {
	struct job job;
	struct gateway *gw;
	int64_t now_ms;
	enum err err;
};

static enum err purge(struct db *db, const struct config *c, int64_t now_ms)
{
	int64_t day = now_ms / DAY_MS;
	int64_t week = day - 6; /* what is dated by its week stays until all of that is over */
	enum err e = DB_RUN(db, idem_purge, .before_day = week - c->idempotency_days);

	if (!e)
		e = DB_RUN(db, outbox_purge, .before_day = week - c->event_keep_days);
	if (!e)
		e = DB_RUN(db, conv_purge, .before_day = day - c->chat_keep_days);
	if (!e)
		e = DB_RUN(db, token_revoked_purge, .before_ms = now_ms);
	/* A lock-out lasts a day at most, and so does what a phone's codes are counted by. */
	if (!e)
		e = DB_RUN(db, auth_failure_purge, .before_ms = now_ms - 2 * DAY_MS);
	if (!e)
		e = DB_RUN(db, otp_purge, .before_ms = now_ms - DAY_MS);
	return e;
}

static void sweep_run(struct job *job, struct services *sv)
{
	struct sweep *s = (struct sweep *)job;

	s->err = purge(sv->db, sv->config, s->now_ms);
	lanes_post_done(s->gw->lanes, job);
}

static void sweep_done(struct job *job)
{
	struct sweep *s = (struct sweep *)job;

	if (s->err) /* another gateway may just be at it; the next minute comes */
		log_info("row.sweep_failed", "err=%s", err_name(s->err));
	free(s);
}

void row_sweep_tick(struct gateway *gw, int64_t now_ms)
{
	struct sweep *s;

	if (now_ms < gw->rows_due_ms)
		return;
	gw->rows_due_ms = now_ms + EVERY_MS;
	s = malloc(sizeof(*s));
	if (!s)
		return;
	*s = (struct sweep){
		.job = {.run = sweep_run, .done = sweep_done},
                  .gw = gw, .now_ms = now_ms
	};
	if (lanes_submit(gw->lanes, WORK_FILE, &s->job))
		free(s);
}
