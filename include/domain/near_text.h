/*
 * Has somebody else sent nearly this text before?
 *
 * A text is printed as the smallest hash of its character pairs in each of
 * TEXT_PRINT classes (one-permutation MinHash); the share of equal places
 * estimates the share of pairs two texts have in common. Prints are found
 * again by pairs of places (locality-sensitive hashing), so a text with half
 * its pairs changed is still found 9 times in 10, while independent words about the same
 * subject are not. Width, case, spaces and punctuation do not count.
 *
 * The index has a fixed size and forgets the stalest prints first.
 */
#ifndef DOMAIN_NEAR_TEXT_H
#define DOMAIN_NEAR_TEXT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/lossy_table.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define TEXT_PRINT       16
/* Shorter texts ("后厨很脏") are everybody's and never copies; counted without punctuation. */
#define TEXT_PRINT_LEAST 12
/* From this many equal places on, texts are near: about 60 % of their pairs are the same. */
#define TEXT_PRINT_NEAR  10

struct text_print {
	uint32_t least[TEXT_PRINT];
	uint32_t len; /* characters that counted; below TEXT_PRINT_LEAST the print is empty */
};

/* text: valid UTF-8. */
struct text_print text_print(struct str text);

/* Equal places, 0..TEXT_PRINT; 0 when either is empty. */
int text_print_alike(const struct text_print *a, const struct text_print *b);

struct near_text {
	struct lossy_table bands;
};

/* scale: texts that are remembered, roughly; about 800 bytes each. */
CHECKED enum err near_text_new(struct arena *a, size_t scale, struct near_text *ret_index);

/* owner: never 0. */
void near_text_add(struct near_text *x, const struct text_print *p, uint64_t owner, int64_t now_ms);
/* By another owner, not earlier than since_ms. */
bool near_text_find(const struct near_text *x, const struct text_print *p, uint64_t owner,
		    int64_t since_ms);

#endif
