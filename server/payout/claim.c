/*
 * A claim becomes a transfer: who is to be paid, within which caps, over which
 * rail; the intent is stored together with RESERVED → CLEARING. Nothing is sent here.
 */
#include "payout/body_box.h"
#include "payout/ledger_post.h"
#include "payout/mailbox.h"
#include "payout/payee_check.h"

#include "domain/workday.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>

#define WAIT_MS 5000 /* for an approval under way, or a pool to be filled */

struct claim {
	struct payer *p;
	const struct r_payer_mail_due *mail;
	const struct r_reward_get *reward;
	const struct r_reward_case *report;
	struct effects *fx;
	struct id principal, person;
	struct unsealed payee;
	struct payer_rail *rail;
	int64_t amount_fen; /* what the ledger holds for it, never what a row says */
	char bill[TRANSFER_BILL_LEN + 1];
};

static void claim_release(struct claim *c)
{
	unsealed_release(&c->payee);
}

/* --- reading ------------------------------------------------------------------- */

static enum err load(struct claim *c)
{
	struct arena *a = &c->p->round.arena;
	struct r_reward_get *reward;
	struct r_reward_case *report;
	struct r_ledger_of_reward *held;
	size_t n;
	enum err e;

	e = DB_ROWS(c->p->db, a, reward_get, &reward, &n, .id = c->mail->ref);
	if (e || !n)
		return e ? e : ERR_NOT_FOUND;
	c->reward = reward;
	e = DB_ROWS(c->p->db, a, reward_case, &report, &n, .report = reward->report);
	if (e || !n)
		return e ? e : ERR_NOT_FOUND;
	c->report = report;
	e = DB_ROWS(c->p->db, a, ledger_of_reward, &held, &n, .reward = reward->id,
		    .account = STR("RESERVED"));
	if (e)
		return e;
	c->amount_fen = held->fen;
	return payer_principal(c->p, report->contact, &c->principal);
}

/* A whistleblower's deposited identity, opened for this payment. */
static enum err open_deposited(struct claim *c)
{
	struct r_payee_get *payee;
	struct seal_binding binding = { .use = "enroll", .principal = c->principal };
	size_t n;
	enum err e;

	e = DB_ROWS(c->p->db, &c->p->round.arena, payee_get, &payee, &n,
		    .id = keyring_hash_id(&c->p->keys, KEY_PAYEE, c->principal));
	if (e || !n)
		return e ? e : ERR_NOT_FOUND;
	c->person = payee->person;
	return payer_unseal(c->p, payee->key_id, payee->sealed, &binding, &c->payee);
}

static enum err open_payee(struct claim *c)
{
	struct seal_binding binding = { .use = "claim",
					.principal = c->principal,
					.report = c->reward->report,
					.key = c->mail->client_key };

	if (str_eq(c->report->source, STR("whistle")))
		return open_deposited(c);
	c->person = keyring_hash_id(&c->p->keys, KEY_PERSON, c->principal);
	return payer_unseal(c->p, c->mail->key_id, c->mail->body, &binding, &c->payee);
}

/* --- answers that are no transfer ------------------------------------------------- */

static void set_state(struct claim *c, const char *state, const char *field)
{
	effects_guard(c->fx, GUARD_REWARD, c->reward->id, c->reward->version);
	FX(c->fx, reward_set_state, .state = str_of(state), .field = str_of(field),
	   .updated_ms = c->p->now_ms, .id = c->reward->id);
	payer_tell_reward(c->p, c->fx, c->report->contact, c->reward->report, state,
			  c->reward->amount_fen, field);
}

/* Claimable again, with the field that was wrong. */
static enum err refuse(struct claim *c, const char *field)
{
	log_info("claim.refused", "reward=%s field=%s", ID_C(c->reward->id), field);
	mail_done(c->fx, c->mail);
	set_state(c, "claimable", field);
	return ERR_OK;
}

/* Not reserved: wait while an approval is being looked at, else it was never approved. */
static enum err not_reserved(struct claim *c)
{
	struct r_approval_list *row;
	size_t n;
	enum err e = DB_ROWS(c->p->db, &c->p->round.arena, approval_list, &row, &n,
			     .reward = c->reward->id);

