/*
 * The ledger's rules: double entry in fen, one posting an event.
 *
 *   F fund     FUNDING  -> POOL       R reserve  POOL     -> RESERVED
 *   S send     RESERVED -> CLEARING   P settle   CLEARING -> PAID
 *   V release  CLEARING -> RESERVED   X lapse    RESERVED -> POOL
 *   B return   PAID     -> RESERVED   C clawback CLAWBACK -> POOL
 *
 * An entry takes amount from one account and gives it to another, so each
 * transaction sums to zero. POOL, RESERVED, CLEARING and PAID never fall below zero;
 * FUNDING and CLAWBACK are the outside world and hold what came from there as
 * a negative sum. Nothing is edited: an error is mended by a further event.
 */
#ifndef DOMAIN_LEDGER_H
#define DOMAIN_LEDGER_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ledger_account {
	LEDGER_FUNDING,
	LEDGER_POOL,
	LEDGER_RESERVED,
	LEDGER_CLEARING,
	LEDGER_PAID,
	LEDGER_CLAWBACK,
	LEDGER_ACCOUNT__COUNT
};

enum ledger_event {
	LEDGER_FUND,
	LEDGER_RESERVE,
	LEDGER_SEND,
	LEDGER_SETTLE,
	LEDGER_RELEASE,
	LEDGER_LAPSE,
	LEDGER_CLAW_BACK,
	LEDGER_RETURN,
	LEDGER_EVENT__COUNT
};

struct ledger_move {
	char letter; /* begins the event's id */
	enum ledger_account from, to;
};

/* By enum ledger_event. */
extern const struct ledger_move ledger_moves[LEDGER_EVENT__COUNT];

struct ledger_books {
	int64_t fen[LEDGER_ACCOUNT__COUNT];
};

#define LEDGER_EVENT_ID_MAX 48

struct ledger_event_id {
	char c[LEDGER_EVENT_ID_MAX + 1];
};

/* "POOL", …, never NULL. */
const char *ledger_account_name(enum ledger_account account);
CHECKED
enum err ledger_account_parse(struct str name, enum ledger_account *ret_account);

/* "S:EZ…": posting it a second time violates the primary key. ref is cut at LEDGER_EVENT_ID_MAX. */
struct ledger_event_id ledger_event_id(enum ledger_event event, struct str ref);
/* The event of an id's letter. ERR_INPUT when it has none. */
CHECKED
enum err ledger_event_parse(struct str id, enum ledger_event *ret_event);

/*
 * Moves amount_fen. ERR_INPUT unless amount_fen > 0, ERR_RULE when an account
 * would fall below zero, ERR_LIMIT beyond int64_t; the books are then as before.
 */
CHECKED
enum err ledger_apply(struct ledger_books *books, enum ledger_event event, int64_t amount_fen);

/* May this account be negative? */
bool ledger_account_is_outside(enum ledger_account account);

/* Do the books sum to zero, with no inner account below zero? */
bool ledger_books_hold(const struct ledger_books *books);

#endif
