#include "gateway/hints.h"

#include "base/log.h"
#include "gateway/dispatch.h"
#include "gateway/tables.h"
#include "io/clock.h"
#include "io/letter.h"
#include "io/score_memory.h"

#include <stdlib.h>
#include <string.h>

#define POLL_ARENA     ((size_t)64 << 20)
#define PURGE_EVERY_MS 30000
#define KEEP_MS        60000
#define EPOCHS         256 /* writers that committed within KEEP_MS */

/* A writer, and its last row that was acted on. */
struct mark {
	struct id epoch;
	int64_t n;
};

struct marks {
	struct mark of[EPOCHS];
	size_t n, next; /* next: the one that a new writer takes the place of, once all are taken */
};

/* What a poll found of one writer. */
struct news {
	struct id epoch;
	struct r_hint_after *rows;
	size_t n;
};

struct hint_poll {
	struct job job;
	struct gateway *gw;
	struct arena arena;
	enum err err;
	bool running, purge, begun;
	int64_t next_ms, purge_ms, read_ms; /* read_ms: the last that succeeded */
	struct marks marks;                 /* the loop's */
	struct marks known;                 /* the poll's copy; at first the writers' heads */
	struct news news[EPOCHS];
	size_t n_news;
};

static struct mark *mark_find(struct marks *m, struct id epoch)
{
	for (size_t i = 0; i < m->n; i++) {
		if (id_eq(m->of[i].epoch, epoch))
			return &m->of[i];
	}
	return NULL;
}

static struct mark *mark_of(struct marks *m, struct id epoch)
{
	struct mark *mark = mark_find(m, epoch);

	if (mark)
		return mark;
	mark = m->n < EPOCHS ? &m->of[m->n++] : &m->of[m->next++ % EPOCHS];
	*mark = (struct mark){ .epoch = epoch };
	return mark;
}

static void mark_raise(struct marks *m, const struct mark *to)
{
	struct mark *mark = mark_of(m, to->epoch);

	if (to->n > mark->n)
		mark->n = to->n;
}

/* --- what a hint does ------------------------------------------------------------ */

