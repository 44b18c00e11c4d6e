#include "io/score_memory.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define DAY_MS         86400000LL
#define REFRESH_MS     500
#define CARD_MS        5000
#define PURGE_MS       60000
#define FEED_KEEP_MS   3600000
#define LATE_COMMIT_MS 3000 /* a row numbered earlier may be committed later by this much */
#define FEED_PAGE      2000 /* score_feed_after's LIMIT */
#define SEEN_ROWS      8192
#define READ_BYTES     ((size_t)16 << 20)
#define SCALE_LEAST    1024

struct seen_row {
	struct lossy_row head;
};

struct score_memory {
	pthread_mutex_t lock;
	struct arena arena;
	struct evidence_window window;
	struct near_text texts;
	struct phash_index photos;
	struct score_card card;
	struct lossy_table seen; /* feed rows that were applied */
	bool filled, refreshing;
	int64_t refreshed_ms, card_ms, purged_ms;
	/* Reading begins after settled; mark becomes settled once it is old enough. */
	int64_t settled_n, mark_n, mark_ms;
};

static size_t bytes_for(const struct score_memory_size *s)
{
	return (s->accounts + SCALE_LEAST) * 1600 + (s->texts + SCALE_LEAST) * 2000 +
	       (size_t)s->photos * 48 + ((size_t)4 << 20);
}

static enum err take_memory(struct score_memory *m, const struct score_memory_size *s)
{
	enum err e = evidence_window_new(&m->arena, s->accounts, &m->window);

	if (!e)
		e = near_text_new(&m->arena, s->texts, &m->texts);
	if (!e)
		e = phash_index_new(&m->arena, s->photos, &m->photos);
	if (!e)
		e = lossy_table_new(&m->arena, SEEN_ROWS, sizeof(struct seen_row), &m->seen);
	return e;
}

enum err score_memory_new(const struct score_memory_size *size, struct score_memory **ret_memory)
{
	struct score_memory *m = calloc(1, sizeof(*m));
	enum err e;

	if (!m)
		return ERR_MEMORY;
	pthread_mutex_init(&m->lock, NULL);
	arena_init(&m->arena, bytes_for(size));
	score_card_default(&m->card);
	e = take_memory(m, size);
	if (e)
		score_memory_free(m);
	else
		*ret_memory = m;
	return e;
}

void score_memory_free(struct score_memory *m)
{
	if (!m)
		return;
	pthread_mutex_destroy(&m->lock);
	arena_release(&m->arena);
	free(m);
}

/* Hashes and random ids: any 8 bytes are as good as the others. 0 stays "unknown". */
static uint64_t key_of(struct id id)
{
	uint64_t key;

	memcpy(&key, id.b + 8, sizeof(key));
	return id_is_zero(id) ? 0 : key ? key : 1;
}

/* FNV-1a; shops come from the registry, nobody can choose their ids. */
static uint64_t shop_key(struct str shop_id)
{
	uint64_t h = 0xCBF29CE484222325u;

	for (size_t i = 0; i < shop_id.len; i++)
		h = (h ^ (uint8_t)shop_id.p[i]) * 0x100000001B3u;
	return shop_id.len ? h | 1 : 0;
}

/* --- applying rows; the lock is held ------------------------------------------------ */

/* One report as score_trace has it. */
struct traced {
	struct id report, owner, device, address;
	struct str shop_id, print;
	int64_t at_ms, hard;
};

static void add_report(struct score_memory *m, const struct traced *row)
{
	struct trace t = {
		.shop = shop_key(row->shop_id),
		.r = {.report = key_of(row->report),
                      .owner = key_of(row->owner),
                      .device = key_of(row->device),
                      .address = key_of(row->address),
                      .at_ms = row->at_ms,
                      .copied_photo = row->hard & HARD_COPIED_PHOTO,
                      .copied_text = row->hard & HARD_COPIED_TEXT},
	};
	struct text_print print;

	evidence_window_add(&m->window, &t);
	if (row->print.len == sizeof(print)) {
		memcpy(&print, row->print.p, sizeof(print));
		near_text_add(&m->texts, &print, t.r.owner, row->at_ms);
	}
}

static void judge(struct score_memory *m, struct id report, struct str shop_id, int64_t verdict)
{
	if (verdict >= STANDING_VALID && verdict <= STANDING_MALICIOUS)
		evidence_window_judge(&m->window, shop_key(shop_id), key_of(report),
				      (enum standing_verdict)verdict);
}

/* Feed rows are read again until they are settled; each is applied once. */
static bool is_news(struct score_memory *m, int64_t n, int64_t now_ms)
{
	if (lossy_table_find(&m->seen, (uint64_t)n))
		return false;
	lossy_table_take(&m->seen, (uint64_t)n, now_ms);
	return true;
}

/* Under a flood the next page matters more than a late commit. */
static void settle(struct score_memory *m, int64_t last_n, bool full, int64_t now_ms)
{
	if (full)
		m->mark_n = last_n;
	else if (now_ms - m->mark_ms < LATE_COMMIT_MS)
		return;
	m->settled_n = m->mark_n;
	m->mark_n = last_n > m->settled_n ? last_n : m->settled_n;
	m->mark_ms = now_ms;
}

/* --- reading; not locked, but m->refreshing keeps others out -------------------------- */

static void fill_page(struct score_memory *m, const struct r_score_trace_since *rows, size_t n)
{
	pthread_mutex_lock(&m->lock);
	for (size_t i = 0; i < n; i++) {
		const struct r_score_trace_since *r = &rows[i];
		struct traced t = { r->report,  r->owner, r->device, r->address,
				    r->shop_id, r->print, r->at_ms,  r->hard };
		enum standing_verdict v;

		add_report(m, &t);
		if (standing_of_verdict(r->verdict, &v))
			judge(m, r->report, r->shop_id, v);
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
			phash_index_add(&m->photos, (uint64_t)rows[i].phash, key_of(rows[i].owner));
		pthread_mutex_unlock(&m->lock);
		if (n) {
			created_ms = rows[n - 1].created_ms;
			after = rows[n - 1].id;
		}
	} while (n);
	return ERR_OK;
}

