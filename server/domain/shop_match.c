#include "domain/shop_match.h"

#include "domain/shop_candidates.h"
#include "domain/shop_explain.h"

#include <math.h>

/* At this probability a link is right 99 times of 100 (tests/load/bench_match). */
#define LINK_AT 0.93
#define NONE_AT 0.50

/*
 * The kinds of evidence overlap (a branch's name is its road's, and near it the
 * position agrees by itself), so the sum is too sure of itself.
 */
#define DAMPING 0.80

static double sure(double nats)
{
	return exp(DAMPING * nats);
}

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
	double top, sum;
	enum err e;

	if (!ev || !pool)
		return ERR_MEMORY;
	e = shop_evidence_init(ev, idx->view, q, a);
	if (!e)
		e = shop_pool_fill(ev, a, pool);
	if (e)
		return e;
	top = pool->n && pool->found[0].total > pool->none ? pool->found[0].total : pool->none;
	sum = sure(pool->none - top);
	for (size_t i = 0; i < pool->n; i++)
		sum += sure(pool->found[i].total - top);
	r.p_none = sure(pool->none - top) / sum;
	for (size_t i = 0; i < pool->n && i < SHOP_CANDIDATES; i++) {
		r.candidate[i].p = sure(pool->found[i].total - top) / sum;
		shop_explain(ev, &pool->found[i], &r.candidate[i]);
		r.candidates++;
	}
	decide(&r);
	*ret = r;
	return ERR_OK;
}

enum err shop_match_one(const struct shop_index *idx, uint32_t ordinal, const struct shop_query *q,
			struct arena *a, struct shop_candidate *ret)
{
	struct shop_evidence *ev = arena_new(a, struct shop_evidence);
	struct shop_found f = { 0 };
	struct shop_candidate c = { 0 };
	double shop, other;
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
	/* The sender picked it: as likely as not before anything is looked at. */
	shop = f.total - f.judged.prior;
	other = 0;
	c.p = 1 / (1 + sure(other - shop));
	shop_explain(ev, &f, &c);
	*ret = c;
	return ERR_OK;
}

const char *shop_decision_name(enum shop_decision d)
{
	static const char *const name[] = { "link", "ask", "none" };

	return (size_t)d < ARRAY_LEN(name) ? name[d] : "";
}
