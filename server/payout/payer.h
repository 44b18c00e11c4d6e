/*
 * The payout process's own state, and the steps of its loop. One thread; every
 * step reads, decides into effects, and writes them in one batch. Nothing is
 * remembered that a restart could not find again in the database.
 */
#ifndef PAYOUT_PAYER_H
#define PAYOUT_PAYER_H

#include "base/config.h"
#include "io/batcher.h"
#include "io/handover.h"
#include "io/http_client.h"
#include "io/keyring.h"
#include "payout/crash_point.h"
#include "payout/rail.h"
#include "payout/unseal.h"

#define PAYER_RAILS 2
#define PAYER_ROUND BATCH_MAX /* effects in one batch */

struct flight;

/* What a claim of this round takes out of the caps: others of the round must see it too. */
struct round_claim {
	const struct payer_rail *rail;
	struct id payee_day, payee_case;
	int64_t fen;
};

/* One batch in the making: a step fills it, payer_commit writes it. */
struct round {
	struct arena arena;
	struct effects fx[PAYER_ROUND];
	struct batch_item item[PAYER_ROUND];
	size_t n;
	struct round_claim claim[PAYER_ROUND];
	size_t n_claims;
	int64_t rail_day_fen[PAYER_RAILS]; /* of today, as stored; -1: not read in this round */
};

struct payer_rail {
	struct rail rail; /* .name == NULL: not configured */
	bool stopped;
	int64_t until_ms; /* when a stop ends by itself; 0: a human ends it */
	int unknowns;     /* in a row */
};

struct payer {
	const struct config *config;
	struct db *db;
	struct batcher batcher;
	struct keyring gate; /* the gateways': topics and contacts */
	struct keyring keys; /* our own */
	struct seal_ring seals;
	struct http_client *http;
	struct payer_rail rails[PAYER_RAILS];
	struct flight *flights;     /* config->payout_batch_max of them */
	size_t n_flights, n_landed; /* landed: answered, not yet written */
	int64_t landed_ms;          /* when the first of these came in */
	struct round round;
	const char *step; /* whose round is being written */
	struct id me;     /* this installation, as holder of the lease */
	int64_t now_ms, lease_ms, house_ms, lapse_ms, rails_ms, pool_ms, seals_ms, orders_ms;
	int64_t reconcile_ms, send_ms, ledger_ms;
	int64_t reconciled_day; /* for which the daily run was announced */
	bool holds_lease;
	struct id reseal_after; /* how far the walk over the deposits has come */
	int64_t reseal_ms, reseal_left, unseal_ms, identity_ms;
	struct crash_plan crash;
};

/* The configuration, keys and connections; why: what is missing, in sentences. */
CHECKED
enum err payer_init(struct payer *p, const struct handover *h, struct buf *why);
void payer_release(struct payer *p);

struct effects *payer_begin(struct payer *p); /* NULL when the round is full */
/* Takes back the effects that payer_begin gave last. */
void payer_undo(struct payer *p);
void payer_reset(struct payer *p);
/* Writes the round. Failures are logged by ev; item[i].outcome tells each. ERR_LOST, ERR_BUSY: all.
 */
void payer_commit(struct payer *p, const char *ev);

/* unseal with the payer's keys; reads the key files again when the key is not known yet. */
CHECKED
enum err payer_unseal(struct payer *p, struct str key_id, struct str sealed,
		      const struct seal_binding *binding, struct unsealed *ret);

/* Our own private key of that name, read again when it is not known yet; NULL: we do not hold it.
 */
const struct seal_secret *payer_seal_key(struct payer *p, struct str key_id);

/* A retired key: not held in memory any longer than its file lies there. */
void payer_seal_drop(struct payer *p, struct str key_id);

struct payer_rail *payer_rail_find(struct payer *p, struct str name);

/* The principal whom a report's contact names. */
CHECKED
enum err payer_principal(const struct payer *p, struct str contact, struct id *ret_principal);

/* Staff are never payees, by whatever they can be known; also when it cannot be asked now. */
bool payer_is_barred(struct payer *p, struct str id_no, struct str phone, struct str account);

/* Tells the reporter: reward.changed. field may be NULL. */
void payer_tell_reward(const struct payer *p, struct effects *fx, struct str contact,
		       struct id report, const char *state, int64_t amount_fen, const char *field);
void payer_tell_whistle(const struct payer *p, struct effects *fx, struct id principal,
			const char *state, const char *field);

/* A step each; more tells that there is more to do at once. */
void mailbox_step(struct payer *p, bool *more);
void approval_step(struct payer *p);
void lapse_step(struct payer *p);
void money_order_step(struct payer *p);
void reconcile_step(struct payer *p);
void ledger_watch_step(struct payer *p);
/* Identities that two people asked for, and their end. */
void unseal_step(struct payer *p);
/* Sealed identities whose time is over are destroyed. */
void identity_end_step(struct payer *p);
/* Deposits under an older key move to the newest one. */
void reseal_step(struct payer *p, bool *more);
/* Sends what is due. */
void transfer_send_step(struct payer *p, bool *more);
/* Takes in what has been answered; writes it, when so much has come or so long waited that it is
 * due. */
void transfer_hear(struct payer *p);
bool transfer_land_due(const struct payer *p);
/* Forgets what is under way and not answered: the holder of the lease asks for it. */
void transfer_abandon(struct payer *p);
void transfer_land_step(struct payer *p);

/* Takes or renews the lease; false when another process holds it: then nothing may be sent. */
bool lease_step(struct payer *p);
void lease_drop(struct payer *p);

/* What the rails' stored state says; stops that are over end here. */
void breaker_refresh(struct payer *p);
/* Counts an answer; may stop the rail (effects in fx). */
void breaker_count(struct payer *p, struct payer_rail *r, const struct rail_answer *a,
		   struct effects *fx);

#endif
