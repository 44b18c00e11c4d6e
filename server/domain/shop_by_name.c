#include "domain/shop_candidates.h"
#include "domain/shop_hot.h"

#include <math.h>

#define NAME_HITS     72
#define NAME_HITS_MAX (NAME_HITS * SHOP_EFFORT_MAX / 100)
#define NAME_BUDGET   4000
#define NAME_LEAST    2.0f
#define NAME_MARGIN                                                                  \
	13.0f /* below the best name: the evidence of places cannot make up for more \
	       */
#define MEMBERS_MAX 9000

#define P_COPY      0.04f /* unregistered, but named like a registered one */

struct name_hit {
	uint32_t id;
	uint8_t reading;
	struct aligned al;
	uint32_t cold; /* bearers of a big chain at no place of the query */
	double cold_weight;
};

static void keep_hit(struct name_hit *hit, size_t *n, struct name_hit h)
{
	size_t at = 0;

	while (at < *n && hit[at].id != h.id)
		at++;
	if (at < *n && hit[at].al.llr >= h.al.llr)
		return;
	if (at == *n)
		(*n)++;
	for (; at > 0 && hit[at - 1].al.llr < h.al.llr; at--)
		hit[at] = hit[at - 1];
	hit[at] = h;
}

/* Below this a name is not looked at again: judge_bearers stops there. */
static float least_worth(const struct name_hit *hit, size_t n)
{
	return n ? fmaxf(NAME_LEAST, hit[0].al.llr - NAME_MARGIN) : NAME_LEAST;
}

static void align_hits(const struct shop_evidence *ev, size_t reading,
		       const struct lexicon_hit *found, size_t found_n, struct name_hit *hit,
		       size_t *n)
{
	const struct align_text *text = &ev->reading[reading].text;

	for (size_t i = 0; i < found_n; i++)
		lexicon_ask(&ev->v->names, found[i].id);
	for (size_t i = 0; i < found_n; i++)
		lexicon_ask_text(&ev->v->names, found[i].id);
	for (size_t i = 0; i < found_n; i++) {
		struct name_hit h = { .id = found[i].id, .reading = (uint8_t)reading };
		float least = least_worth(hit, *n);
		size_t len;
		const uint16_t *c = lexicon_text(&ev->v->names, h.id, &len);

		if (shop_align_bound(text, c, len) < least)
			continue;
		h.al = shop_align(text, c, len);
		if (h.al.llr >= least)
			keep_hit(hit, n, h);
	}
}

static enum err name_hits(const struct shop_evidence *ev, struct arena *a,
			  struct name_hit hit[2 * NAME_HITS_MAX], size_t *ret_n)
{
	struct lexicon_hit found[NAME_HITS_MAX];

	*ret_n = 0;
	for (size_t r = 0; r < ev->readings; r++) {
		const struct reading *rd = &ev->reading[r];
		size_t n;
		enum err e = lexicon_search(&ev->v->names, rd->c, rd->n,
					    shop_effort(ev, NAME_BUDGET), a, found,
					    shop_effort(ev, NAME_HITS), &n);

		if (e)
			return e;
		align_hits(ev, r, found, n, hit, ret_n);
	}
	return ERR_OK;
}

/* A chain of more is judged where it is hot, and these many elsewhere. */
#define CHAIN_BIG  300
#define CHAIN_COLD 64

/* Returns the shop's total. */
static float judge_member(const struct shop_evidence *ev, const struct name_hit *hit,
			  const struct name_at *name, uint32_t member, struct shop_pool *p)
{
	struct shop_found f = { .ordinal = member >> 3,
				.name = hit->id,
				.kind = member & 7,
				.reading = hit->reading,
				.al = hit->al };

	if (f.ordinal >= ev->v->image->shops || f.kind >= SHOP_NAME_KINDS)
		return -HUGE_VALF;
	f.name_llr = f.al.llr - shop_kind_price(f.kind);
	shop_found_judge(ev, name, &f);
	shop_pool_offer(p, &f);
	return f.total;
}

/* How many of the hits are worth a look at who bears the name; asks for their members. */
static size_t names_worth(const struct shop_evidence *ev, const struct name_hit *hit, size_t n)
{
	const struct lexicon *names = &ev->v->names;
	size_t worth = 0;

	while (worth < n && hit[worth].al.llr > hit[0].al.llr - NAME_MARGIN)
		lexicon_ask(names, hit[worth++].id);
	for (size_t i = 0; i < worth; i++)
		lexicon_ask_members(names, hit[i].id);
	for (size_t i = 0; i < worth; i++) {
		struct lexicon_members m;
		uint32_t first;

		lexicon_members(names, hit[i].id, &m);
		if (lexicon_next(&m, &first))
			shop_rec_ask(ev->v, first >> 3);
	}
	return worth;
}

