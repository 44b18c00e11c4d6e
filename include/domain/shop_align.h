/*
 * How a registered string may have become what a person wrote: the best
 * alignment of the string inside the text, as log-likelihood against a text
 * that has nothing to do with it (nats).
 *
 * A symbol that is there earns what it costs elsewhere (its weight). Homophones
 * and look-alikes earn it less the price of that mistake; missing and added
 * symbols pay. What stands before and after in the text is free.
 */
#ifndef DOMAIN_SHOP_ALIGN_H
#define DOMAIN_SHOP_ALIGN_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/han.h"
#include "domain/han_kin.h"

#include <stddef.h>
#include <stdint.h>

#define ALIGN_MAX  96

/* A power of two: symbols whose worth against a text is remembered. */
#define ALIGN_MEMO 128

/* A text made ready: what each registered symbol is worth at each of its places. */
struct align_text {
	const uint16_t *c;
	const float *w; /* lexicon_weights */
	size_t n;       /* ≤ ALIGN_MAX */
	struct han_kin *kin;
	uint16_t *memo_sym; /* ALIGN_MEMO, 0: free */
	float *memo;        /* ALIGN_MEMO rows of 1 + n: the best of the row, the row */
};

/* c and w are borrowed. ERR_MEMORY. */
CHECKED enum err align_text_init(struct align_text *t, const uint16_t *c, const float *w, size_t n,
				 struct arena *a);

struct aligned {
	float llr;
	uint8_t from, to; /* the range of the text, from == to when nothing fits */
};

/* s: 1..LEXICON_SYMS symbols. Writes only to the memo of t. */
struct aligned shop_align(const struct align_text *t, const uint16_t *s, size_t n);

/* No alignment of s earns more than this: costs a third of one. Writes only to the memo of t. */
float shop_align_bound(const struct align_text *t, const uint16_t *s, size_t n);

/* What one written symbol says for a registered one; -HUGE_VALF when nothing. */
float shop_align_symbol(uint16_t written, float weight, uint16_t registered);

#endif
