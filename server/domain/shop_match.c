#include "domain/shop_match.h"

#include "domain/shop_candidates.h"
#include "domain/shop_explain.h"

#include <math.h>

/*
 * At this probability a link is right 994 times of 1,000, and two of three
 * believed unregistered are (tests/load/match.js prints both).
 */
#define LINK_AT 0.95
#define NONE_AT 0.35

static void decide(struct shop_match_result *r)
{
	if (r->candidates && r->candidate[0].p >= LINK_AT)
		r->decision = SHOP_LINK;
	else if (!r->candidates || r->p_none >= NONE_AT)
		r->decision = SHOP_NONE;
	else
		r->decision = SHOP_ASK;
}

enum err shop_match(const struct shop_index *idx, const struct shop_query *q, struct arena *a,
		    struct shop_match_result *ret)
{
	struct shop_evidence *ev = arena_new(a, struct shop_evidence);
	struct shop_pool *pool = arena_new(a, struct shop_pool);
	struct shop_match_result r = { 0 };
	double sum;
	enum err e;

	if (!ev || !pool)
		return ERR_MEMORY;
	e = shop_evidence_init(ev, idx->view, q, a);
	if (!e)
		e = shop_pool_fill(ev, a, pool);
	if (e)
		return e;
	sum = shop_weight(pool->none) + pool->rest;
	for (size_t i = 0; i < pool->n; i++)
		sum += shop_weight(pool->found[i].total);
	r.p_none = shop_weight(pool->none) / sum;
	for (size_t i = 0; i < pool->n && i < SHOP_CANDIDATES; i++) {
		r.candidate[i].p = shop_weight(pool->found[i].total) / sum;
		shop_explain(ev, &pool->found[i], &r.candidate[i]);
		r.candidates++;
	}
	decide(&r);
	*ret = r;
	return ERR_OK;
}

/* Nine of ten who pick a shop from a list pick the right one. */
#define PICKED_RIGHT 2.2f
/* A text that has less of the name than this does not speak of the name. */
#define NAME_SPOKEN  6.0f

enum err shop_match_one(const struct shop_index *idx, uint32_t ordinal, const struct shop_query *q,
			struct arena *a, struct shop_candidate *ret)
{
	struct shop_evidence *ev = arena_new(a, struct shop_evidence);
	struct shop_found f = { 0 };
	struct shop_candidate c = { 0 };
	float nats;
	enum err e;

	if (ordinal >= idx->shops)
		return ERR_NOT_FOUND;
	if (!ev)
		return ERR_MEMORY;
	e = shop_evidence_init(ev, idx->view, q, a);
	if (!e)
		e = shop_found_by_record(ev, ordinal, a, &f);
	if (e)
		return e;
	nats = PICKED_RIGHT + f.judged.address + f.judged.gps + f.judged.licence;
	/* The text is a tale of what happened; it counts only where it names the shop. */
	if (f.name_llr > NAME_SPOKEN)
		nats += f.name_llr + fmaxf(f.judged.text_place, 0);
	c.p = 1 / (1 + shop_weight(-nats));
	shop_explain(ev, &f, &c);
	*ret = c;
	return ERR_OK;
}

const char *shop_decision_name(enum shop_decision d)
{
	static const char *const name[] = { "link", "ask", "none" };

	return (size_t)d < ARRAY_LEN(name) ? name[d] : "";
}