	if (e)
		return e;
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(row[i].state, STR("new")))
			continue;
		mail_later(c->fx, c->mail, c->p->now_ms + WAIT_MS);
		return ERR_OK;
	}
	log_error("claim.not_approved", "reward=%s", ID_C(c->reward->id));
	mail_done(c->fx, c->mail);
	set_state(c, "proposed", NULL);
	return ERR_OK;
}

/* --- caps ------------------------------------------------------------------------------ */

static struct id hash_with(const struct keyring *keys, enum keyring_use use, struct id person,
			   const void *p, size_t len)
{
	unsigned char text[sizeof(person.b) + 16];

	memcpy(text, person.b, sizeof(person.b));
	memcpy(text + sizeof(person.b), p, len);
	return keyring_hash(keys, use, text, sizeof(person.b) + len);
}

static struct id payee_day(const struct claim *c)
{
	int64_t day = workday_day_of(c->p->now_ms);

	return hash_with(&c->p->keys, KEY_PAYEE_DAY, c->person, &day, sizeof(day));
}

static struct id payee_case(const struct claim *c)
{
	struct id root = id_is_zero(c->report->merged_into) ? c->reward->report
							    : c->report->merged_into;

	return hash_with(&c->p->keys, KEY_PAYEE_CASE, c->person, root.b, sizeof(root.b));
}

/* Today's sum of the rail, read once a round: it is the same for all of its claims. */
static enum err rail_day(struct claim *c, int64_t *ret_fen)
{
	int64_t *kept = &c->p->round.rail_day_fen[c->rail - c->p->rails];
	struct r_transfer_day_sums *row;
	size_t n;
	enum err e = ERR_OK;

	if (*kept < 0)
		e = DB_ROWS(c->p->db, &c->p->round.arena, transfer_day_sums, &row, &n,
			    .rail = str_of(c->rail->rail.name),
			    .from_ms = workday_start_ms(workday_day_of(c->p->now_ms)));
	if (e)
		return e;
	if (*kept < 0)
		*kept = row->fen;
	*ret_fen = *kept;
	return ERR_OK;
}

/* What is stored, and what the claims before this one in the round take. */
static enum err used(struct claim *c, const struct round_claim *mine, int64_t *ret_rail,
		     int64_t *ret_person, bool *ret_paid)
{
	const struct round *r = &c->p->round;
	struct arena *a = &c->p->round.arena;
	struct r_transfer_payee_day *person;
	struct r_transfer_payee_case *others;
	size_t n;
	enum err e = rail_day(c, ret_rail);

	if (!e)
		e = DB_ROWS(c->p->db, a, transfer_payee_day, &person, &n,
			    .payee_day = mine->payee_day);
	if (!e)
		e = DB_ROWS(c->p->db, a, transfer_payee_case, &others, &n,
			    .payee_case = mine->payee_case, .reward = c->reward->id);
	if (e)
		return e;
	*ret_person = person->fen;
	*ret_paid = others->n > 0;
	for (size_t i = 0; i < r->n_claims; i++) {
		const struct round_claim *k = &r->claim[i];

		*ret_rail += k->rail == mine->rail ? k->fen : 0;
		*ret_person += id_eq(k->payee_day, mine->payee_day) ? k->fen : 0;
		*ret_paid = *ret_paid || id_eq(k->payee_case, mine->payee_case);
	}
	return ERR_OK;
}

/* ERR_LIMIT: today's caps are used up; ERR_RULE: this person was paid for this case. */
static enum err take_room(struct claim *c)
{
	const struct config *cfg = c->p->config;
	struct round_claim mine = { c->rail, payee_day(c), payee_case(c), c->amount_fen };
	int64_t rail, person;
	bool paid;
	enum err e = used(c, &mine, &rail, &person, &paid);

	if (e)
		return e;
	if (paid)
		return ERR_RULE;
	if (rail + c->amount_fen > cfg->wechat_day_fen ||
	    person + c->amount_fen > cfg->wechat_user_day_fen)
		return ERR_LIMIT;
	c->p->round.claim[c->p->round.n_claims++] = mine;
	return ERR_OK;
}

/* --- the transfer -------------------------------------------------------------------------- */

static bool is_login_code(const struct claim *c)
{
	return (c->rail->rail.can & RAIL_LOGIN_CODE) && str_starts(c->payee.account, STR("code:"));
}

