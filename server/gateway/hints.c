#include "gateway/hints.h"

#include "gateway/dispatch.h"
#include "gateway/tables.h"
#include "io/clock.h"

#include <stdlib.h>
#include <string.h>

#define POLL_ARENA ((size_t)16 << 20)
#define LATE_COMMIT_MS \
	2000 /* a row numbered before others may be committed after them by this much */
#define PURGE_EVERY_MS 30000
#define KEEP_MS        60000
#define SEEN            4096 /* rows that can come within LATE_COMMIT_MS */
#define MARKS          64

struct hint_poll {
	struct job job;
	struct gateway *gw;
	struct arena arena;
	struct r_hint_after *rows;
	size_t n;
	enum err err;
	bool running, purge;
	int64_t next_ms, purge_ms;
	/* The highest row seen at several times: reading starts from the one LATE_COMMIT_MS ago. */
	struct {
		int64_t n, at_ms;
	} marks[MARKS];
	size_t at;
	int64_t seen[SEEN]; /* rows done already, a ring */
	size_t seen_at;
};

/* --- what a hint does ------------------------------------------------------------ */

static void tell_reviewers(struct gateway *gw, struct str report, struct str office)
{
	AUTO(arena) a = { .cap = 4096 };
	struct str needle = arena_printf(&a, ",%.*s,", STR_ARG(office));
	struct str params = arena_printf(&a, "{\"report\":\"%.*s\"}", STR_ARG(report));

	if (!gw->n_watching || !needle.p || !params.p)
		return;
	for (struct session *s = gw->sessions; s; s = s->next) {
		if (s->review_offices &&
		    (strstr(s->review_offices, ",*,") || strstr(s->review_offices, needle.p)))
			session_notify(s, "review.changed", params);
	}
}

static void close_taken_over(struct gateway *gw, struct str id, struct str by)
{
	for (struct session *s = gw->sessions; s; s = s->next) {
		if (s->conn && str_eq(str_of(ID_C(s->id)), id) &&
		    !str_eq(str_of(ID_C(s->connection)), by))
			ws_close(s->conn, WS_TAKEN_OVER, "resumed elsewhere");
	}
}

static void apply_line(struct gateway *gw, struct str line)
{
	struct str kind = str_cut(&line, ' '), ref = str_cut(&line, ' ');
	struct id id;

	if (str_eq(kind, STR("mail")) && !id_parse(ref, &id))
		sessions_of_topic(gw, id, session_pull);
	else if (str_eq(kind, STR("review")))
		tell_reviewers(gw, ref, line);
	else if (str_eq(kind, STR("session")))
		close_taken_over(gw, ref, line);
}

/* own: this gateway's commit, whose row the poll will bring too: only mail cannot wait for it. */
static void apply(struct gateway *gw, struct str lines, bool own)
{
	while (lines.p) {
		struct str line = str_cut(&lines, '\n');

		if (line.len && (!own || str_starts(line, STR("mail "))))
			apply_line(gw, line);
	}
}

/* Has this row been done? If not, it counts as done from now on. */
static bool seen_before(struct hint_poll *p, int64_t n)
{
	for (size_t i = 0; i < SEEN; i++) {
		if (p->seen[i] == n)
			return true;
	}
	p->seen[p->seen_at++ % SEEN] = n;
	return false;
}

/* --- our own commits ---------------------------------------------------------------- */

struct told {
	struct job job;
	struct gateway *gw;
	size_t len;
	char lines[];
};

static void told_done(struct job *job)
{
	struct told *t = (struct told *)job;

	apply(t->gw, (struct str){ t->lines, t->len }, true);
	free(t);
}

void hints_told(void *ctx, struct str lines)
{
	struct gateway *gw = ctx;
	struct told *t = malloc(sizeof(*t) + lines.len);

	if (!t)
		return; /* the poll will see it */
	t->job = (struct job){ .done = told_done };
	t->gw = gw;
	t->len = lines.len;
	memcpy(t->lines, lines.p, lines.len);
	lanes_post_done(gw->lanes, &t->job);
}

/* --- everybody's commits -------------------------------------------------------------- */

static void poll_run(struct job *job, struct services *sv)
{
	struct hint_poll *p = (struct hint_poll *)job;
	int64_t now_ms = clock_ms(), from = 0;

	for (size_t i = 0; i < MARKS; i++) {
		if (p->marks[i].at_ms <= now_ms - LATE_COMMIT_MS && p->marks[i].n > from)
			from = p->marks[i].n;
	}
	p->err = DB_ROWS(sv->db, &p->arena, hint_after, &p->rows, &p->n, .n = from);
	if (!p->err && p->purge)
		p->err = DB_RUN(sv->db, hint_purge, .before_ms = now_ms - KEEP_MS);
	lanes_post_done(p->gw->lanes, job);
}

static void poll_done(struct job *job)
{
	struct hint_poll *p = (struct hint_poll *)job;
	int64_t now_ms = clock_ms();

	p->running = false;
	for (size_t i = 0; !p->err && i < p->n; i++) {
		if (!seen_before(p, p->rows[i].n))
			apply(p->gw, p->rows[i].body, false);
	}
	if (!p->err && p->n) {
		p->at = (p->at + 1) % MARKS;
		p->marks[p->at].n = p->rows[p->n - 1].n;
		p->marks[p->at].at_ms = now_ms;
	}
	arena_release(&p->arena);
}

void hints_tick(struct gateway *gw, int64_t now_ms)
{
	struct hint_poll *p = gw->hints;

	if (p->running || now_ms < p->next_ms)
		return;
	p->next_ms = now_ms + gw->config->outbox_poll_ms;
	p->purge = now_ms >= p->purge_ms;
	if (p->purge)
		p->purge_ms = now_ms + PURGE_EVERY_MS;
	p->n = 0;
	p->running = !lanes_submit(gw->lanes, WORK_READ, &p->job);
}

enum err hints_start(struct gateway *gw)
{
	struct hint_poll *p = calloc(1, sizeof(*p));

	if (!p)
		return ERR_MEMORY;
	p->job = (struct job){ .run = poll_run, .done = poll_done };
	p->gw = gw;
	arena_init(&p->arena, POLL_ARENA);
	gw->hints = p;
	return ERR_OK;
}
