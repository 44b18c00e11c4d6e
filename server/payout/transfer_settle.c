/*
 * What an answer does, by the table of domain/transfer.h: the transfer's next
 * state, the ledger's posting, the reward's state and the reporter's
 * notification, all in one transaction, guarded by both rows' versions.
 */
#include "payout/body_box.h"
#include "payout/flight.h"
#include "payout/ledger_post.h"

#include "domain/workday.h"

#include <sodium.h>

#define YOUNG_MS      (24LL * 3600 * 1000) /* a number this old is not sent again without a human */
#define WAIT_FIRST_MS 300 /* the bank has it: ask after this, then ever less often */
#define SLOW_FACTOR   5

/* The answer as an event of the table: what must not be taken at its word is turned here. */
static enum transfer_event event_of(struct payer *p, struct flight *f)
{
	const struct rail *rail = &f->rail->rail;
	const struct rail_answer *a = &f->answer;
	struct str body = { (const char *)f->body.p, f->body.len };
	bool names_payee = a->account.p || a->amount_fen >= 0;

	if (f->call.op != RAIL_RESOLVE && names_payee &&
	    !rail->agrees(rail->ctx, body, f->row.bill.p, a, &f->arena)) {
		f->answer.reason = STR("MISMATCH");
		f->answer.stops_rail = true;
		return TRANSFER_EV_MISMATCH;
	}
	if (a->event == TRANSFER_EV_NOT_FOUND &&
	    (!(rail->can & RAIL_RESUBMIT_SAFE) || p->now_ms - f->row.intent_ms > YOUNG_MS)) {
		f->answer.reason = STR("NOT_FOUND_OLD");
		return TRANSFER_EV_HALT;
	}
	/* Sent again only for its package: a "later" says nothing of the transfer. */
	if (a->event == TRANSFER_EV_RETRY_SAME &&
	    (f->state == TRANSFER_PENDING || f->state == TRANSFER_NEEDS_USER))
		return TRANSFER_EV_UNKNOWN;
#ifdef EZHILI_CRASH_POINTS
	if (p->crash.renumber && a->event == TRANSFER_EV_UNKNOWN && f->call.op == RAIL_SUBMIT)
		return TRANSFER_EV_FAILED;
#endif
	return a->event;
}

static int64_t wait_ms(const struct payer *p, const struct flight *f, const struct transfer_move *m,
		       int tries)
{
	int64_t ms;

	if (m->next == TRANSFER_PENDING || m->next == TRANSFER_NEEDS_USER)
		return transfer_wait_ms(tries, WAIT_FIRST_MS);
	ms = transfer_wait_ms(tries, p->config->payout_retry_ms);
	return f->answer.slow_down ? ms * SLOW_FACTOR : ms;
}

static const char *todo_of(const struct flight *f, const struct transfer_move *m)
{
	bool waits = m->next == TRANSFER_NEEDS_USER || m->next == TRANSFER_PENDING;

	/* To be withdrawn: after each look that finds it alive, until the rail says how it ended.
	 */
	if (waits && f->row.cancel_ms != I64_NULL && f->call.op != RAIL_DO_CANCEL &&
	    (f->rail->rail.can & RAIL_CANCEL))
		return "cancel";
	/* The package for the payee's confirmation comes only with a submission. */
	if (m->next == TRANSFER_NEEDS_USER && f->call.op == RAIL_QUERY && !f->row.package.p &&
	    !f->answer.package.p && (f->rail->rail.can & RAIL_RESUBMIT_SAFE))
		return "submit";
	switch (m->action) {
	case TRANSFER_DO_SUBMIT:
	case TRANSFER_DO_STORE_INTENT:
		return "submit";
	case TRANSFER_DO_QUERY:
		return "query";
	case TRANSFER_DO_RESOLVE:
		return "resolve";
	default:
		return "none";
	}
}

static void post(struct payer *p, struct flight *f, enum ledger_event event, struct effects *fx)
{
	ledger_post(fx, &(struct ledger_post){ event, f->row.bill, f->row.reward, f->row.pool,
					       f->row.amount_fen, p->now_ms });
}

static void set_reward(struct payer *p, struct flight *f, const char *state, const char *field,
		       struct effects *fx)
{
	if (str_eq(f->row.reward_state, str_of(state)))
		return;
	effects_guard(fx, GUARD_REWARD, f->row.reward, f->row.reward_version);
	FX(fx, reward_set_state, .state = str_of(state), .field = str_of(field),
	   .updated_ms = p->now_ms, .id = f->row.reward);
	payer_tell_reward(p, fx, f->row.contact, f->row.report, state, f->row.amount_fen, field);
}

static void store_move(struct payer *p, struct flight *f, const struct transfer_move *m,
		       struct effects *fx)
{
	int tries = m->next == f->state ? (int)f->row.tries + 1 : 1;
	const char *todo = todo_of(f, m);
	/* Only an unclear answer waits for its next try: a known next step is taken at once. */
	bool at_once = strcmp(todo, "submit") == 0 && f->answer.event != TRANSFER_EV_RETRY_SAME &&
		       tries == 1;

