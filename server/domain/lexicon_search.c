#include "domain/lexicon_grams.h"
#include "domain/varint.h"

#include <math.h>

#define BUDGET_MAX 8192

/* What a shared pair is worth: pairs overlap, so less than their nats. */
static const float gram_worth[] = { 1.0f, 0.5f, 0.6f, 0.5f };

struct list {
	struct posting post;
	float worth;
};

/*
 * The pairs of the strings that a mistake leaves behind: a symbol left out makes
 * neighbours of two that were not, one put in parts two that were, and two may
 * have changed places.
 */
static size_t grams_of_mistakes(const uint16_t *c, size_t n, struct gram_at *g)
{
	size_t m = 0;

	for (size_t i = 0; i + 1 < n; i++) {
		if (han_is_pinyin(c[i]) || han_is_pinyin(c[i + 1]))
			continue;
		g[m++] = (struct gram_at){ lexicon_gram_hash(GRAM_SKIP, c[i], c[i + 1]),
					   GRAM_SKIP };
		if (c[i] != c[i + 1])
			g[m++] = (struct gram_at){ lexicon_gram_hash(GRAM_NEXT, c[i + 1], c[i]),
						   GRAM_SKIP };
		if (i + 2 < n && !han_is_pinyin(c[i + 2]))
			g[m++] = (struct gram_at){ lexicon_gram_hash(GRAM_NEXT, c[i], c[i + 2]),
						   GRAM_SKIP };
	}
	for (size_t i = 0; n <= 6 && i < n && !han_is_pinyin(c[i]); i++) {
		g[m++] = (struct gram_at){ lexicon_gram_hash(GRAM_ENDS, c[i], 0), GRAM_ENDS };
		g[m++] = (struct gram_at){ lexicon_gram_hash(GRAM_ENDS, 0, c[i]), GRAM_ENDS };
	}
	return m;
}

#define LISTS_MAX (7 * LEXICON_SYMS)

/* The known lists of a text, rarest first. */
static size_t lists_of(const struct lexicon *l, const uint16_t *c, size_t n, struct list *ret)
{
	struct gram_at g[LISTS_MAX];
	size_t m = lexicon_grams_at(c, n, false, g), k = 0;

	m += grams_of_mistakes(c, n, g + m);
	/* Each look-up waits for memory twice; asked for beforehand, they wait together. */
	for (size_t i = 0; i < m; i++)
		__builtin_prefetch(&l->bucket[lexicon_bucket(l, g[i].h)]);
	for (size_t i = 0; i < m; i++)
		__builtin_prefetch(l->post + l->bucket[lexicon_bucket(l, g[i].h)]);
	for (size_t i = 0; i < m; i++) {
		struct posting p = lexicon_posting(l, g[i].h);
		size_t at = k;

		if (!p.p || !p.count)
			continue;
		while (at > 0 && ret[at - 1].post.count > p.count) {
			ret[at] = ret[at - 1];
			at--;
		}
		ret[at] = (struct list){ p, (float)log((double)l->n / p.count + 1) *
						    gram_worth[g[i].kind] };
		k++;
	}
	return k;
}

struct slot {
	uint32_t id1; /* id + 1 */
	float score;
};

static uint32_t accumulate(const struct list *li, struct slot *slot, unsigned bits, uint32_t budget)
{
	struct posting p = li->post;
	uint32_t id = 0, seen = 0;

	while (p.p < p.end && seen < budget) {
		size_t i;

		id += varint_get(&p.p, p.end);
		seen++;
		i = (id * 2654435761u) >> (32 - bits);
		while (slot[i].id1 && slot[i].id1 != id + 1)
			i = (i + 1) & ((1u << bits) - 1);
		slot[i].id1 = id + 1;
		slot[i].score += li->worth;
	}
	return seen;
}

#define SYMBOL_COST 0.8f /* of every symbol of a string: the text may not have it */

/* Keeps ret sorted, best first. */
static void offer(struct lexicon_hit *ret, size_t *n, size_t max, struct lexicon_hit h)
{
	size_t at = *n;

	if (at == max) {
		if (h.score <= ret[at - 1].score)
			return;
		at--;
	} else {
		(*n)++;
	}
	while (at > 0 && ret[at - 1].score < h.score) {
		ret[at] = ret[at - 1];
		at--;
	}
	ret[at] = h;
}

#define AHEAD 16 /* a power of two */

/* The best so far, and some on their way: their lengths are asked for ahead. */
struct ranking {
	struct lexicon_hit *best;
	size_t n, max;
	struct lexicon_hit queue[AHEAD];
	uint32_t from, to;
};

/* Even a string of one symbol would not be among the best. */
static bool hopeless(const struct ranking *r, float score)
{
	return r->n == r->max && score - SYMBOL_COST <= r->best[r->n - 1].score;
}

static void rank_one(const struct lexicon *l, struct ranking *r)
{
	struct lexicon_hit h = r->queue[r->from++ % AHEAD];
	size_t len;

	if (hopeless(r, h.score))
		return;
	lexicon_text(l, h.id, &len);
	h.score -= SYMBOL_COST * (float)len;
	offer(r->best, &r->n, r->max, h);
}

/* The best of the table, in its order. Less than least is not looked at; empty ones have no score.
 */
static void rank(const struct lexicon *l, const struct slot *slot, size_t slots, float least,
		 struct ranking *r)
{
	for (size_t i = 0; i < slots; i++) {
		if (slot[i].score < least || !slot[i].id1 || hopeless(r, slot[i].score))
			continue;
		if (r->to - r->from == AHEAD)
			rank_one(l, r);
		lexicon_ask(l, slot[i].id1 - 1);
		r->queue[r->to++ % AHEAD] = (struct lexicon_hit){ slot[i].id1 - 1, slot[i].score };
	}
	while (r->from != r->to)
		rank_one(l, r);
}

/* The budget, or less when all lists together have less. */
static uint32_t within(const struct list *li, size_t k, uint32_t budget)
{
	uint64_t all = 0;

	for (size_t i = 0; i < k && all < budget; i++)
		all += li[i].post.count;
	return all < budget ? (uint32_t)all : budget;
}

enum err lexicon_search(const struct lexicon *l, const uint16_t *c, size_t n, uint32_t budget,
			struct arena *a, struct lexicon_hit *ret, size_t max, size_t *ret_n)
{
	struct list lists[LISTS_MAX];
	struct ranking r = { .best = ret, .max = max };
	struct slot *slot;
	unsigned bits = 6;
	float total = 0;
	size_t k;

	n = n > LEXICON_SYMS ? LEXICON_SYMS : n;
	k = lists_of(l, c, n, lists);
	budget = within(lists, k, budget > BUDGET_MAX ? BUDGET_MAX : budget);
	while (1u << bits < 2 * budget)
		bits++;
	slot = arena_array(a, (size_t)1 << bits, struct slot);
	if (!slot)
		return ERR_MEMORY;
	for (size_t i = 0; i < k && budget; i++) {
		/* Half a list would favour those that happen to stand first in it. */
		if (lists[i].post.count > budget && i > 0)
			break;
		budget -= accumulate(&lists[i], slot, bits, budget);
		total += lists[i].worth;
	}
	rank(l, slot, (size_t)1 << bits, total * 0.05f, &r);
	*ret_n = r.n;
	return ERR_OK;
}