/* The feed's end is read first: what comes meanwhile is fed again, which the windows bear. */
static enum err fill(struct score_memory *m, struct db *db, struct arena *a, int64_t now_ms)
{
	struct r_score_feed_last *last;
	int64_t from;
	size_t n;
	enum err e = DB_ROWS(db, a, score_feed_last, &last, &n, .none = 0);

	if (e)
		return e;
	from = n ? last->n : 0;
	e = fill_reports(m, db, a, now_ms);
	if (!e)
		e = fill_photos(m, db, a);
	if (e)
		return e;
	m->settled_n = m->mark_n = from;
	m->mark_ms = now_ms;
	m->filled = true;
	return ERR_OK;
}

static void apply_feed(struct score_memory *m, const struct r_score_feed_after *rows, size_t n,
		       int64_t now_ms)
{
	for (size_t i = 0; i < n; i++) {
		const struct r_score_feed_after *r = &rows[i];
		struct traced t = { r->report,  r->owner, r->device, r->address,
				    r->shop_id, r->print, r->at_ms,  r->hard };

		if (!is_news(m, r->n, now_ms))
			continue;
		if (r->verdict < 0)
			add_report(m, &t);
		else
			judge(m, r->report, r->shop_id, r->verdict);
	}
	settle(m, n ? rows[n - 1].n : m->mark_n, n == FEED_PAGE, now_ms);
}

static enum err follow_feed(struct score_memory *m, struct db *db, struct arena *a, int64_t now_ms)
{
	struct r_score_feed_after *rows;
	struct r_photo_print_fed *photos;
	size_t n, n_photos;
	enum err e = DB_ROWS(db, a, score_feed_after, &rows, &n, .n = m->settled_n);

	if (!e)
		e = DB_ROWS(db, a, photo_print_fed, &photos, &n_photos, .n = m->settled_n);
	if (e)
		return e;
	pthread_mutex_lock(&m->lock);
	apply_feed(m, rows, n, now_ms);
	for (size_t i = 0; i < n_photos; i++)
		phash_index_add(&m->photos, (uint64_t)photos[i].phash, key_of(photos[i].owner));
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

/* Devices and addresses are kept 30 days, the feed an hour. Every gateway does it; the rows are
 * few. */
static enum err forget(struct score_memory *m, struct db *db, int64_t now_ms)
{
	int64_t day = (now_ms - EVIDENCE_WINDOW_MS) / DAY_MS;
	enum err e = DB_RUN(db, score_feed_purge, .before_ms = now_ms - FEED_KEEP_MS);

	if (!e)
		e = DB_RUN(db, score_trace_forget, .day_from = day - (m->purged_ms ? 2 : 60),
			   .day = day);
	if (!e)
		m->purged_ms = now_ms;
	return e;
}

static enum err catch_up(struct score_memory *m, struct db *db, int64_t now_ms)
{
	AUTO(arena) a = { .cap = READ_BYTES };
	enum err e = ERR_OK;

	if (now_ms - m->card_ms >= CARD_MS)
		e = read_card(m, db, &a, now_ms);
	if (!e && !m->filled)
		e = fill(m, db, &a, now_ms);
	if (!e)
		e = follow_feed(m, db, &a, now_ms);
	if (!e && now_ms - m->purged_ms >= PURGE_MS)
		e = forget(m, db, now_ms);
	return e;
}

enum err score_memory_refresh(struct score_memory *m, struct db *db, int64_t now_ms)
{
	bool mine;
	enum err e;

	pthread_mutex_lock(&m->lock);
	mine = !m->refreshing && now_ms - m->refreshed_ms >= REFRESH_MS;
	m->refreshing |= mine;
	pthread_mutex_unlock(&m->lock);
	if (!mine)
		return ERR_OK;
	e = catch_up(m, db, now_ms);
	pthread_mutex_lock(&m->lock);
	m->refreshing = false;
	m->refreshed_ms = now_ms;
	pthread_mutex_unlock(&m->lock);
	return e;
}

/* --- asking ------------------------------------------------------------------------- */

static bool is_copied_photo(const struct score_memory *m, const struct score_ask *ask)
{
	for (size_t i = 0; i < ask->n_phashes; i++) {
		if (ask->phashes[i] != I64_NULL &&
		    phash_index_find(&m->photos, (uint64_t)ask->phashes[i], key_of(ask->owner),
				     PHASH_SAME, NULL))
			return true;
	}
	return false;
}

struct score score_memory_score(struct score_memory *m, const struct score_ask *ask,
				struct evidence *ev, struct score_card *ret_card)
{
	struct trace t = {
		.shop = shop_key(ask->shop_id),
		.r = {.report = 1,
                      .owner = key_of(ask->owner),
                      .device = key_of(ask->device),
                      .address = key_of(ask->address),
                      .at_ms = ask->at_ms},
	};
	struct score s;

	pthread_mutex_lock(&m->lock);
	t.r.copied_photo = is_copied_photo(m, ask);
	t.r.copied_text = ask->print && near_text_find(&m->texts, ask->print, t.r.owner,
						       ask->at_ms - EVIDENCE_WINDOW_MS);
	evidence_window_tell(&m->window, &t, ev);
	s = score_report(&m->card, ev);
	if (ret_card)
		*ret_card = m->card;
	pthread_mutex_unlock(&m->lock);
	return s;
}
