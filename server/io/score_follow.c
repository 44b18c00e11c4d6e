/* How the filter's memory keeps up with the database. The lock is not held while reading. */
#include "io/score_memory_state.h"

#include "io/db_ids.h"

#include <string.h>

#define DAY_MS     86400000LL
#define CARD_MS    5000
#define PURGE_MS   60000
#define HEARD_PAGE 500
#define READ_BYTES ((size_t)16 << 20)

/* A stored print may lie anywhere in memory: it is copied to where its type may stand. */
static const struct text_print *print_of(struct str stored, struct text_print *room)
{
	if (stored.len != sizeof(*room))
		return NULL;
	memcpy(room, stored.p, sizeof(*room));
	return room;
}

static void fill_page(struct score_memory *m, const struct r_score_trace_since *rows, size_t n)
{
	pthread_mutex_lock(&m->lock);
	for (size_t i = 0; i < n; i++) {
		const struct r_score_trace_since *r = &rows[i];
		struct text_print room;
		struct score_traced t = { r->report,  r->owner,   r->device,
					  r->address, r->shop_id, print_of(r->print, &room),
					  r->at_ms,   r->hard };
		enum standing_verdict v;

		score_memory_add_locked(m, &t);
		if (standing_of_verdict(r->verdict, &v))
			score_memory_judge_locked(m, r->report, r->shop_id, v);
	}
	pthread_mutex_unlock(&m->lock);
}

static enum err fill_reports(struct score_memory *m, struct db *db, struct arena *a, int64_t now_ms)
{
	int64_t day = (now_ms - EVIDENCE_WINDOW_MS) / DAY_MS;
	struct id after = { { 0 } };
	struct r_score_trace_since *rows;
	size_t n;

	do {
		enum err e;

		arena_reset(a);
		e = DB_ROWS(db, a, score_trace_since, &rows, &n, .day = day, .day_same = day,
			    .after = after);
		if (e)
			return e;
		fill_page(m, rows, n);
		if (n) {
			day = rows[n - 1].day;
			after = rows[n - 1].report;
		}
	} while (n);
	return ERR_OK;
}

static enum err fill_photos(struct score_memory *m, struct db *db, struct arena *a)
{
	int64_t created_ms = 0;
	struct id after = { { 0 } };
	struct r_photo_print_since *rows;
	size_t n;

	do {
		enum err e;

		arena_reset(a);
		e = DB_ROWS(db, a, photo_print_since, &rows, &n, .created_ms = created_ms,
			    .created_same = created_ms, .after = after);
		if (e)
			return e;
		pthread_mutex_lock(&m->lock);
		for (size_t i = 0; i < n; i++)
			score_memory_photo_locked(m, rows[i].phash, rows[i].owner);
		pthread_mutex_unlock(&m->lock);
		if (n) {
			created_ms = rows[n - 1].created_ms;
			after = rows[n - 1].id;
		}
	} while (n);
	return ERR_OK;
}

/* Reports that are heard of meanwhile may be among the stored ones; they are counted once. */
static enum err fill(struct score_memory *m, struct db *db, struct arena *a, int64_t now_ms)
{
	enum err e;

	pthread_mutex_lock(&m->lock);
	e = score_memory_clear_locked(m);
	m->n_heard = 0;
	m->filled = !e;
	pthread_mutex_unlock(&m->lock);
	if (!e)
		e = fill_reports(m, db, a, now_ms);
	if (!e)
		e = fill_photos(m, db, a);
	if (e)
		score_memory_distrust(m);
	return e;
}

/* What is heard stays in the ring until it is applied: a failed read is tried again. */
static size_t peek_heard(struct score_memory *m, struct id ids[HEARD_PAGE],
			 struct score_heard what[HEARD_PAGE])
{
	size_t n;

	pthread_mutex_lock(&m->lock);
	n = m->n_heard < HEARD_PAGE ? m->n_heard : HEARD_PAGE;
	for (size_t i = 0; i < n; i++) {
		what[i] = m->heard[(m->heard_at + i) % SCORE_HEARD_MOST];
		ids[i] = what[i].report;
	}
	pthread_mutex_unlock(&m->lock);
	return n;
}

