/*
 * The daily comparison with the rails: whatever ended before today is asked for once
 * more and must be what we stored. A run marks its transfers, they are asked for like
 * any others (transfer_send_step), and the run ends when none is left; it can be
 * killed anywhere and goes on. A difference stops the rail.
 */
#include "payout/flight.h"

#include "domain/workday.h"

#define EVERY_MS      1000
#define RAIL_KEEPS_MS (29LL * 24 * 3600 * 1000) /* a rail answers for 30 days */
#define HOUR_MS       3600000

/* Today's run, once it is late enough; a second one of the day is ignored. */
static enum err announce(struct payer *p)
{
	int64_t day = workday_day_of(p->now_ms), start = workday_start_ms(day);
	enum err e;

	if (day == p->reconciled_day ||
	    p->now_ms < start + p->config->payout_reconcile_hour * HOUR_MS)
		return ERR_OK;
	e = DB_RUN(p->db, reconcile_daily, .day = day, .until_ms = start);
	if (!e)
		p->reconciled_day = day;
	return e;
}

static void begin(struct payer *p, const struct r_reconcile_open *run)
{
	struct effects *fx = payer_begin(p);

	FX(fx, reconcile_mark, .next_ms = p->now_ms, .until_ms = run->until_ms,
	   .since_ms = p->now_ms - RAIL_KEEPS_MS);
	FX(fx, reconcile_started, .started_ms = p->now_ms, .n = run->n);
	payer_commit(p, "reconcile");
}

static void end(struct payer *p, const struct r_reconcile_open *run)
{
	struct effects *fx = payer_begin(p);

	FX(fx, reconcile_done, .done_ms = p->now_ms, .from_ms = run->started_ms,
	   .diff_ms = run->started_ms, .n = run->n);
	payer_commit(p, "reconcile");
	log_info("reconcile.done", "run=%lld", (long long)run->n);
}

void reconcile_step(struct payer *p)
{
	struct r_reconcile_open *run;
	struct r_reconcile_left *left;
	size_t n, n_left;

	if (p->now_ms < p->reconcile_ms)
		return;
	p->reconcile_ms = p->now_ms + EVERY_MS;
	payer_reset(p);
	if (announce(p) || DB_ROWS(p->db, &p->round.arena, reconcile_open, &run, &n, 0) || !n)
		return;
	if (run->started_ms == I64_NULL)
		begin(p, run);
	else if (!DB_ROWS(p->db, &p->round.arena, reconcile_left, &left, &n_left, 0) && !left->n)
		end(p, run);
}

/* What the rail must say of a transfer that ended like this. */
static bool agrees(enum transfer_state ours, enum transfer_event theirs)
{
	switch (theirs) {
	case TRANSFER_EV_PAID:
		return ours == TRANSFER_PAID;
	case TRANSFER_EV_FAILED:
	case TRANSFER_EV_CANCELLED:
		return ours == TRANSFER_FAILED || ours == TRANSFER_CANCELLED;
	default:
		return false;
	}
}

static void differs(struct payer *p, struct flight *f, enum transfer_event theirs,
		    struct effects *fx)
{
	struct str ours = str_of(transfer_state_name(f->state));

	log_error("reconcile.differs", "transfer=%s ours=%.*s theirs=%s", ID_C(f->row.id),
		  STR_ARG(ours), transfer_event_name(theirs));
	FX(fx, reconcile_difference_put, .bill = f->row.bill, .at_ms = p->now_ms, .ours = ours,
	   .theirs = str_of(transfer_event_name(theirs)), .amount_fen = f->row.amount_fen);
	f->answer.stops_rail = true;
	f->answer.reason = STR("RECONCILE");
}

void reconcile_check(struct payer *p, struct flight *f, enum transfer_event theirs,
		     struct effects *fx)
{
	effects_guard(fx, GUARD_TRANSFER, f->row.id, f->row.version);
	if (theirs == TRANSFER_EV_UNKNOWN || theirs == TRANSFER_EV_RETRY_SAME) {
		FX(fx, reconcile_later,
		   .next_ms = p->now_ms +
			      transfer_wait_ms((int)f->row.tries + 1, p->config->payout_retry_ms),
		   .id = f->row.id);
		return;
	}
	if (!agrees(f->state, theirs))
		differs(p, f, theirs, fx);
	FX(fx, reconcile_checked, .reconciled_ms = p->now_ms, .id = f->row.id);
}