#define AHEAD 32 /* a power of two */

/* The bearers of the names, on their way to being judged: their records are asked for ahead. */
struct bearers {
	const struct shop_evidence *ev;
	struct arena *a;
	struct name_hit *hit;
	size_t n, at; /* hits, and the one whose members are being read */
	uint32_t budget;
	struct lexicon_members m;
	struct shop_hot hot;
	bool chain; /* hit[at] is of a big one */
	struct bearer {
		uint32_t member;
		uint16_t hit;
		bool cold;
	} queue[AHEAD];
	uint32_t from, to; /* of the queue */
};

_Static_assert(2 * NAME_HITS_MAX <= UINT16_MAX, "a hit's number fits");

static enum err open_name(struct bearers *b)
{
	uint32_t members = lexicon_members(&b->ev->v->names, b->hit[b->at].id, &b->m);

	b->chain = members > CHAIN_BIG;
	return b->chain && !b->hot.bits ? shop_hot_build(&b->hot, b->ev, b->a) : ERR_OK;
}

/* Puts the next one that is to be judged behind the queue; false at the end of the name. */
static bool queue_one(struct bearers *b)
{
	struct name_hit *hit = &b->hit[b->at];
	uint32_t member;

	while (b->budget && lexicon_next(&b->m, &member)) {
		bool cold = b->chain && !shop_is_hot(&b->hot, member >> 3);

		if (cold && hit->cold++ >= CHAIN_COLD)
			continue;
		b->budget--;
		shop_rec_ask(b->ev->v, member >> 3);
		b->queue[b->to++ % AHEAD] = (struct bearer){ member, (uint16_t)b->at, cold };
		return true;
	}
	return false;
}

/* ERR_NOT_FOUND at the end. */
static enum err next_bearer(struct bearers *b, struct bearer *ret)
{
	while (b->to - b->from < AHEAD && b->at < b->n) {
		enum err e;

		if (queue_one(b))
			continue;
		b->at++;
		e = b->at < b->n ? open_name(b) : ERR_OK;
		if (e)
			return e;
	}
	if (b->to == b->from)
		return ERR_NOT_FOUND;
	*ret = b->queue[b->from++ % AHEAD];
	return ERR_OK;
}

/* An unregistered shop that is called like a registered one; and the chains' rest. */
static void beside_names(const struct shop_evidence *ev, const struct name_hit *hit, size_t n,
			 struct shop_pool *p)
{
	float shops = (float)ev->v->image->shops;

	for (size_t i = 0; i < n; i++) {
		struct lexicon_members m;
		uint32_t members = lexicon_members(&ev->v->names, hit[i].id, &m);

		p->none = fmaxf(p->none, logf(P_COPY * (float)members / shops) + hit[i].al.llr);
		/* Those passed over are like the cold ones that were not. */
		if (hit[i].cold > CHAIN_COLD)
			p->rest += hit[i].cold_weight / CHAIN_COLD * (hit[i].cold - CHAIN_COLD);
	}
}

static enum err judge_bearers(const struct shop_evidence *ev, struct name_hit *hit, size_t n,
			      struct arena *a, struct shop_pool *p)
{
	struct bearers b = { .ev = ev, .a = a, .hit = hit, .budget = shop_effort(ev, MEMBERS_MAX) };
	const struct name_hit *of = NULL;
	struct name_at name;
	struct bearer one;
	enum err e;

	b.n = n = names_worth(ev, hit, n);
	e = n ? open_name(&b) : ERR_OK;
	while (!e && !(e = next_bearer(&b, &one))) {
		float total;

		if (of != &hit[one.hit]) {
			of = &hit[one.hit];
			name = shop_evidence_name(ev, &ev->reading[of->reading], of->al);
		}
		total = judge_member(ev, of, &name, one.member, p);
		if (one.cold)
			hit[one.hit].cold_weight += shop_weight(total);
	}
	beside_names(ev, hit, n, p);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err shop_pool_by_name(const struct shop_evidence *ev, struct arena *a, struct shop_pool *p)
{
	struct name_hit *hit = arena_array(a, 2 * NAME_HITS_MAX, struct name_hit);
	size_t n;
	enum err e = hit ? name_hits(ev, a, hit, &n) : ERR_MEMORY;

	return e ? e : judge_bearers(ev, hit, n, a, p);
}
