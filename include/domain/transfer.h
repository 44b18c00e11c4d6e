/*
 * One attempt to send a reward, as a table of {state, event, next, action}.
 *
 *   resolving → intent → (unknown ⇄) pending ⇄ needs_user → paid | failed | cancelled
 *
 * What keeps money single: the intent is durable before the first byte goes
 * out; whoever does not know the outcome asks (TRANSFER_DO_QUERY) and never
 * takes a new number; only PAID, FAILED and CANCELLED of a verified answer move
 * money, and from those no event leads away. `intent` in a row that this process did not
 * just write may have been sent, so it is asked for like `unknown`.
 * A pair that is not listed is refused (ERR_RULE) and the transfer is held for a human.
 */
#ifndef DOMAIN_TRANSFER_H
#define DOMAIN_TRANSFER_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum transfer_state {
	TRANSFER_RESOLVING,  /* the payee's login code is being exchanged; no money moved */
	TRANSFER_INTENT,     /* body and bill number are stored, money is in CLEARING */
	TRANSFER_UNKNOWN,    /* sent, no verified answer */
	TRANSFER_PENDING,    /* the rail has it */
	TRANSFER_NEEDS_USER, /* the payee has to confirm */
	TRANSFER_HELD,       /* only a human may go on */
	TRANSFER_PAID,
	TRANSFER_FAILED,
	TRANSFER_CANCELLED,
	TRANSFER_DROPPED, /* ended before any money moved */
	TRANSFER_STATE__COUNT
};

/* What a rail answered, already verified; the first nine are the rail interface's words. */
enum transfer_event {
	TRANSFER_EV_PENDING,
	TRANSFER_EV_NEEDS_USER,
	TRANSFER_EV_PAID,
	TRANSFER_EV_FAILED,
	TRANSFER_EV_CANCELLED,
	TRANSFER_EV_NOT_FOUND,  /* a query: the rail does not know the number (it may lag) */
	TRANSFER_EV_RETRY_SAME, /* a submission: surely not done, the same number later */
	TRANSFER_EV_HALT,       /* the rail refuses us: stop it, ask a human */
	TRANSFER_EV_UNKNOWN,    /* time-out, 5xx, unverifiable */
	TRANSFER_EV_MISMATCH,   /* number, amount or payee differ: an incident */
	TRANSFER_EV_RESOLVED,   /* the login code became an account */
	TRANSFER_EV_REFUSED,    /* … or is not good */
	TRANSFER_EV_RESUME,     /* a human: look again */
	TRANSFER_EVENT__COUNT
};

enum transfer_action {
	TRANSFER_DO_NOTHING,
	TRANSFER_DO_RESOLVE,
	TRANSFER_DO_STORE_INTENT, /* build and store the body, RESERVED → CLEARING, then submit */
	TRANSFER_DO_SUBMIT,       /* the same number and the same bytes */
	TRANSFER_DO_QUERY,
	TRANSFER_DO_SETTLE,  /* CLEARING → PAID */
	TRANSFER_DO_RELEASE, /* CLEARING → RESERVED, the reward can be claimed again */
	TRANSFER_DO_DROP,    /* tell the payee which field was wrong */
	TRANSFER_DO_HOLD,    /* stop and tell the operator */
};

struct transfer_move {
	enum transfer_state state;
	enum transfer_event event;
	enum transfer_state next;
	enum transfer_action action;
};

extern const struct transfer_move transfer_moves[];
extern const size_t transfer_moves_len;

/* ERR_RULE when the pair is not listed. The move is borrowed from the table. */
CHECKED
enum err transfer_next(enum transfer_state state, enum transfer_event event,
		       const struct transfer_move **ret_move);

/* "resolving", …, never NULL; these are stored. */
const char *transfer_state_name(enum transfer_state state);
CHECKED
enum err transfer_state_parse(struct str name, enum transfer_state *ret_state);
const char *transfer_event_name(enum transfer_event event);

bool transfer_state_is_final(enum transfer_state state);
/* Is its amount in CLEARING? */
bool transfer_state_is_live(enum transfer_state state);

/* What to do with a row that somebody else may have been working on. */
enum transfer_action transfer_adopt(enum transfer_state state);

/*
 * When to do an action again: at once the first time, then with growing
 * distance: tries counts the ones before, first_ms is the first wait, 1.5 × a
 * try up to 5 minutes.
 */
int64_t transfer_wait_ms(int tries, int64_t first_ms);

/*
 * Bill number: "EZ" + the 128 bits of digest in base32 (26 characters) + the attempt
 * in two digits: 30 of [0-9A-Z]. ERR_LIMIT unless 1 <= attempt <= 99.
 */
#define TRANSFER_BILL_LEN 30
CHECKED
enum err transfer_bill(const uint8_t digest[16], int attempt, char ret_bill[TRANSFER_BILL_LEN + 1]);

#endif
