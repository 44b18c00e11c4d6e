/*
 * Gathers the shops that a query may mean, from its name, its licence number
 * and its address, each judged; the best first.
 */
#ifndef DOMAIN_SHOP_CANDIDATES_H
#define DOMAIN_SHOP_CANDIDATES_H

#include "domain/shop_evidence.h"

#define SHOP_POOL 24

enum shop_licence_fit { LICENCE_UNSAID, LICENCE_FITS, LICENCE_ONE_OFF, LICENCE_DIFFERS };

struct shop_found {
	uint32_t ordinal;
	uint32_t name; /* the lexicon's string it was found by; UINT32_MAX: by another way */
	uint8_t kind;  /* enum shop_name_kind of that string */
	uint8_t reading;
	enum shop_licence_fit licence;
	float name_llr, total;
	struct aligned al;
	struct shop_judged judged;
};

struct shop_pool {
	struct shop_found found[SHOP_POOL];
	size_t n;
	/* The best that a shop which is not registered explains: nats, as total. */
	float none;
	double rest; /* sum of shop_weight of those judged that did not stay */
};

/*
 * The kinds of evidence overlap (a branch's name is its road's, and near it the
 * position agrees by itself), so their sum is too sure of itself.
 */
#define SHOP_DAMPING 0.8

double shop_weight(float nats);

/* What it costs that a shop is called by its trade name, in nats. */
#define SHOP_TRADE_PRICE 0.15f
#define SHOP_NAME_KINDS  4

/* By enum shop_name_kind: shares of what reporters call a shop by. */
static inline float shop_kind_price(unsigned kind)
{
	static const float price[SHOP_NAME_KINDS] = { SHOP_TRADE_PRICE, 2.9f, 2.7f, 0.4f };

	return price[kind];
}

/* Keeps the best of each shop, best first. */
void shop_pool_offer(struct shop_pool *p, const struct shop_found *f);
/* From name_llr and licence to total. */
void shop_found_judge(const struct shop_evidence *ev, const struct name_at *name,
		      struct shop_found *f);
/* The bearers of the names that the text may mean. */
CHECKED enum err shop_pool_by_name(const struct shop_evidence *ev, struct arena *a,
				   struct shop_pool *p);
/* Names too garbled to be found among all, among the shops around and on the road alone. */
void shop_pool_look_around(const struct shop_evidence *ev, struct shop_pool *p);

CHECKED enum err shop_pool_fill(const struct shop_evidence *ev, struct arena *a,
				struct shop_pool *ret);

/*
 * Judges one shop by its own names, read from its record: where no name of the
 * lexicon leads to it. ERR_CORRUPT.
 */
CHECKED enum err shop_found_by_record(const struct shop_evidence *ev, uint32_t ordinal,
				      struct arena *a, struct shop_found *ret);

#endif
