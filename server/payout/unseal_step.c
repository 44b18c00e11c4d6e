/*
 * Opening an identity for a case officer: only on a request that the officer signed and that
 * somebody else, an approver, signed too, both with keys that two administrators registered
 * where no gateway can write. The identity leaves this process sealed to the officer's own
 * key. A forged row ends its request, and opens nothing.
 */
#include "payout/officer_box.h"
#include "payout/payer.h"

#include "domain/role.h"
#include "domain/signed_text.h"
#include "io/reward_case.h"
#include "io/signature.h"

#define EVERY_MS 1000
#define MOST     16

struct asking {
	struct payer *p;
	const struct r_unseal_waiting *r;
	struct effects *fx;
	const unsigned char *box_key; /* of the officer's key that signed the request */
};

/* --- are these two people? -------------------------------------------------------- */

/* ERR_DENIED unless the account is in service, has the role, and is called so. */
static enum err check_staff(struct asking *q, struct id account, unsigned role, struct str login)
{
	struct r_unseal_staff *row;
	size_t n;
	enum err e = DB_ROWS(q->p->db, &q->p->round.arena, unseal_staff, &row, &n, .id = account);

	if (e)
		return e;
	return n && !row->disabled && ((unsigned)row->roles & role) && str_eq(row->login, login)
		       ? ERR_OK
		       : ERR_DENIED;
}

static enum err check_officer(struct asking *q)
{
	struct arena *a = &q->p->round.arena;
	struct str text = opening_ask_text(a, q->r->report, q->r->at_ms, q->r->reason);
	struct r_officer_key_list *key;
	size_t n;
	enum err e = check_staff(q, q->r->officer, ROLE_REVIEWER, q->r->login);

	if (!e)
		e = DB_ROWS(q->p->db, a, officer_key_list, &key, &n, .account = q->r->officer);
	for (size_t i = 0; !e && i < n; i++)
		if (key[i].box_key.len == 32 && signature_ok(q->r->sig, text, key[i].sign_key))
			q->box_key = (const unsigned char *)key[i].box_key.p;
	return e ? e : q->box_key ? ERR_OK : ERR_DENIED;
}

static enum err check_approver(struct asking *q)
{
	struct arena *a = &q->p->round.arena;
	struct str text = opening_approve_text(a, q->r->id, q->r->report, q->r->login, q->r->at_ms,
					       q->r->reason, q->r->note);
	struct r_approver_key_list *key;
	size_t n;
	enum err e;

	if (id_eq(q->r->approver, q->r->officer))
		return ERR_DENIED;
	e = check_staff(q, q->r->approver, ROLE_APPROVER, q->r->approver_login);
	if (!e)
		e = DB_ROWS(q->p->db, a, approver_key_list, &key, &n, .account = q->r->approver);
	for (size_t i = 0; !e && i < n; i++)
		if (signature_ok(q->r->approver_sig, text, key[i].public_key))
			return ERR_OK;
	return e ? e : ERR_DENIED;
}

/* --- opening ------------------------------------------------------------------------- */

/* ERR_NOT_FOUND: nobody deposited an identity for this report, or it is gone. */
static enum err open_identity(struct asking *q, struct str *ret_sealed)
{
	AUTO(unsealed) u = { .plain = SECRET_INIT };
	struct arena *a = &q->p->round.arena;
	struct seal_binding binding = { .use = "enroll" };
	struct r_reward_case *report;
	struct r_payee_get *payee;
	size_t n;
	enum err e = DB_ROWS(q->p->db, a, reward_case, &report, &n, .report = q->r->report);

	if (e || !n || !str_eq(report->source, STR("whistle")))
		return e ? e : ERR_NOT_FOUND;
	if (payer_principal(q->p, report->contact, &binding.principal))
		return ERR_NOT_FOUND;
	e = DB_ROWS(q->p->db, a, payee_get, &payee, &n,
		    .id = keyring_hash_id(&q->p->keys, KEY_PAYEE, binding.principal));
	if (e || !n)
		return e ? e : ERR_NOT_FOUND;
	e = payer_unseal(q->p, payee->key_id, payee->sealed, &binding, &u);
	if (e == ERR_MEMORY)
		return e;
	if (e) {
		log_error("unseal.unreadable", "request=%s err=%s", ID_C(q->r->id), err_name(e));
		return ERR_NOT_FOUND;
	}
	return officer_box(&u, q->r->id, q->r->report, q->box_key, q->fx->arena, ret_sealed);
}

static void write_down(struct asking *q, const char *state, struct str sealed)
{
	const struct r_unseal_waiting *r = q->r;
	struct effects *fx = q->fx;

	FX(fx, unseal_outcome_put, .request = r->id, .state = str_of(state), .sealed = sealed,
	   .at_ms = q->p->now_ms, .until_ms = q->p->now_ms + q->p->config->unseal_open_ms);
	effects_audit(fx, (struct effect_audit){
				  .actor = STR("payout"),
				  .action = STR("identity.unseal"),
				  .object = r->report,
				  .after = arena_printf(fx->arena,
							"{\"request\":\"%s\",\"state\":\"%s\"}",
							ID_C(r->id), state),
			  });
	log_info("unseal.decided", "request=%s state=%s", ID_C(r->id), state);
}

static enum err decide(struct asking *q)
{
	struct str sealed = { NULL, 0 };
	enum err e = ERR_DENIED;

	if (opening_in_time(q->r->at_ms, q->p->now_ms, q->p->config->unseal_ask_ms))
		e = check_officer(q);
	if (!e)
		e = check_approver(q);
	if (!e)
		e = open_identity(q, &sealed);
	if (e == ERR_DENIED)
		write_down(q, "bad", sealed);
	else if (e == ERR_NOT_FOUND)
		write_down(q, "none", sealed);
	else if (!e)
		write_down(q, "open", sealed);
	return e == ERR_DENIED || e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* --- its end ----------------------------------------------------------------------------- */

static void close_over(struct payer *p)
{
	struct r_unseal_over *row;
	size_t n;

	payer_reset(p);
	if (DB_ROWS(p->db, &p->round.arena, unseal_over, &row, &n, .now_ms = p->now_ms,
		    .most = MOST))
		return;
	for (size_t i = 0; i < n; i++) {
		struct effects *fx = payer_begin(p);

		if (!fx)
			break;
		FX(fx, unseal_close, .request = row[i].request);
		effects_audit(fx, (struct effect_audit){ .actor = STR("payout"),
							 .action = STR("identity.close"),
							 .object = row[i].report });
	}
	payer_commit(p, "unseal_close");
}

void unseal_step(struct payer *p)
{
	struct r_unseal_waiting *row;
	size_t n;

	if (p->now_ms < p->unseal_ms)
		return;
	p->unseal_ms = p->now_ms + EVERY_MS;
	close_over(p);
	payer_reset(p);
	if (DB_ROWS(p->db, &p->round.arena, unseal_waiting, &row, &n, .most = MOST))
		return;
	for (size_t i = 0; i < n; i++) {
		struct asking q = { .p = p, .r = &row[i], .fx = payer_begin(p) };

		if (!q.fx)
			break;
		if (decide(&q))
			payer_undo(p);
	}
	payer_commit(p, "unseal");
}
