/*
 * One shop's texts and numbers as packed bytes in SEC_TEXT.
 *
 *   head:   flags, sales (varint), id (varint when its text is a plain number),
 *           USCC (12 bytes) and permit (6 bytes) when they have their shape
 *   fields: phrase-coded: id and numbers that have no shape, then the names,
 *           the address, the category, the aliases
 */
#ifndef DOMAIN_SHOP_RECORD_H
#define DOMAIN_SHOP_RECORD_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/licence_no.h"
#include "domain/phrase.h"
#include "domain/shop_image.h"
#include "domain/shop_index.h"

#include <stdint.h>

/* Bytes that shop_record_put may write: every text escaped. */
#define SHOP_RECORD_MAX (4 * (SHOP_TEXT_MAX * (8 + SHOP_ALIAS_MAX) + 256))

size_t shop_record_put(const struct phrase_coder *c, const struct shop *s, uint8_t *out);

/* The unshaped id or numbers are decoded into the space of the head itself. */
struct shop_record_head {
	struct str id, uscc, permit;
	uint32_t sales;
	uint8_t aliases;
	const uint8_t *rest, *end; /* the fields behind */
	char id_text[SHOP_ID_MAX + 1], uscc_text[64], permit_text[64];
};

/* Points into itself: use by address, do not copy. ERR_CORRUPT. */
CHECKED enum err shop_record_head(const struct shop_view *v, uint32_t ordinal,
				  struct shop_record_head *ret);
CHECKED enum err shop_record_get(const struct shop_view *v, uint32_t ordinal, struct arena *a,
				 struct shop *ret);

#endif