	FX(fx, transfer_move, .state = str_of(transfer_state_name(m->next)), .todo = str_of(todo),
	   .next_ms = p->now_ms + (at_once ? 0 : wait_ms(p, f, m, tries)), .tries = tries,
	   .external = f->answer.external, .package = f->answer.package, .reason = f->answer.reason,
	   .settled_ms = transfer_state_is_final(m->next) ? p->now_ms : I64_NULL, .id = f->row.id);
}

/* The login code became an account: now the body can be made, and with it the intent. */
static enum err store_intent(struct payer *p, struct flight *f, struct effects *fx)
{
	const struct rail *rail = &f->rail->rail;
	struct str name = { (const char *)f->body.p, f->body.len }, body, sealed;
	struct rail_order order = { .bill = f->row.bill.p,
				    .amount_fen = f->row.amount_fen,
				    .account = f->answer.account,
				    .now_ms = p->now_ms };
	enum err e;

	str_cut(&name, '\n');
	order.name = name.p ? name : STR("");
	if (payer_is_barred(p, f->answer.account, f->answer.account, f->answer.account))
		return ERR_INPUT;
	e = rail->build(rail->ctx, &order, &f->arena, &body);
	if (e)
		return e;
	e = body_seal(&p->keys, body, fx->arena, &sealed);
	sodium_memzero((char *)(uintptr_t)body.p, body.len);
	if (e)
		return e;
	FX(fx, transfer_intent, .body = sealed,
	   .state = str_of(transfer_state_name(TRANSFER_INTENT)), .todo = STR("submit"),
	   .next_ms = p->now_ms, .payee_day = f->row.payee_day, .id = f->row.id);
	post(p, f, LEDGER_SEND, fx);
	return ERR_OK;
}

/* Counted where no reward is named: see sql/schema/0018. */
static void count_payee(struct payer *p, struct flight *f, struct effects *fx)
{
	const struct rail *rail = &f->rail->rail;
	struct str body = { (const char *)f->body.p, f->body.len };
	struct str account = rail->payee_of(rail->ctx, body, &f->arena), text;
	int64_t quarter = workday_quarter(workday_day_of(p->now_ms));

	text = arena_printf(&f->arena, "%s %lld %.*s", ID_C(f->row.verifier), (long long)quarter,
			    STR_ARG(account));
	if (!account.p || !text.p)
		return;
	FX(fx, payee_count_add, .verifier = f->row.verifier,
	   .payee = keyring_hash(&p->keys, KEY_PAYEE_COUNT, text.p, text.len), .quarter = quarter);
	sodium_memzero((char *)(uintptr_t)account.p, account.len);
	sodium_memzero((char *)(uintptr_t)text.p, text.len);
}

static enum err apply(struct payer *p, struct flight *f, const struct transfer_move *m,
		      struct effects *fx)
{
	if (m->action == TRANSFER_DO_STORE_INTENT) {
		enum err e = store_intent(p, f, fx);

		if (e != ERR_INPUT)
			return e;
		if (transfer_next(TRANSFER_RESOLVING, TRANSFER_EV_REFUSED, &m))
			return ERR_RULE;
	}
	store_move(p, f, m, fx);
	if (m->action == TRANSFER_DO_SETTLE) {
		post(p, f, LEDGER_SETTLE, fx);
		set_reward(p, f, "paid", NULL, fx);
		count_payee(p, f, fx);
	} else if (m->action == TRANSFER_DO_RELEASE) {
		post(p, f, LEDGER_RELEASE, fx);
		set_reward(p, f, "failed", NULL, fx);
	} else if (m->action == TRANSFER_DO_DROP) {
		set_reward(p, f, "claimable", "account", fx);
	} else if (m->next == TRANSFER_NEEDS_USER) {
		set_reward(p, f, "needs_user", NULL, fx);
	} else if (m->next == TRANSFER_PENDING && f->state == TRANSFER_NEEDS_USER) {
		set_reward(p, f, "paying", NULL, fx);
	}
	return ERR_OK;
}

enum err transfer_settle(struct payer *p, struct flight *f, struct effects *fx)
{
	/* What the table does not list is a contradiction that only a human can judge. */
	static const struct transfer_move contradiction = { .next = TRANSFER_HELD,
							    .action = TRANSFER_DO_HOLD };
	const struct transfer_move *m;
	enum transfer_event event = event_of(p, f);

	if (transfer_state_is_final(f->state)) {
		reconcile_check(p, f, event, fx);
		breaker_count(p, f->rail, &f->answer, fx);
		return ERR_OK;
	}
	if (transfer_next(f->state, event, &m))
		m = &contradiction;
	if (m->action == TRANSFER_DO_HOLD)
		log_error("transfer.held", "transfer=%s state=%s event=%s reason=%.*s",
			  ID_C(f->row.id), transfer_state_name(f->state),
			  transfer_event_name(event), STR_ARG(f->answer.reason));
	effects_guard(fx, GUARD_TRANSFER, f->row.id, f->row.version);
	breaker_count(p, f->rail, &f->answer, fx);
	return apply(p, f, m, fx);
}
