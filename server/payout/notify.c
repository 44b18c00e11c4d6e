#include "payout/body_box.h"
#include "payout/mailbox.h"

#include <jansson.h>

/* The headers as the gateway kept them: {"Wechatpay-Serial": "…", …}. */
static enum err read_headers(struct str meta, struct arena *a, struct http_answer *ret)
{
	json_t *o = json_loadb(meta.p ? meta.p : "", meta.len, 0, NULL);
	const char *name;
	json_t *v;

	json_object_foreach(o, name, v)
	{
		struct http_field *h = &ret->header[ret->n_header];

		if (ret->n_header == HTTP_ANSWER_HEADERS || !json_is_string(v))
			continue;
		*h = (struct http_field){ arena_str(a, str_of(name)),
					  arena_str(a, str_of(json_string_value(v))) };
		ret->n_header++;
	}
	json_decref(o);
	return ret->n_header ? ERR_OK : ERR_INPUT;
}

/* Does a verified callback speak of the bill that we sent? True as well when it names neither. */
static bool agrees(struct payer *p, const struct payer_rail *r,
		   const struct r_transfer_called_back *t, struct str bill,
		   const struct rail_answer *says, struct arena *a)
{
	AUTO(secret) body = SECRET_INIT;

	/* While a login code is exchanged, nothing was sent that could be called back. */
	if (str_eq(t->state, STR("resolving")))
		return false;
	if (!t->body.p)
		return true;
	if (body_open(&p->keys, t->body, &body))
		return false;
	return r->rail.agrees(r->rail.ctx, (struct str){ (const char *)body.p, body.len }, bill.p,
			      says, a);
}

/*
 * The bank's own word against what we asked of it: nothing of this transfer moves, and nothing
 * is sent, until a human has looked. Money that has moved is a difference of the books.
 */
static void contradicts(struct payer *p, struct payer_rail *r,
			const struct r_transfer_called_back *t, struct str bill, struct effects *fx)
{
	static const struct rail_answer stop = {
		.event = TRANSFER_EV_MISMATCH,
		.reason = {"CALLBACK_MISMATCH", 17},
		.stops_rail = true
	};
	enum transfer_state state;

	log_error("callback.contradicts", "transfer=%s state=%.*s", ID_C(t->id), STR_ARG(t->state));
	if (transfer_state_parse(t->state, &state) || transfer_state_is_final(state)) {
		FX(fx, reconcile_difference_put, .bill = bill, .at_ms = p->now_ms, .ours = t->state,
		   .theirs = STR("callback"), .amount_fen = t->amount_fen);
	} else {
		effects_guard(fx, GUARD_TRANSFER, t->id, t->version);
		FX(fx, transfer_move, .state = str_of(transfer_state_name(TRANSFER_HELD)),
		   .todo = STR("none"), .next_ms = p->now_ms, .tries = t->tries,
		   .reason = stop.reason, .settled_ms = I64_NULL, .id = t->id);
	}
	breaker_count(p, r, &stop, fx);
}

/*
 * A callback moves no money: one that is verified and speaks of our bill, amount and payee makes
 * us ask at once, and the answer to that question counts. It may come twice, late, or never.
 */
enum err notify_take(struct payer *p, const struct r_payer_mail_due *mail, struct effects *fx)
{
	struct payer_rail *r = payer_rail_find(p, STR("wechat"));
	struct http_answer callback = { .status = 200, .body = mail->body };
	struct r_transfer_called_back *t;
	struct rail_answer says;
	struct str bill;
	size_t n;
	enum err e;

	mail_done(fx, mail);
	if (!r)
		return ERR_OK;
	e = read_headers(mail->meta, fx->arena, &callback);
	if (!e)
		e = r->rail.parse_callback(r->rail.ctx, &callback, p->now_ms, fx->arena, &bill,
					   &says);
	if (e) {
		log_warn("callback.refused", "err=%s", err_name(e));
		return ERR_OK;
	}
	e = DB_ROWS(p->db, fx->arena, transfer_called_back, &t, &n, .bill = bill);
	if (e || !n)
		return e;
	if (!agrees(p, r, t, bill, &says, fx->arena))
		contradicts(p, r, t, bill, fx);
	else if (t->next_ms > p->now_ms && !str_eq(t->todo, STR("none")))
		FX(fx, transfer_hint, .now_ms = p->now_ms, .bill = bill);
	return ERR_OK;
}
