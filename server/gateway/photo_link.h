/*
 * Short-lived signed links to photos: /photo/<id>?v=full|thumb&e=<ms>&s=<signature>
 *
 * Whoever holds the link may look until it expires (photo_link_ms): it is made
 * only for a person who may see the photo, in a reply to that person, so that
 * no token ever stands in a URL.
 */
#ifndef GATEWAY_PHOTO_LINK_H
#define GATEWAY_PHOTO_LINK_H

#include "base/arena.h"
#include "io/evidence.h"
#include "io/keyring.h"

/* A path on this host. { NULL, 0 } when the arena is full. */
struct str photo_link(const struct keyring *keys, struct id photo, enum evidence_kind kind,
		      int64_t expires_ms, struct arena *a);

/* path without query, query without '?'. ERR_NOT_FOUND: no photo link; ERR_DENIED: forged or
 * expired. */
CHECKED enum err photo_link_check(const struct keyring *keys, struct str path, struct str query,
				  int64_t now_ms, struct id *ret_photo,
				  enum evidence_kind *ret_kind);

#endif
