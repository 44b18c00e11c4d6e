/*
 * One transfer while a request about it is under way. Copies of its row live
 * in the flight's own arena; the body is opened only here and wiped with it.
 */
#ifndef PAYOUT_FLIGHT_H
#define PAYOUT_FLIGHT_H

#include "base/secret.h"
#include "payout/payer.h"

struct flight {
	bool used, landed;
	struct arena arena;
	struct r_transfer_due row; /* strings in the arena */
	enum transfer_state state;
	struct payer_rail *rail;
	struct secret body; /* opened: what is sent, or code and name while resolving */
	struct rail_call call;
	struct rail_answer answer;
};

/* NULL when all are used. */
struct flight *flight_new(struct payer *p);
void flight_end(struct flight *f);
bool flight_has(const struct payer *p, struct id transfer);

/* What the landed answer does, as effects; f's strings must live until the commit. */
CHECKED
enum err transfer_settle(struct payer *p, struct flight *f, struct effects *fx);

/* What the rail says of a transfer that ended already: agreed, a difference, or asked again later.
 */
void reconcile_check(struct payer *p, struct flight *f, enum transfer_event theirs,
		     struct effects *fx);

#endif
