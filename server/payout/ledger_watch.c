/* The payer looks at its own books: what does not hold is logged, and a figure in /metrics. */
#include "io/ledger_check.h"
#include "payout/payer.h"

#define EVERY_MS INT64_C(3600000) /* it reads all entries */
#define LOGGED   20

void ledger_watch_step(struct payer *p)
{
	struct ledger_difference *d;
	size_t n;

	if (p->now_ms < p->ledger_ms)
		return;
	p->ledger_ms = p->now_ms + EVERY_MS;
	payer_reset(p);
	if (ledger_check(p->db, &p->round.arena, &d, &n))
		return;
	for (size_t i = 0; i < n && i < LOGGED; i++)
		log_error("ledger.differs", "what=\"%s\" which=\"%.*s\" fen=%lld", d[i].what,
			  STR_ARG(d[i].which), (long long)d[i].fen);
	if (DB_RUN(p->db, payer_figure_set, .name = STR("ledger_differences"), .value = (int64_t)n))
		log_warn("ledger.no_figure", "n=%zu", n);
}
