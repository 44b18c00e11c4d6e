#include "payout/ledger_post.h"

static void entry(struct effects *fx, const struct ledger_post *p, struct str event,
		  enum ledger_account account, int64_t fen)
{
	struct str name = str_of(ledger_account_name(account));

	FX(fx, ledger_entry_put, .event = event, .account = name, .pool = p->pool,
	   .reward = p->reward, .fen = fen);
	FX(fx, ledger_balance_move, .fen = fen, .pool = p->pool, .account = name);
}

void ledger_post(struct effects *fx, const struct ledger_post *p)
{
	const struct ledger_move *m = &ledger_moves[p->event];
	struct ledger_event_id id = ledger_event_id(p->event, p->ref);
	struct str event = arena_str(fx->arena, str_of(id.c));

	if (!event.p || p->amount_fen <= 0) {
		fx->failed = true;
		return;
	}
	FX(fx, ledger_tx_put, .event = event, .at_ms = p->now_ms, .actor = STR("payout"),
	   .note = STR(""));
	entry(fx, p, event, m->from, -p->amount_fen);
	entry(fx, p, event, m->to, p->amount_fen);
}
