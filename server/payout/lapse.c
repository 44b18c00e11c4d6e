/* A reward that nobody claimed in time goes back to the pool. */
#include "payout/ledger_post.h"
#include "payout/payer.h"

#include "domain/workday.h"

#define EVERY_MS   5000
#define COUNT_DAYS 366

static enum err lapse(struct payer *p, const struct r_reward_lapsing *w, struct effects *fx)
{
	struct r_reward_case *report;
	size_t n;
	enum err e = DB_ROWS(p->db, &p->round.arena, reward_case, &report, &n, .report = w->report);

	if (e || !n)
		return e ? e : ERR_NOT_FOUND;
	effects_guard(fx, GUARD_REWARD, w->id, w->version);
	ledger_post(fx,
		    &(struct ledger_post){ LEDGER_LAPSE, arena_str(fx->arena, str_of(ID_C(w->id))),
					   w->id, w->pool, w->amount_fen, p->now_ms });
	FX(fx, reward_set_state, .state = STR("lapsed"), .updated_ms = p->now_ms, .id = w->id);
	payer_tell_reward(p, fx, report->contact, w->report, "lapsed", w->amount_fen, NULL);
	effects_audit(fx, (struct effect_audit){ .actor = STR("payout"),
						 .action = STR("reward.lapse"),
						 .object = w->id });
	return ERR_OK;
}

/* Claimed and never confirmed: withdrawn first. How that ends decides what lapses. */
static void withdraw_overdue(struct payer *p)
{
	struct r_transfer_overdue *row;
	size_t n;

	payer_reset(p);
	if (DB_ROWS(p->db, &p->round.arena, transfer_overdue, &row, &n, .now_ms = p->now_ms,
		    .most = PAYER_ROUND))
		return;
	for (size_t i = 0; i < n; i++) {
		struct effects *fx = payer_begin(p);

		if (!fx)
			continue;
		log_info("transfer.overdue", "transfer=%s", ID_C(row[i].id));
		effects_guard(fx, GUARD_TRANSFER, row[i].id, row[i].version);
		FX(fx, transfer_wish_cancel, .cancel_ms = p->now_ms, .now_ms = p->now_ms,
		   .id = row[i].id);
	}
	payer_commit(p, "overdue");
}

/* Figures of who pays whom are kept for this quarter and the four before it. */
static void forget_counts(struct payer *p)
{
	int64_t quarter = workday_quarter(workday_day_of(p->now_ms) - COUNT_DAYS);

	if (DB_RUN(p->db, payee_count_purge, .before = quarter))
		log_warn("payee_count.not_purged", "before=%lld", (long long)quarter);
}

void lapse_step(struct payer *p)
{
	struct r_reward_lapsing *row;
	size_t n;

	if (p->now_ms < p->lapse_ms)
		return;
	p->lapse_ms = p->now_ms + EVERY_MS;
	withdraw_overdue(p);
	forget_counts(p);
	payer_reset(p);
	if (DB_ROWS(p->db, &p->round.arena, reward_lapsing, &row, &n, .now_ms = p->now_ms,
		    .most = PAYER_ROUND))
		return;
	for (size_t i = 0; i < n; i++) {
		struct effects *fx = payer_begin(p);

		if (fx && lapse(p, &row[i], fx))
			payer_undo(p);
	}
	payer_commit(p, "lapse");
}
