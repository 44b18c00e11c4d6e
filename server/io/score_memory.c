#include "io/score_memory_state.h"

#include <stdlib.h>
#include <string.h>

#define SEEN_ROWS   16384
#define SCALE_LEAST 1024

struct seen_row {
	bool seen;
};

static size_t bytes_for(const struct score_memory_size *s)
{
	return (s->accounts + SCALE_LEAST) * 1600 + (s->texts + SCALE_LEAST) * 2000 +
	       (size_t)s->photos * 48 + ((size_t)4 << 20);
}

enum err score_memory_clear_locked(struct score_memory *m)
{
	const struct score_memory_size *s = &m->size;
	enum err e;

	arena_release(&m->arena);
	arena_init(&m->arena, bytes_for(s));
	e = evidence_window_new(&m->arena, s->accounts, &m->window);
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
	m->size = *size;
	score_card_default(&m->card);
	e = score_memory_clear_locked(m);
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

/* Counting a report twice would make its sender look busier than they are. */
static bool is_news(struct score_memory *m, struct id report, int64_t at_ms)
{
	uint64_t key = key_of(report);

	if (lossy_table_find(&m->seen, key))
		return false;
	lossy_table_take(&m->seen, key, at_ms);
	return true;
}

void score_memory_add_locked(struct score_memory *m, const struct score_traced *row)
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

	if (!is_news(m, row->report, row->at_ms))
		return;
	evidence_window_add(&m->window, &t);
	if (row->print)
		near_text_add(&m->texts, row->print, t.r.owner, row->at_ms);
}

void score_memory_judge_locked(struct score_memory *m, struct id report, struct str shop_id,
			       int64_t verdict)
{
	if (verdict >= STANDING_VALID && verdict <= STANDING_MALICIOUS)
		evidence_window_judge(&m->window, shop_key(shop_id), key_of(report),
				      (enum standing_verdict)verdict);
}

void score_memory_photo_locked(struct score_memory *m, int64_t phash, struct id owner)
{
	if (phash != I64_NULL)
		phash_index_add(&m->photos, (uint64_t)phash, key_of(owner));
}

/* --- being told --------------------------------------------------------------------- */

void score_memory_add(struct score_memory *m, struct id report, const struct score_ask *r,
		      int64_t hard)
{
	struct score_traced t = { report,     r->owner, r->device, r->address,
				  r->shop_id, r->print, r->at_ms,  hard };

	pthread_mutex_lock(&m->lock);
	score_memory_add_locked(m, &t);
	for (size_t i = 0; i < r->n_phashes; i++)
		score_memory_photo_locked(m, r->phashes[i], r->owner);
	pthread_mutex_unlock(&m->lock);
}

void score_memory_heard(struct score_memory *m, struct id report, int verdict)
{
	pthread_mutex_lock(&m->lock);
	if (m->n_heard < SCORE_HEARD_MOST)
		m->heard[(m->heard_at + m->n_heard++) % SCORE_HEARD_MOST] =
			(struct score_heard){ report, verdict };
	else
		m->filled = false;
	pthread_mutex_unlock(&m->lock);
}

void score_memory_distrust(struct score_memory *m)
{
	pthread_mutex_lock(&m->lock);
	m->filled = false;
	pthread_mutex_unlock(&m->lock);
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
				struct evidence *ev, struct score_view *ret_view)
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
	if (ret_view)
		*ret_view = (struct score_view){
			m->card, evidence_window_today(&m->window, t.r.owner, ask->at_ms)
		};
	pthread_mutex_unlock(&m->lock);
	return s;
}
