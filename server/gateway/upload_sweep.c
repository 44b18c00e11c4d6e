#include "gateway/upload_sweep.h"

#include "base/log.h"
#include "gateway/photo_store.h"
#include "gateway/retention.h"

#include <stdlib.h>

#define EVERY_MS    (5 * 60000)
#define SWEEP_ARENA (256 * 1024)
#define DAY_MS      86400000

struct sweep {
	struct job job;
	struct gateway *gw;
	int64_t before_ms; /* uploads */
	int64_t ended_ms;  /* cases */
	struct arena arena;
	struct r_photo_overdue *overdue;
	size_t n_overdue;
	enum err err;
};

/* Condemned first, dropped last: a sweep that dies in between is finished by the next one. */
static enum err drop_photo(struct services *sv, struct id id)
{
	enum err e = DB_RUN(sv->db, photo_condemn, .id = id);

	if (!e)
		e = evidence_delete(&sv->photos->evidence, id);
	return e ? e : DB_RUN(sv->db, photo_drop, .id = id);
}

static enum err drop_upload(struct services *sv, const struct r_upload_expired *u)
{
	enum err e = staging_delete(&sv->photos->staging, u->id);

	if (!e && !u->photo_state.p)
		e = evidence_delete(&sv->photos->evidence, u->id);
	return e ? e : DB_RUN(sv->db, upload_drop, .id = u->id);
}

static enum err sweep_rows(struct services *sv, int64_t before_ms)
{
	AUTO(arena) a = { .cap = SWEEP_ARENA };
	struct r_photo_stale *photo;
	struct r_upload_expired *upload;
	size_t n;
	enum err e = DB_ROWS(sv->db, &a, photo_stale, &photo, &n, .before_ms = before_ms);

	for (size_t i = 0; !e && i < n; i++)
		e = drop_photo(sv, photo[i].id);
	if (!e)
		e = DB_ROWS(sv->db, &a, upload_expired, &upload, &n, .before_ms = before_ms);
	for (size_t i = 0; !e && i < n; i++)
		e = drop_upload(sv, &upload[i]);
	return e;
}

static void sweep_run(struct job *job, struct services *sv)
{
	struct sweep *s = (struct sweep *)job;

	staging_sweep(&sv->photos->staging, s->before_ms);
	s->err = sweep_rows(sv, s->before_ms);
	if (!s->err)
		s->err = DB_ROWS(sv->db, &s->arena, photo_overdue, &s->overdue, &s->n_overdue,
				 .before_ms = s->ended_ms, .ended_ms = s->ended_ms);
	lanes_post_done(s->gw->lanes, job);
}

static void sweep_done(struct job *job)
{
	struct sweep *s = (struct sweep *)job;

	if (s->err)
		log_warn("upload.sweep_failed", "err=%s", err_name(s->err));
	for (size_t i = 0; i < s->n_overdue; i++)
		retention_destroy(s->gw, s->overdue[i].id, s->overdue[i].report);
	arena_release(&s->arena);
	free(s);
}

void upload_sweep_tick(struct gateway *gw, int64_t now_ms)
{
	struct sweep *s;

	if (now_ms < gw->uploads_due_ms)
		return;
	gw->uploads_due_ms = now_ms + EVERY_MS;
	s = malloc(sizeof(*s));
	if (!s)
		return;
	*s = (struct sweep){
		.job = {.run = sweep_run, .done = sweep_done},
		.gw = gw,
		.before_ms = now_ms - gw->config->upload_ttl_ms,
		.ended_ms = now_ms - gw->config->evidence_keep_days * DAY_MS
	};
	arena_init(&s->arena, SWEEP_ARENA);
	if (lanes_submit(gw->lanes, WORK_FILE, &s->job))
		free(s);
}
