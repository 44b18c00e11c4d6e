/*
 * The pairs of a text and where the index keeps the strings that have them:
 * between lexicon.c, which knows the layout, and lexicon_search.c.
 */
#ifndef DOMAIN_LEXICON_GRAMS_H
#define DOMAIN_LEXICON_GRAMS_H

#include "domain/lexicon.h"

enum gram { GRAM_NEXT, GRAM_SKIP, GRAM_SOUND, GRAM_ENDS };

struct gram_at {
	uint32_t h;
	uint8_t kind;
};

/* A list of ids as deltas. p: NULL when the index has none. */
struct posting {
	const uint8_t *p, *end;
	uint32_t count;
};

uint32_t lexicon_gram_hash(enum gram kind, uint32_t x, uint32_t y);
/* Into ret, with repeats; room for 4 n + 2. whole: a registered string, whose ends count. */
size_t lexicon_grams_at(const uint16_t *c, size_t n, bool whole, struct gram_at *ret);

static inline size_t lexicon_bucket(const struct lexicon *l, uint32_t h)
{
	return l->bits ? h >> (32 - l->bits) : 0;
}

struct posting lexicon_posting(const struct lexicon *l, uint32_t h);

#endif
