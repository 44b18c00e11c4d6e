/*
 * Which web pages may open a WebSocket here, and whose word on a client's address counts.
 */
#ifndef GATEWAY_ORIGIN_H
#define GATEWAY_ORIGIN_H

#include "base/config.h"
#include "io/ws.h"

/*
 * No Origin: not a browser, allowed. Else it must be this very host (scheme apart: a
 * proxy may speak TLS) or one of the configured origins.
 */
bool origin_allowed(const struct config *c, const struct ws_peer *peer);

/* Is address one of trusted_proxies (an address, or a network as address/bits)? */
bool proxy_trusted(const struct config *c, struct str address);

#endif
