/*
 * Receipts: what the sender of a report holds.
 *
 * The code is HMAC of the report's id and stored nowhere; a keyed hash of the code finds the
 * report again. The hash binds the receipt to what was sent.
 */
#ifndef GATEWAY_RECEIPT_H
#define GATEWAY_RECEIPT_H

#include "gateway/message.h"

#define RECEIPT_CODE_LEN 19 /* four groups of four digits of Crockford's base32, 80 bits */
#define RECEIPT_HASH_LEN 32

struct receipt_code {
	char c[RECEIPT_CODE_LEN + 1];
};

struct receipt_code receipt_code(const struct keyring *keys, struct id report);

/* Of a code as typed: upper or lower case, any blanks and dashes, o for 0, i and l for 1. */
struct id receipt_lookup(const struct keyring *keys, struct str code);

/* BLAKE2b-256 over id, time, category, shop and text. */
void receipt_hash(struct id report, int64_t time_ms, struct str category, struct str shop,
		  struct str text, unsigned char ret_hash[RECEIPT_HASH_LEN]);

/* {"code","hash","time"} */
json_t *receipt_json(const struct keyring *keys, struct id report, struct str hash,
		     int64_t time_ms);

#endif
