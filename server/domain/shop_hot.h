/*
 * Which shops have anything of the query's places: a bit a shop. A chain of
 * thousands is judged only where its bit is set, so that the cost of a query
 * does not grow with the chain.
 */
#ifndef DOMAIN_SHOP_HOT_H
#define DOMAIN_SHOP_HOT_H

#include "base/arena.h"
#include "domain/shop_evidence.h"

#include <stdbool.h>
#include <stdint.h>

/* Metres around a position that are looked at: nine of ten deliveries come from there. */
#define SHOP_HOT_M 3000

struct shop_hot {
	uint64_t *bits; /* NULL until it is built */
	uint32_t shops;
};

/* Sets the bits of the shops at the query's places and around its positions. */
CHECKED enum err shop_hot_build(struct shop_hot *h, const struct shop_evidence *ev,
				struct arena *a);

static inline bool shop_is_hot(const struct shop_hot *h, uint32_t ordinal)
{
	return ordinal < h->shops && (h->bits[ordinal / 64] >> (ordinal % 64) & 1);
}

#endif
