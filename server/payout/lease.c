/*
 * One payout process sends at a time, on whichever node: a lease by conditional
 * update, because GET_LOCK does not span the nodes of a Galera cluster. Whoever takes it
 * over asks for everything that may have been sent and raises all versions, so
 * that what the former holder still writes no longer fits.
 */
#include "payout/payer.h"

static enum err take(struct payer *p, bool *ret_mine)
{
	struct r_lease_get *row;
	size_t n;
	enum err e;

	e = DB_RUN(p->db, lease_take, .holder_was = p->me, .holder = p->me,
		   .until_ms = p->now_ms + p->config->payout_lease_ms, .me = p->me,
		   .now_ms = p->now_ms);
	if (!e)
		e = DB_ROWS(p->db, &p->round.arena, lease_get, &row, &n, 0);
	if (e)
		return e;
	*ret_mine = n && id_eq(row->holder, p->me) && row->until_ms > p->now_ms;
	return ERR_OK;
}

bool lease_step(struct payer *p)
{
	bool mine = false;
	enum err e;

	/* Renewed in time: a third of it is left for a slow database. */
	if (p->holds_lease && p->now_ms < p->lease_ms - p->config->payout_lease_ms * 2 / 3)
		return true;
	payer_reset(p);
	e = take(p, &mine);
	if (e || !mine) {
		/* Ours until it ends, even when the database could not be asked just now. */
		p->holds_lease = e && p->holds_lease && p->now_ms < p->lease_ms;
		return p->holds_lease;
	}
	if (!p->holds_lease) {
		e = DB_RUN(p->db, transfer_adopt, .now_ms = p->now_ms);
		if (e)
			return false;
		log_info("lease.taken", "me=%s", ID_C(p->me));
	}
	p->holds_lease = true;
	p->lease_ms = p->now_ms + p->config->payout_lease_ms;
	return true;
}

void lease_drop(struct payer *p)
{
	if (p->holds_lease && DB_RUN(p->db, lease_drop, .holder = p->me))
		log_warn("lease.kept", "until_ms=%lld", (long long)p->lease_ms);
	p->holds_lease = false;
}
