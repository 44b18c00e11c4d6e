/*
 * The end of a sealed identity: when identity_keep_days are over since its week, and since the
 * last change of every report of its owner, and none of these is open, unpaid or held. Who owns
 * what is known here alone, so nothing in the database needs to join them.
 *
 * The row goes at once. What lies in backups goes with the key: after the next rotation the
 * old key holds nothing that lives, and its destruction ends what was deleted under it.
 */
#include "payout/payer.h"

#include <stdlib.h>

#define EVERY_MS  3600000
#define RETRY_MS  60000
#define DAY_MS    86400000LL
#define PAGE      1000
#define PAGE_SIZE ((size_t)4 << 20)

/* The deposits that are still needed, sorted. */
struct needed {
	struct id *id;
	size_t n, size;
};

static int by_id(const void *a, const void *b)
{
	return id_cmp(*(const struct id *)a, *(const struct id *)b);
}

static enum err need(struct needed *set, struct id id)
{
	size_t size = set->size ? set->size * 2 : 256;
	struct id *more;

	if (set->n == set->size) {
		more = realloc(set->id, size * sizeof(*more));
		if (!more)
			return ERR_MEMORY;
		set->id = more;
		set->size = size;
	}
	set->id[set->n++] = id;
	return ERR_OK;
}

/* Who withdrew has no contact any more, and nothing to wait for. */
static enum err need_page(struct payer *p, struct needed *set, const struct r_whistle_live *row,
			  size_t n)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < n; i++) {
		struct id principal;

		if (!payer_principal(p, row[i].contact, &principal))
			e = need(set, keyring_hash_id(&p->keys, KEY_PAYEE, principal));
	}
	return e;
}

static enum err read_needed(struct payer *p, int64_t ended_ms, struct needed *set)
{
	AUTO(arena) a = { .cap = PAGE_SIZE };
	struct id after = { { 0 } };
	size_t n = PAGE;
	enum err e = ERR_OK;

	while (!e && n == PAGE) {
		struct r_whistle_live *row;

		arena_reset(&a);
		e = DB_ROWS(p->db, &a, whistle_live, &row, &n, .after = after, .ended_ms = ended_ms,
			    .most = PAGE);
		if (!e)
			e = need_page(p, set, row, n);
		if (!e && n)
			after = row[n - 1].id;
	}
	if (!e && set->n)
		qsort(set->id, set->n, sizeof(*set->id), by_id);
	return e;
}

static void destroy(struct payer *p, const struct needed *set, const struct r_payee_old *row,
		    size_t n)
{
	size_t done = 0;

	for (size_t i = 0; i < n; i++) {
		struct effects *fx;

		if (set->n && bsearch(&row[i].id, set->id, set->n, sizeof(*set->id), by_id))
			continue;
		fx = payer_begin(p);
		if (!fx)
			break;
		FX(fx, payee_destroy, .id = row[i].id);
		effects_audit(fx, (struct effect_audit){ .actor = STR("payout"),
							 .action = STR("identity.destroy"),
							 .object = row[i].id });
		done++;
	}
	payer_commit(p, "identity_end");
	if (done)
		log_info("identity.destroyed", "n=%zu", done);
}

/* A page of old deposits; true when there may be more. */
static enum err end_page(struct payer *p, const struct needed *set, int64_t before_day,
			 struct id *after, bool *ret_more)
{
	struct r_payee_old *row;
	size_t n;
	enum err e;

	payer_reset(p);
	e = DB_ROWS(p->db, &p->round.arena, payee_old, &row, &n, .before_day = before_day,
		    .after = *after, .most = PAYER_ROUND);
	*ret_more = !e && n == PAYER_ROUND;
	if (e || !n)
		return e;
	*after = row[n - 1].id;
	destroy(p, set, row, n);
	return ERR_OK;
}

static enum err any_old(struct payer *p, int64_t before_day, bool *ret)
{
	struct r_payee_old *row;
	size_t n;
	enum err e;

	payer_reset(p);
	e = DB_ROWS(p->db, &p->round.arena, payee_old, &row, &n, .before_day = before_day,
		    .most = 1);
	*ret = !e && n;
	return e;
}

void identity_end_step(struct payer *p)
{
	int64_t keep = p->config->identity_keep_days;
	int64_t before_day = p->now_ms / DAY_MS - keep;
	struct needed set = { 0 };
	struct id after = { { 0 } };
	bool more;
	enum err e;

	if (p->now_ms < p->identity_ms)
		return;
	e = any_old(p, before_day, &more);
	if (!e && more)
		e = read_needed(p, p->now_ms - keep * DAY_MS, &set);
	while (!e && more)
		e = end_page(p, &set, before_day, &after, &more);
	free(set.id);
	p->identity_ms = p->now_ms + (e ? RETRY_MS : EVERY_MS);
	if (e)
		log_error("identity.end_failed", "err=%s", err_name(e));
}