static void apply_heard(struct score_memory *m, const struct score_heard *h,
			const struct r_score_trace_of *r)
{
	struct text_print room;

	if (h->verdict == SCORE_HEARD_REPORT) {
		struct score_traced t = { r->report,  r->owner,   r->device,
					  r->address, r->shop_id, print_of(r->print, &room),
					  r->at_ms,   r->hard };

		score_memory_add_locked(m, &t);
	} else {
		score_memory_judge_locked(m, r->report, r->shop_id, h->verdict);
	}
}

/* One page. ret_more: there is another. */
static enum err follow_heard(struct score_memory *m, struct db *db, struct arena *a, bool *ret_more)
{
	struct id *ids = arena_array(a, HEARD_PAGE, struct id);
	struct score_heard *what = arena_array(a, HEARD_PAGE, struct score_heard);
	struct r_score_trace_of *rows;
	struct r_photo_print_of *photos;
	size_t n, n_rows, n_photos, at = 0;
	struct str list;
	enum err e;

	if (!ids || !what)
		return ERR_MEMORY;
	n = peek_heard(m, ids, what);
	*ret_more = n == HEARD_PAGE;
	if (!n)
		return ERR_OK;
	list = db_ids(a, ids, n);
	e = DB_ROWS(db, a, score_trace_of, &rows, &n_rows, .ids = list);
	if (!e)
		e = DB_ROWS(db, a, photo_print_of, &photos, &n_photos, .ids = list);
	if (e)
		return e;
	pthread_mutex_lock(&m->lock);
	for (size_t i = 0; i < n && at < n_rows; i++) { /* rows come in the order of ids */
		if (id_eq(rows[at].report, ids[i]))
			apply_heard(m, &what[i], &rows[at++]);
	}
	for (size_t i = 0; i < n_photos; i++)
		score_memory_photo_locked(m, photos[i].phash, photos[i].owner);
	m->heard_at = (m->heard_at + n) % SCORE_HEARD_MOST;
	m->n_heard -= n;
	pthread_mutex_unlock(&m->lock);
	return ERR_OK;
}

/* A stored card that does not parse is left aside; the one in force stays. */
static enum err read_card(struct score_memory *m, struct db *db, struct arena *a, int64_t now_ms)
{
	struct r_score_card_released *row;
	struct score_card card;
	size_t n;
	enum err e = DB_ROWS(db, a, score_card_released, &row, &n, .none = 0);

	if (e)
		return e;
	if (n && score_card_parse(row->body, &card))
		return ERR_CORRUPT;
	if (!n)
		score_card_default(&card);
	pthread_mutex_lock(&m->lock);
	m->card = card;
	pthread_mutex_unlock(&m->lock);
	m->card_ms = now_ms;
	return ERR_OK;
}

/* Devices and addresses are kept 30 days. Every gateway does it; the rows are few. */
static enum err forget(struct score_memory *m, struct db *db, int64_t now_ms)
{
	int64_t day = (now_ms - EVIDENCE_WINDOW_MS) / DAY_MS;
	enum err e = DB_RUN(db, score_trace_forget, .day_from = day - (m->purged_ms ? 2 : 60),
			    .day = day);

	if (!e)
		m->purged_ms = now_ms;
	return e;
}

static enum err catch_up(struct score_memory *m, struct db *db, int64_t now_ms)
{
	AUTO(arena) a = { .cap = READ_BYTES };
	bool more = true;
	enum err e = ERR_OK;

	if (now_ms - m->card_ms >= CARD_MS)
		e = read_card(m, db, &a, now_ms);
	if (!e && !m->filled)
		e = fill(m, db, &a, now_ms);
	while (!e && more) {
		arena_reset(&a);
		e = follow_heard(m, db, &a, &more);
	}
	if (!e && now_ms - m->purged_ms >= PURGE_MS)
		e = forget(m, db, now_ms);
	return e;
}

enum err score_memory_follow(struct score_memory *m, struct db *db, int64_t now_ms)
{
	bool mine;
	enum err e;

	pthread_mutex_lock(&m->lock);
	mine = !m->following;
	m->following = true;
	pthread_mutex_unlock(&m->lock);
	if (!mine)
		return ERR_OK;
	e = catch_up(m, db, now_ms);
	pthread_mutex_lock(&m->lock);
	m->following = false;
	pthread_mutex_unlock(&m->lock);
	return e;
}
