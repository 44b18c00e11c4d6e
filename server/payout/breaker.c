/* Stops a rail that refuses us, contradicts itself, or has nothing to say. */
#include "payout/payer.h"

#define EVERY_MS   1000
#define PAUSE_MS   30000  /* after too many unknowns: tried again by itself */
#define NO_FUND_MS 300000 /* the account at the bank is empty: tried again by itself */

void breaker_refresh(struct payer *p)
{
	struct r_rail_state_list *row;
	size_t n;

	if (p->now_ms < p->rails_ms)
		return;
	payer_reset(p);
	if (DB_ROWS(p->db, &p->round.arena, rail_state_list, &row, &n, 0))
		return;
	p->rails_ms = p->now_ms + EVERY_MS;
	for (size_t i = 0; i < n; i++) {
		struct payer_rail *r = payer_rail_find(p, row[i].rail);

		if (!r)
			continue;
		if (r->stopped && !row[i].stopped)
			r->unknowns = 0;
		r->until_ms = row[i].until_ms;
		r->stopped = row[i].stopped && (!r->until_ms || p->now_ms < r->until_ms);
	}
}

static void stop(struct payer *p, struct payer_rail *r, struct str reason, int64_t until_ms,
		 struct effects *fx)
{
	log_error("rail.stopped", "rail=%s reason=%.*s until_ms=%lld", r->rail.name,
		  STR_ARG(reason), (long long)until_ms);
	r->stopped = true;
	r->until_ms = until_ms;
	r->unknowns = 0;
	FX(fx, rail_state_set, .stopped = 1, .reason = reason, .since_ms = p->now_ms,
	   .until_ms = until_ms, .rail = str_of(r->rail.name));
}

void breaker_count(struct payer *p, struct payer_rail *r, const struct rail_answer *a,
		   struct effects *fx)
{
	if (a->stops_rail) {
		bool funds = str_eq(a->reason, STR("NOT_ENOUGH"));

		if (!r->stopped)
			stop(p, r, a->reason, funds ? p->now_ms + NO_FUND_MS : 0, fx);
		return;
	}
	if (a->event != TRANSFER_EV_UNKNOWN) {
		r->unknowns = 0;
		return;
	}
	if (++r->unknowns >= p->config->payout_breaker_unknowns && !r->stopped)
		stop(p, r, STR("UNKNOWNS"), p->now_ms + PAUSE_MS, fx);
}
