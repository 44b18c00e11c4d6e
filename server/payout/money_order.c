/*
 * What two people decided about a transfer: withdraw it, take note that the bank gave
 * it back, or that the payee paid it back. Only the command line writes these rows;
 * each is an event of the ledger's own, nothing is edited.
 */
#include "payout/ledger_post.h"
#include "payout/payer.h"

#include "domain/workday.h"

#define EVERY_MS 500

struct order {
	struct payer *p;
	const struct r_money_order_new *o;
	const struct r_transfer_of_bill *t;
	struct effects *fx;
};

static bool is_live(struct str name)
{
	enum transfer_state s;

	return transfer_state_parse(name, &s) == ERR_OK && transfer_state_is_live(s);
}

static enum err cancel(struct order *c)
{
	const struct payer_rail *r = payer_rail_find(c->p, c->t->rail);

	if (!is_live(c->t->state) || !r || !(r->rail.can & RAIL_CANCEL))
		return ERR_RULE;
	FX(c->fx, transfer_wish_cancel, .cancel_ms = c->p->now_ms, .now_ms = c->p->now_ms,
	   .id = c->t->id);
	return ERR_OK;
}

static void post(struct order *c, enum ledger_event event, struct str ref, int64_t fen)
{
	ledger_post(c->fx, &(struct ledger_post){ event, ref, c->t->reward, c->t->pool, fen,
						  c->p->now_ms });
}

static bool was_paid(const struct order *c)
{
	return str_eq(c->t->state, STR("paid")) && c->t->returned_ms == I64_NULL;
}

/* PAID → RESERVED; the payee may claim again, with another account. */
static enum err give_back(struct order *c)
{
	struct workday_due due = { 0 };

	if (!was_paid(c) || !c->o->line.p)
		return ERR_RULE;
	if (workday_due(&workday_china, c->p->now_ms, (int)c->p->config->claim_period_days, &due))
		return ERR_RULE;
	post(c, LEDGER_RETURN, arena_str(c->fx->arena, c->o->bill), c->t->amount_fen);
	FX(c->fx, transfer_returned, .returned_ms = c->p->now_ms, .id = c->t->id);
	effects_guard(c->fx, GUARD_REWARD, c->t->reward, c->t->reward_version);
	FX(c->fx, reward_set_due, .due_ms = due.due_ms, .updated_ms = c->p->now_ms,
	   .id = c->t->reward);
	FX(c->fx, reward_set_state, .state = STR("failed"), .field = STR("account"),
	   .updated_ms = c->p->now_ms, .id = c->t->reward);
	payer_tell_reward(c->p, c->fx, c->t->contact, c->t->report, "failed", c->t->amount_fen,
			  "account");
	return ERR_OK;
}

/* CLAWBACK → POOL, never more than was paid; what was paid stays written as paid. */
static enum err claw_back(struct order *c)
{
	struct r_money_order_clawed *had;
	size_t n;
	enum err e = DB_ROWS(c->p->db, &c->p->round.arena, money_order_clawed, &had, &n,
			     .bill = c->o->bill);

	if (e)
		return e;
	if (!was_paid(c) || !c->o->line.p || c->o->amount_fen <= 0 ||
	    c->o->amount_fen > c->t->amount_fen - had->fen)
		return ERR_RULE;
	post(c, LEDGER_CLAW_BACK, arena_str(c->fx->arena, c->o->line), c->o->amount_fen);
	return ERR_OK;
}

static const struct {
	const char *kind;
	enum err (*take)(struct order *c);
} kinds[] = {
	{"cancel",    cancel   },
	{ "return",   give_back},
	{ "clawback", claw_back},
};

static enum err take(struct order *c)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_eq(c->o->kind, str_of(kinds[i].kind)))
			return kinds[i].take(c);
	return ERR_RULE;
}

static void write_down(struct order *c, const char *state)
{
	FX(c->fx, money_order_set_state, .state = str_of(state), .n = c->o->n);
	effects_audit(
		c->fx,
		(struct effect_audit){
			.actor = arena_str(c->fx->arena, c->o->actor),
			.action = arena_printf(c->fx->arena, "transfer.%.*s", STR_ARG(c->o->kind)),
			.object = c->t ? c->t->reward : (struct id){ { 0 } },
			.after = arena_printf(c->fx->arena, "{\"order\":%lld,\"state\":\"%s\"}",
					      (long long)c->o->n, state),
		});
}

static enum err decide(struct order *c)
{
	struct r_transfer_of_bill *t;
	size_t n;
	enum err e = DB_ROWS(c->p->db, &c->p->round.arena, transfer_of_bill, &t, &n,
			     .bill = c->o->bill);

	if (e)
		return e;
	c->t = n ? t : NULL;
	e = c->t ? take(c) : ERR_RULE;
	if (e && e != ERR_RULE)
		return e;
	if (!e)
		effects_guard(c->fx, GUARD_TRANSFER, c->t->id, c->t->version);
	else
		log_warn("order.refused", "n=%lld", (long long)c->o->n);
	write_down(c, e ? "refused" : "done");
	return ERR_OK;
}

/* Two orders about one transfer wait for each other. */
static bool came_before(const struct r_money_order_new *row, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_eq(row[k].bill, row[i].bill))
			return true;
	return false;
}

void money_order_step(struct payer *p)
{
	struct r_money_order_new *row;
	size_t n;

	if (p->now_ms < p->orders_ms)
		return;
	p->orders_ms = p->now_ms + EVERY_MS;
	payer_reset(p);
	if (DB_ROWS(p->db, &p->round.arena, money_order_new, &row, &n, .most = PAYER_ROUND))
		return;
	for (size_t i = 0; i < n; i++) {
		struct order c = { .p = p, .o = &row[i] };

		if (came_before(row, i))
			continue;
		c.fx = payer_begin(p);
		if (c.fx && decide(&c))
			payer_undo(p);
	}
	payer_commit(p, "order");
}
