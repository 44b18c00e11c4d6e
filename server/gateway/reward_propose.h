/*
 * The reward that closing a case proposes: by rule, never by hand.
 *
 *	load     e = reward_basis_load(rq, sv, report, &copies, &basis);
 *	decide   e = reward_propose(rq, fx, basis, &closing);
 *
 * The case earns one reward. Who sent a report that was merged into it as a joint one has a
 * part of it, as a reward of their own: approved, claimed and paid by itself. Nothing is
 * proposed when the rules give nothing, when a reward of this case is still alive, or to whom
 * the caps of small rewards leave nothing.
 */
#ifndef GATEWAY_REWARD_PROPOSE_H
#define GATEWAY_REWARD_PROPOSE_H

#include "gateway/message.h"
#include "gateway/verdict.h"

/* What the case ends with; its row need not say so yet. Amounts I64_NULL when unsaid. */
struct reward_closing {
	struct str verdict; /* "verified", "partly", … */
	struct id verifier; /* the account that gave it; zero: the one in the report's row */
	struct str outcome; /* penalty, rectified, no_case */
	int64_t fine_fen, confiscated_fen;
	bool serious;
};

struct reward_basis; /* the report, the rules, the caps; lives in the request's arena */

/* On a worker thread. ERR_NOT_FOUND: no such report. */
CHECKED enum err reward_basis_load(struct request *rq, struct services *sv, struct id report,
				   const struct verdict_copies *copies,
				   struct reward_basis **ret_basis);

/* Pure. Adds each one's row, notification and audit entry, or nothing. */
CHECKED enum err reward_propose(struct request *rq, struct effects *fx,
				const struct reward_basis *basis,
				const struct reward_closing *closing);

/* reward.changed for whoever sent the report. */
void reward_tell(struct request *rq, struct effects *fx, struct str contact, struct id report,
		 const char *state, int64_t amount_fen);

#endif