static void tell_reviewers(struct gateway *gw, struct str report, struct str office)
{
	AUTO(arena) a = { .cap = 4096 };
	struct str needle, params;

	if (!gw->n_watching)
		return;
	needle = arena_printf(&a, ",%.*s,", STR_ARG(office));
	params = arena_printf(&a, "{\"report\":\"%.*s\"}", STR_ARG(report));
	if (!needle.p || !params.p)
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

/* own: this process's commit, which its memory has taken in already. */
static void apply_line(struct gateway *gw, struct str line, bool own)
{
	struct str kind = str_cut(&line, ' '), ref = str_cut(&line, ' ');
	struct id id;

	if (id_parse(ref, &id))
		return;
	if (str_eq(kind, STR("mail")))
		sessions_of_topic(gw, id, session_pull);
	else if (str_eq(kind, STR("review")) || str_eq(kind, STR("report")))
		tell_reviewers(gw, ref, line);
	else if (str_eq(kind, STR("session")))
		close_taken_over(gw, ref, line);
	if (str_eq(kind, STR("report")) && !own)
		score_memory_heard(gw->score, id, SCORE_HEARD_REPORT);
	else if (str_eq(kind, STR("verdict")) && line.len)
		score_memory_heard(gw->score, id, line.p[0] - '0');
}

static void apply(struct gateway *gw, struct str lines, bool own)
{
	while (lines.p) {
		struct str line = str_cut(&lines, '\n');

		if (line.len)
			apply_line(gw, line, own);
	}
}

/* Hints were purged before they were read: whoever relied on one looks for itself. */
static void missed(struct gateway *gw)
{
	log_warn("hints.missed", "sessions=%zu", gw->n_sessions);
	score_memory_distrust(gw->score);
	for (struct session *s = gw->sessions; s; s = s->next)
		session_pull(s);
}

/* --- our own commits ---------------------------------------------------------------- */

struct told {
	struct job job;
	struct gateway *gw;
	struct id epoch;
	int64_t n;
	size_t len;
	char lines[];
};

/* A batch that was halved tells its last part only: the poll brings them all, then. */
static void told_done(struct job *job)
{
	struct told *t = (struct told *)job;
	struct mark *mark = mark_of(&t->gw->hints->marks, t->epoch);

	if (t->n == mark->n + 1) {
		mark->n = t->n;
		apply(t->gw, (struct str){ t->lines, t->len }, true);
	}
	free(t);
}

void hints_told(void *ctx, struct id epoch, int64_t n, struct str lines)
{
	struct gateway *gw = ctx;
	struct told *t = malloc(sizeof(*t) + lines.len);

	if (!t)
		return; /* the poll will see it */
	t->job = (struct job){ .done = told_done };
	t->gw = gw;
	t->epoch = epoch;
	t->n = n;
	t->len = lines.len;
	memcpy(t->lines, lines.p, lines.len);
	lanes_post_done(gw->lanes, &t->job);
}

/* --- everybody's commits, on a reader's thread --------------------------------------- */

/* One of an older release lies open. */
static enum err open_hint(struct hint_poll *p, const struct keyring *keys, struct str *body)
{
	struct str word;

	if (memchr(body->p, ' ', body->len))
		return ERR_OK;
	return letter_open(keys, *body, &p->arena, &word, body);
}

static enum err read_of(struct hint_poll *p, struct services *sv, const struct r_hint_heads *head)
{
	const struct mark *mark = mark_find(&p->known, head->epoch);
	struct news *news = &p->news[p->n_news];
	int64_t from = mark ? mark->n : 0;
	enum err e;

	if (head->n <= from || p->n_news == EPOCHS)
		return ERR_OK;
	news->epoch = head->epoch;
	e = DB_ROWS(sv->db, &p->arena, hint_after, &news->rows, &news->n, .epoch = head->epoch,
		    .n = from);
	for (size_t i = 0; !e && i < news->n; i++)
		e = open_hint(p, sv->keys, &news->rows[i].body);
	p->n_news += !e && news->n;
	return e;
}

/* What was before this process is in the rows that it reads anyway. */
static void begin(struct hint_poll *p, const struct r_hint_heads *heads, size_t n)
{
	for (size_t i = 0; i < n; i++)
		mark_of(&p->known, heads[i].epoch)->n = heads[i].n;
}

static enum err poll(struct hint_poll *p, struct services *sv, int64_t now_ms)
{
	struct r_hint_heads *heads;
	size_t n;
	enum err e = DB_ROWS(sv->db, &p->arena, hint_heads, &heads, &n, .none = 0);

	if (!e && !p->begun)
		begin(p, heads, n);
	for (size_t i = 0; !e && p->begun && i < n; i++)
		e = read_of(p, sv, &heads[i]);
	if (e == ERR_LIMIT && p->n_news) /* the rest comes with the next poll */
		e = ERR_OK;
	if (!e && p->purge)
		e = DB_RUN(sv->db, hint_purge, .before_ms = now_ms - KEEP_MS);
	return e;
}

/* The memory reads what is stored after the heads are known: nothing falls between. */
static void poll_run(struct job *job, struct services *sv)
{
	struct hint_poll *p = (struct hint_poll *)job;
	int64_t now_ms = clock_ms();
	enum err e;

	p->err = poll(p, sv, now_ms);
	e = p->err ? p->err : score_memory_follow(sv->score, sv->db, now_ms);
	if (e && !p->err)
		log_warn("score.behind", "err=%s", err_name(e));
	lanes_post_done(p->gw->lanes, job);
}

/* --- and back on the loop --------------------------------------------------------------- */

static bool act_on(struct hint_poll *p, const struct news *news)
{
	bool new_writer = !mark_find(&p->marks, news->epoch), gap = false;
	struct mark *mark = mark_of(&p->marks, news->epoch);

	for (size_t i = 0; i < news->n; i++) {
		if (news->rows[i].n <= mark->n)
			continue;
		gap |= !new_writer && news->rows[i].n != mark->n + 1;
		mark->n = news->rows[i].n;
		new_writer = false;
		apply(p->gw, news->rows[i].body, false);
	}
	return !gap;
}

static void poll_done(struct job *job)
{
	struct hint_poll *p = (struct hint_poll *)job;
	int64_t now_ms = clock_ms();
	bool whole = !p->begun || now_ms - p->read_ms < KEEP_MS / 2;

	p->running = false;
	if (!p->err) {
		for (size_t i = 0; i < p->known.n && !p->begun; i++)
			mark_raise(&p->marks, &p->known.of[i]);
		for (size_t i = 0; i < p->n_news; i++)
			whole &= act_on(p, &p->news[i]);
		p->begun = true;
		p->read_ms = now_ms;
		if (!whole)
			missed(p->gw);
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
	p->known = p->marks;
	p->n_news = 0;
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