/* What the rail will be sent; or, while the account is only a login code, code and name. */
static enum err make_body(struct claim *c, struct str *ret_sealed)
{
	struct arena *a = &c->p->round.arena;
	struct rail_order order = { c->bill, c->amount_fen, c->payee.account, c->payee.name,
				    c->p->now_ms };
	struct str body;
	enum err e;

	if (is_login_code(c)) {
		body = arena_printf(a, "%.*s\n%.*s", STR_ARG(c->payee.account),
				    STR_ARG(c->payee.name));
		e = body.p ? ERR_OK : ERR_MEMORY;
	} else {
		e = c->rail->rail.build(c->rail->rail.ctx, &order, a, &body);
	}
	if (e)
		return e;
	e = body_seal(&c->p->keys, body, a, ret_sealed);
	sodium_memzero((char *)(uintptr_t)body.p, body.len);
	return e;
}

static enum err make_transfer(struct claim *c)
{
	struct effects *fx = c->fx;
	bool resolving = is_login_code(c);
	struct str bill, body;
	struct id id;
	enum err e = make_body(c, &body);

	if (e == ERR_INPUT)
		return refuse(c, "rail");
	bill = arena_str(fx->arena, str_of(c->bill));
	if (e || !bill.p)
		return e ? e : ERR_MEMORY;
	randombytes_buf(id.b, sizeof(id.b));
	FX(fx, transfer_put, .id = id, .bill = bill, .reward = c->reward->id,
	   .attempt = c->reward->attempts + 1, .rail = str_of(c->rail->rail.name),
	   .amount_fen = c->amount_fen, .pool = c->reward->pool, .payee_day = payee_day(c),
	   .payee_case = payee_case(c), .body = body,
	   .state = str_of(transfer_state_name(resolving ? TRANSFER_RESOLVING : TRANSFER_INTENT)),
	   .todo = resolving ? STR("resolve") : STR("submit"), .next_ms = c->p->now_ms,
	   .intent_ms = c->p->now_ms);
	if (!resolving)
		ledger_post(fx,
			    &(struct ledger_post){ LEDGER_SEND, bill, c->reward->id,
						   c->reward->pool, c->amount_fen, c->p->now_ms });
	FX(fx, reward_set_attempts, .attempts = c->reward->attempts + 1, .id = c->reward->id);
	effects_audit(fx, (struct effect_audit){ .actor = STR("payout"),
						 .action = STR("seal.open"),
						 .object = c->reward->id,
						 .after = STR("{\"reason\":\"payment\"}") });
	mail_done(fx, c->mail);
	set_state(c, "paying", NULL);
	return ERR_OK;
}

static enum err pay(struct claim *c)
{
	struct id digest = keyring_hash_id(&c->p->keys, KEY_BILL, c->reward->id);
	const char *field = payee_check_claim(&c->payee);
	enum err e;

	if (!field && payer_is_barred(c->p, c->payee.id_no, c->payee.phone, c->payee.account))
		field = "payee";
	if (field)
		return refuse(c, field);
	c->rail = payer_rail_find(c->p, str_eq(c->payee.rail, STR("bank")) ? STR("pain001")
									   : STR("wechat"));
	if (!c->rail)
		return refuse(c, "rail");
	e = take_room(c);
	if (e == ERR_RULE)
		return refuse(c, "name");
	if (e == ERR_LIMIT) {
		log_warn("claim.capped", "reward=%s", ID_C(c->reward->id));
		mail_later(c->fx, c->mail, workday_start_ms(workday_day_of(c->p->now_ms) + 1));
		return ERR_OK;
	}
	if (!e)
		e = transfer_bill(digest.b, (int)c->reward->attempts + 1, c->bill);
	return e ? e : make_transfer(c);
}

enum err claim_take(struct payer *p, const struct r_payer_mail_due *mail, struct effects *fx)
{
	AUTO(claim) c = { .p = p, .mail = mail, .fx = fx };
	enum err e = load(&c);

	if (e == ERR_NOT_FOUND || (!e && !str_eq(c.reward->state, STR("claimed")))) {
		mail_done(fx, mail); /* repeated, or overtaken */
		return ERR_OK;
	}
	if (e)
		return e;
	if (c.amount_fen <= 0)
		return not_reserved(&c);
	e = open_payee(&c);
	if (e == ERR_NOT_FOUND || e == ERR_CORRUPT || e == ERR_DENIED || e == ERR_INPUT)
		return refuse(&c, "payee");
	return e ? e : pay(&c);
}
