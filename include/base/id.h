/*
 * A 128-bit identifier and its text: 26 characters of Crockford's base32 in
 * lower case (no i, l, o, u). Opaque to clients.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define ID_TEXT_LEN 26

struct id {
	uint8_t b[16];
};

struct id_text {
	char c[ID_TEXT_LEN + 1];
};

/* All bits random: says nothing of when it was made. */
struct id id_random(const uint8_t rnd[16]);
/* 48 bits of time_ms first (RFC 9562 version 7), so that rows made together lie together. */
struct id id_timed(const uint8_t rnd[16], int64_t time_ms);

struct id_text id_text(struct id id);
#define ID_C(id) (id_text(id).c)
/* ERR_INPUT unless s is exactly one id's text. */
CHECKED enum err id_parse(struct str s, struct id *ret_id);

bool id_is_zero(struct id id);
bool id_eq(struct id a, struct id b);
int id_cmp(struct id a, struct id b); /* memcmp order, the batcher's lock order */

#endif
