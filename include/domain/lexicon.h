/*
 * A packed lexicon: distinct strings of symbols (domain/han.h), which shops
 * have them, how likely each character follows another, and an index by
 * character pairs that finds strings in a text full of mistakes.
 *
 * Four kinds of pairs are indexed: neighbours, neighbours but one, neighbours
 * by sound class, and the two ends of short strings. Equal pairs lie in one posting list of a
 * bucket; a list begins with its 8-bit tag and length, so keys are not stored: about one look-up in
 * 256 meets a foreign list, which only adds noise.
 */
#ifndef DOMAIN_LEXICON_H
#define DOMAIN_LEXICON_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "domain/han.h"

#include <stdbool.h>
#include <stdint.h>

/* Longest string kept; longer ones are cut. */
#define LEXICON_SYMS 40

enum lexicon_section {
	LEX_META,   /* struct lexicon_meta[n + 1] */
	LEX_SYM,    /* uint16_t */
	LEX_MEMBER, /* varints */
	LEX_BUCKET, /* uint32_t[2^bits + 1] into LEX_POST */
	LEX_POST,   /* varints */
	LEX_UNI,    /* struct lexicon_uni, sorted by symbol */
	LEX_SECTIONS
};

struct lexicon_meta {
	uint32_t sym;    /* where its symbols begin in LEX_SYM */
	uint32_t member; /* where its members begin in LEX_MEMBER */
};

struct lexicon_uni {
	uint16_t sym, pad;
	uint32_t count;
};

/* --- building ------------------------------------------------------------ */

struct lexicon_build;

struct lexicon_build *lexicon_build_new(struct arena *a);
/* *ret_id is the same for equal strings. n ≥ 1. */
CHECKED enum err lexicon_intern(struct lexicon_build *b, const uint16_t *c, size_t n,
				uint32_t *ret_id);
/* Adds a member to a string; repeated ones are kept once. */
CHECKED enum err lexicon_member(struct lexicon_build *b, uint32_t id, uint32_t member);
/* Packs into LEX_SECTIONS spans in the arena. */
CHECKED enum err lexicon_pack(struct lexicon_build *b, struct str ret_section[LEX_SECTIONS]);

/* --- reading -------------------------------------------------------------- */

struct lexicon {
	const struct lexicon_meta *meta;
	const uint16_t *sym;
	const uint8_t *member, *post;
	const uint32_t *bucket;
	const struct lexicon_uni *uni;
	uint32_t n, bits, uni_n;
	size_t sym_n, member_len, post_len;
	double uni_total;
};

/* ERR_CORRUPT when sections contradict each other. Every later read is bounds-checked. */
CHECKED enum err lexicon_open(const struct str section[LEX_SECTIONS], struct lexicon *ret);

/* The symbols of a string; *ret_n is 0 for an id out of range. */
const uint16_t *lexicon_text(const struct lexicon *l, uint32_t id, size_t *ret_n);

struct lexicon_members {
	const uint8_t *p, *end;
	uint32_t left, last;
};

/* How many members; then take them in ascending order. */
uint32_t lexicon_members(const struct lexicon *l, uint32_t id, struct lexicon_members *ret);
bool lexicon_next(struct lexicon_members *m, uint32_t *ret_member);

/*
 * An index is larger than the processor's caches, so every look-up waits for
 * memory. Who needs many strings asks for all of them first (where a string
 * begins, then its symbols or its members), so that they wait together.
 */
static inline void lexicon_ask(const struct lexicon *l, uint32_t id)
{
	if (id < l->n)
		__builtin_prefetch(&l->meta[id]);
}

static inline void lexicon_ask_text(const struct lexicon *l, uint32_t id)
{
	if (id < l->n)
		__builtin_prefetch(l->sym + l->meta[id].sym);
}

static inline void lexicon_ask_members(const struct lexicon *l, uint32_t id)
{
	if (id < l->n)
		__builtin_prefetch(l->member + l->meta[id].member);
}

/* The id of exactly this string, or UINT32_MAX. */
uint32_t lexicon_exact(const struct lexicon *l, const uint16_t *c, size_t n);

/*
 * What each symbol of a text costs in nats when it is written by nobody in
 * particular: -log P(symbol | the one before).
 */
void lexicon_weights(const struct lexicon *l, const uint16_t *c, size_t n, float *ret_w);

struct lexicon_hit {
	uint32_t id;
	float score; /* nats of shared pairs less those missing; only to rank */
};

/*
 * The strings that share the most with the text, best first; at most max.
 * budget: postings looked at, rarest lists first. Scratch from the arena.
 */
CHECKED enum err lexicon_search(const struct lexicon *l, const uint16_t *c, size_t n,
				uint32_t budget, struct arena *a, struct lexicon_hit *ret,
				size_t max, size_t *ret_n);

/* The pairs of a text that the index knows, as hashes. Returns how many (≤ 4 n). */
size_t lexicon_grams(const uint16_t *c, size_t n, bool whole, uint32_t *ret);

#endif
