/*
 * ezhili-payout: the only process that opens sealed identities and moves money.
 *
 * It never listens. Gateways reach it through rows; it reaches the rails over
 * HTTPS. Everything it must not forget is committed before it acts, so it can
 * be killed at any moment.
 */
#include "base/log.h"
#include "payout/payer.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static enum err walls(struct handover *h)
{
	AUTO(arena) a = { .cap = 65536 };
	const struct config *c = &h->config;
	struct str keys = config_path(c, c->keys_dir, &a);
	/* clang-format off */
	const struct sandbox_path paths[] = {
		{ keys.p ? arena_printf(&a, "%s/payout/seal", keys.p).p : NULL, false },
		{ config_path(c, c->pain001_dir, &a).p, true },
		{ config_path(c, c->db_ca_file, &a).p, false },
	};
	/* clang-format on */
	const struct sandbox_spec spec = {
		.user = c->user_payout.p,
		.allow = SANDBOX_MESSAGES | SANDBOX_FILES | SANDBOX_CONNECT | SANDBOX_THREADS |
			 SANDBOX_NAMES,
		.paths = paths,
		.n_paths = ARRAY_LEN(paths),
	};
	struct sandbox_report report;
	enum err e = sandbox_enter(&spec, &report);

	if (e)
		return e;
	if (*report.degraded)
		log_warn("sandbox.degraded", "missing=%s", report.degraded);
	return handover_ready(h, &report);
}

/* ERR_LOST: the supervisor is gone. */
static enum err hear_supervisor(struct handover *h)
{
	struct handover_event ev = { .kind = HANDOVER_STATUS };
	enum err e = ERR_OK;

	while (!e && ev.kind != HANDOVER_NOTHING) {
		e = handover_next(h, &ev);
		if (!e && ev.kind == HANDOVER_END)
			e = ERR_LOST;
	}
	return e;
}

/* What no bank waits for: at the pace of the configuration, however busy we are. */
static void keep_house(struct payer *p)
{
	if (p->now_ms < p->house_ms)
		return;
	p->house_ms = p->now_ms + p->config->payout_poll_ms;
	approval_step(p);
	lapse_step(p);
	money_order_step(p);
	reconcile_step(p);
	unseal_step(p);
	identity_end_step(p);
	ledger_watch_step(p);
}

static void turn(struct payer *p, bool *more)
{
	p->now_ms = now_ms();
	breaker_refresh(p);
	if (!lease_step(p))
		return;
	keep_house(p);
	mailbox_step(p, more);
	reseal_step(p, more);
	transfer_send_step(p, more);
}

/*
 * While requests are under way the database is asked this often, and again when answers have
 * been written. Events come in by the hundred then: a nap lets some gather.
 */
#define BUSY_MS 25
#define NAP_MS  5

/* Does what is due; *next_ms: when to ask the database again. */
static void step(struct payer *p, int64_t *next_ms)
{
	bool more = false;

	p->now_ms = now_ms();
	transfer_hear(p);
	/* Also without the lease: what came back is only stored if its version still fits. */
	if (transfer_land_due(p)) {
		transfer_land_step(p);
		*next_ms = p->now_ms;
	}
	if (p->now_ms < *next_ms)
		return;
	turn(p, &more);
	*next_ms = now_ms() + p->config->payout_poll_ms;
	if ((more || http_under_way(p->http)) && p->config->payout_poll_ms > BUSY_MS)
		*next_ms = now_ms() + BUSY_MS;
}

/*
 * Bytes leave only within http_poll. Whoever slept past its lease (a stopped process, a paused
 * machine) has begun what is another's by now, and must not go on with it.
 */
static void heed_lease(struct payer *p)
{
	if (http_under_way(p->http) && now_ms() >= p->lease_ms)
		transfer_abandon(p);
}

static enum err run(struct payer *p, struct handover *h)
{
	int64_t next_ms = 0, wait;
	enum err e = ERR_OK;

	while (!e) {
		step(p, &next_ms);
		wait = next_ms - now_ms();
		heed_lease(p);
		e = http_poll(p->http, wait > 0 && !p->n_landed ? (int)wait : 0, h->channel.fd);
		if (http_under_way(p->http)) {
			crash_point(&p->crash, "", "sent");
			(void)poll(NULL, 0, NAP_MS);
		}
		if (!e)
			e = hear_supervisor(h);
	}
	/* What is under way will be asked for by the next run. */
	lease_drop(p);
	return e;
}

int main(void)
{
	static struct handover h; /* large; this function's alone */
	static struct payer p;
	struct buf why = BUF_INIT(8192);
	enum err e;

	e = handover_receive(HANDOVER_FD, "payout", &h);
	if (e)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	crash_plan_read(&p.crash, &h.config);
	e = payer_init(&p, &h, &why);
	if (!e)
		e = walls(&h);
	if (!e)
		e = run(&p, &h);
	if (e != ERR_LOST)
		log_error("payout.stopped", "err=%s why=%.*s", err_name(e), STR_ARG(buf_str(&why)));
	buf_release(&why);
	payer_release(&p);
	handover_release(&h);
	return e == ERR_LOST ? 0 : 1;
}
