/*
 * Ed25519 signatures of a text, as they come from rows and messages: of any length, by anybody.
 */
#ifndef IO_SIGNATURE_H
#define IO_SIGNATURE_H

#include "base/str.h"

#include <stdbool.h>

/* False, too, for what is no signature (64 bytes), no key (32 bytes) or no text at all. */
bool signature_ok(struct str signature, struct str text, struct str public_key);

#endif
