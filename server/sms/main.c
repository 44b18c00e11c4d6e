/*
 * ezhili-sms: hands one-time codes to the operator's text message service, and
 * asks the operator's credit service for the scores of those who agreed to it.
 *
 * A process of its own, because it is the only one that may know a citizen's
 * phone number and the only one that a telecom supplier talks back to. The
 * payer, which could have sent them too, holds sealed identities and money
 * and shall neither see phones nor wait behind a flood of codes; a gateway
 * has no way out. It never listens, runs only when sms_url or credit_url is set,
 * and its database user reaches three tables.
 */
#include "base/log.h"
#include "sms/asker.h"

#include <signal.h>
#include <time.h>

#define POLL_MS 200 /* how often it looks for work */
#define WAIT_MS 20  /* while requests are under way */

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static enum err walls(struct handover *h)
{
	/* clang-format off */
	static const struct sandbox_path paths[] = {
		{ "/etc/ssl/certs", false },
		{ "/etc/resolv.conf", false },
		{ "/etc/hosts", false },
		{ "/etc/nsswitch.conf", false },
		{ "/etc/host.conf", false },
		{ "/usr/lib", false }, /* the resolver's own libraries */
		{ "/lib", false },
		{ "/dev/urandom", false },
	};
	/* clang-format on */
	const struct sandbox_spec spec = {
		.user = h->config.user_sms.p,
		.allow = SANDBOX_MESSAGES | SANDBOX_FILES | SANDBOX_CONNECT | SANDBOX_THREADS |
			 SANDBOX_EXEC_MAP,
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

static enum err run(struct sender *s, struct asker *a, struct handover *h)
{
	int64_t next_ms = 0;
	enum err e = ERR_OK;

	while (!e) {
		int64_t wait_ms;

		s->now_ms = now_ms();
		sender_land_step(s);
		e = asker_land_step(a);
		if (s->now_ms >= next_ms) {
			sender_send_step(s);
			asker_ask_step(a);
			next_ms = s->now_ms + POLL_MS;
		}
		wait_ms = http_under_way(s->http) || asker_is_busy(a) ? WAIT_MS
								      : next_ms - s->now_ms;
		e = e ? e : http_poll(s->http, (int)wait_ms, h->channel.fd);
		if (!e)
			e = hear_supervisor(h);
	}
	return e;
}

int main(void)
{
	static struct handover h; /* large; this function's alone */
	static struct sender s;
	static struct asker a;
	struct buf why = BUF_INIT(8192);
	enum err e;

	e = handover_receive(HANDOVER_FD, "sms", &h);
	if (e)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	e = sender_init(&s, &h, &why);
	if (!e)
		e = asker_init(&a, &s, &why);
	if (!e)
		e = walls(&h);
	if (!e)
		e = run(&s, &a, &h);
	if (e != ERR_LOST)
		log_error("sms.stopped", "err=%s why=\"%.*s\"", err_name(e),
			  STR_ARG(str_trim(buf_str(&why))));
	buf_release(&why);
	asker_release(&a);
	sender_release(&s);
	handover_release(&h);
	return e == ERR_LOST ? 0 : 1;
}
