/*
 * A phrase coder for short Chinese texts: a dictionary of frequent phrases,
 * learnt from a sample by joining frequent neighbours, one or two bytes each.
 *
 * Code bytes: 0 ends a field, PHRASE_COPY_A and PHRASE_COPY_B repeat an earlier
 * field of the same record, PHRASE_ESCAPE is followed by one UTF-8 character,
 * then phrases.
 */
#ifndef DOMAIN_PHRASE_H
#define DOMAIN_PHRASE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

enum phrase_code { PHRASE_END, PHRASE_COPY_A, PHRASE_COPY_B, PHRASE_ESCAPE, PHRASE_FIRST };

#define PHRASE_SHORT 160 /* code bytes from here on begin two-byte phrases */
#define PHRASE_MAX   ((PHRASE_SHORT - PHRASE_FIRST) + (256 - PHRASE_SHORT) * 256)
#define PHRASE_CHARS 16 /* longest phrase, in characters */

/* Read side: phrase i is text[start[i] .. start[i + 1]). */
struct phrases {
	const uint32_t *start;
	const char *text;
	uint32_t n;
};

struct phrase_coder;

/*
 * Learns from n sample texts (valid UTF-8). max: phrases at most (≤ PHRASE_MAX).
 * The two sections are what phrases_open reads.
 */
CHECKED enum err phrase_learn(struct arena *a, const struct str *sample, size_t n, uint32_t max,
			      struct phrase_coder **ret);
void phrase_sections(const struct phrase_coder *c, struct str *ret_start, struct str *ret_text);

/*
 * Writes the code of one field and its end to out; needs 4 bytes a byte of text + 1. Returns the
 * bytes written. a and b are earlier fields (empty: none).
 */
size_t phrase_encode(const struct phrase_coder *c, struct str text, struct str a, struct str b,
		     uint8_t *out);

CHECKED enum err phrases_open(struct str start, struct str text, struct phrases *ret);
/*
 * Reads one field at *p into out (at most cap bytes) and moves *p behind its
 * end. ERR_CORRUPT when the code breaks off or names no phrase, ERR_LIMIT when
 * out is too small.
 */
CHECKED enum err phrase_decode(const struct phrases *ph, const uint8_t **p, const uint8_t *end,
			       struct str a, struct str b, char *out, size_t cap, size_t *ret_len);

#endif
