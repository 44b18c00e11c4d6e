/*
 * What people sign with their own keys, byte for byte as their browsers, the gateways and the
 * payer build it: the approval of a reward, and the two signatures that open a whistleblower's
 * identity. What people typed is a single line or stands last, so that no text can be read in
 * two ways.
 *
 * The texts are { NULL, 0 } when the arena is full.
 */
#ifndef DOMAIN_SIGNED_TEXT_H
#define DOMAIN_SIGNED_TEXT_H

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define OPENING_REASON_MAX 400    /* characters */
#define OPENING_CLOCK_MS   300000 /* how far the officer's clock may be off */

struct str reward_approve_text(struct arena *a, struct id reward, int64_t amount_fen,
			       struct str rule, struct str note);

struct str opening_ask_text(struct arena *a, struct id report, int64_t at_ms, struct str reason);

/* login: the officer's who asked; at_ms, reason: as the officer signed them. */
struct str opening_approve_text(struct arena *a, struct id request, struct id report,
				struct str login, int64_t at_ms, struct str reason,
				struct str note);

/* A request that was signed at at_ms counts until ttl_ms later, and not before it is made. */
bool opening_in_time(int64_t at_ms, int64_t now_ms, int64_t ttl_ms);

#endif
