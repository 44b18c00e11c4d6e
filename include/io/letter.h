/*
 * What lies in outbox.params and hint.body: a word and a text, sealed by the gateways' keys and
 * padded, so that a dump tells neither what was told nor which report a mailbox is about.
 * The payer seals with the same keys.
 */
#ifndef IO_LETTER_H
#define IO_LETTER_H

#include "io/keyring.h"

#define LETTER_METHOD \
	"sealed" /* in outbox.method; any other word: an open row of an older release */

/* base64, of a length in steps of LETTER_STEP. { NULL, 0 } when the arena is full. */
#define LETTER_STEP 256
struct str letter_seal(const struct keyring *k, struct str word, struct str text, struct arena *a);

/* ERR_CORRUPT when it is not ours; ERR_MEMORY. The text comes without blanks at its end. */
CHECKED enum err letter_open(const struct keyring *k, struct str stored, struct arena *a,
			     struct str *ret_word, struct str *ret_text);

#endif
