/*
 * Session tokens: the principal itself and a MAC, so that no gateway needs a row
 * to know who speaks. Never in a URL, never in a log.
 */
#ifndef GATEWAY_TOKEN_H
#define GATEWAY_TOKEN_H

#include "gateway/message.h"

/* Base64url text in the arena; { NULL, 0 } when full. */
struct str token_make(const struct keyring *keys, const struct principal *who, struct arena *a);

/* ERR_DENIED: not ours or altered; ERR_NOT_FOUND: ours, but it has run out. */
CHECKED enum err token_read(const struct keyring *keys, struct str token, int64_t now_ms,
			    struct principal *ret_who);

#endif
