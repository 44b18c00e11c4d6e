/*
 * A private sealing key in the hands of officers, any two of whom can bring it back.
 *
 * For each pair of officers a fresh random pad: one of them gets the pad, the other the key
 * xor the pad, each sealed (crypto_box_seal) to that officer's own key. Whatever one officer
 * holds is therefore random and independent of the key: nothing to be computed, whatever the
 * computer. This is chosen over Shamir's scheme because two of n is all that is wanted, n is
 * small, and there is no field arithmetic that could be wrong; the price is n(n-1) shares
 * of 80 bytes.
 *
 * As a file, lines of text:
 *
 *	ezhili-escrow 1
 *	key ID PUBLIC_KEY SIGNATURE     (by the operator's root key, as published)
 *	officer PUBLIC_KEY              (n of them, numbered from 1)
 *	share I J SEALED                (of the pair I, J what I holds)
 */
#ifndef CLI_ESCROW_H
#define CLI_ESCROW_H

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/str.h"

#include <sodium.h>

#define ESCROW_OFFICERS_MAX 8
#define ESCROW_SHARE_LEN    (32 + crypto_box_SEALBYTES)

struct escrow {
	char id[41];
	unsigned char public_key[32]; /* of the key that is kept */
	unsigned char signature[crypto_sign_BYTES];
	unsigned char officer[ESCROW_OFFICERS_MAX][32];
	size_t n;
	unsigned char share[ESCROW_OFFICERS_MAX][ESCROW_OFFICERS_MAX][ESCROW_SHARE_LEN];
};

/* Fills public_key and share; id, signature, officer and n are set. ERR_INPUT: fewer than two, or
 * one twice. */
CHECKED enum err escrow_make(struct escrow *e, const unsigned char secret[32]);

/*
 * one, other: two officers' private keys. ERR_DENIED: not two different officers of this escrow
 * (*ret_who, when not 0: which of the two, 1 or 2, is none). ERR_CORRUPT: a share does not open
 * (*ret_who: the officer's number) or the two do not give the key (*ret_who is 0).
 */
CHECKED enum err escrow_open(const struct escrow *e, const unsigned char one[32],
			     const unsigned char other[32], struct secret *ret_secret,
			     size_t *ret_who);

void escrow_print(const struct escrow *e, struct buf *out);
/* ERR_INPUT: not such a file; *ret_line: the first bad line, 0: it ends too early. */
CHECKED enum err escrow_parse(struct str text, struct escrow *ret, size_t *ret_line);

#endif
