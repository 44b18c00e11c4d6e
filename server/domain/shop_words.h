/*
 * The strings that a shop is found by: its names and places go into the two
 * lexicons of the index, and the place ids into its record.
 */
#ifndef DOMAIN_SHOP_WORDS_H
#define DOMAIN_SHOP_WORDS_H

#include "domain/lexicon.h"
#include "domain/shop_image.h"

/* Fills the place ids, house number and unit of rec. */
CHECKED enum err shop_words_add(struct lexicon_build *names, struct lexicon_build *places,
				uint32_t ordinal, const struct shop *s, struct shop_rec *rec);

/* The place ids + 1 of a street office and of a district's everyday name; 0 when empty. */
CHECKED enum err shop_words_street(struct lexicon_build *places, struct str street, struct str area,
				   uint32_t *ret_street, uint32_t *ret_area);

#endif
