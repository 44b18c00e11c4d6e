#include "gateway/boot.h"

#include "gateway/data.h"
#include "gateway/dispatch.h"
#include "gateway/hints.h"
#include "gateway/http.h"
#include "gateway/origin.h"
#include "gateway/row_sweep.h"
#include "gateway/static_files.h"
#include "gateway/timers.h"
#include "gateway/upload_frames.h"
#include "gateway/upload_sweep.h"

#include "base/log.h"
#include "io/clock.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define SESSION_BUCKETS ((size_t)1 << 16)
#define ADDRESS_BUCKETS ((size_t)1 << 16)

/* --- the event loop's callbacks ------------------------------------------------- */

static void on_opened(void *ctx, struct ws_conn *c, const struct ws_peer *peer)
{
	struct session *s = session_open(ctx, c, peer);

	ws_set_user(c, s);
	if (!s)
		ws_close(c, 1011, "out of memory");
}

static void on_message(void *ctx, struct ws_conn *c, struct str bytes, bool binary)
{
	struct gateway *gw = ctx;
	struct session *s = ws_user(c);

	if (!s || gw->draining)
		return; /* what is not acknowledged will be sent again */
	if (!binary)
		dispatch_frame(s, bytes);
	else if (s->hello)
		upload_frame(s, bytes);
	else
		dispatch_bad_frame(s, "frame.bad");
}

static void on_closed(void *ctx, struct ws_conn *c)
{
	struct session *s = ws_user(c);

	(void)ctx;
	if (s)
		session_closed(s);
}

static void on_woken(void *ctx)
{
	struct gateway *gw = ctx;

	lanes_drain(gw->lanes);
}

/* Closes who is idle; when nobody is left, or time is up, the loop ends. */
static void drain(struct gateway *gw, int64_t now_ms)
{
	for (struct session *s = gw->sessions; s; s = s->next) {
		if (s->in_flight == 1 && s->conn)
			ws_close(s->conn, WS_RESTARTING, "restarting, come back in a moment");
	}
	if ((!gw->sessions && !writer_figures(gw->writer).waiting) || now_ms >= gw->drain_until_ms)
		ws_stop(gw->ws);
}

static void start_drain(struct gateway *gw)
{
	if (gw->draining)
		return;
	log_info("drain", "sessions=%zu", gw->n_sessions);
	gw->draining = true;
	gw->drain_until_ms = clock_ms() + gw->config->drain_ms;
	ws_stop_accepting(gw->ws);
}

static void close_overdue(struct gateway *gw, int64_t now_ms)
{
	for (struct session *s = gw->sessions; s; s = s->next) {
		if (!s->hello && s->conn && now_ms - s->opened_ms > gw->config->hello_timeout_ms)
			ws_close(s->conn, WS_NO_HELLO, "no hello");
		else if (s->conn && now_ms - s->last_ms > gw->config->idle_ms)
			ws_close(s->conn, 1001, "idle");
	}
}

static void on_tick(void *ctx)
{
	struct gateway *gw = ctx;
	int64_t now_ms = clock_ms();

	if (gw->draining) {
		drain(gw, now_ms);
		return;
	}
	hints_tick(gw, now_ms);
	timers_tick(gw, now_ms);
	upload_sweep_tick(gw, now_ms);
	row_sweep_tick(gw, now_ms);
	if (now_ms - gw->swept_ms > 1000) {
		close_overdue(gw, now_ms);
		gw->swept_ms = now_ms;
	}
}

static void on_idle(void *ctx)
{
	struct gateway *gw = ctx;

	if (gw->lanes)
		lanes_flush(gw->lanes);
}

static bool on_may_open(void *ctx, const struct ws_peer *peer)
{
	struct gateway *gw = ctx;
	struct id address = keyring_hash(gw->keys, KEY_TRACE, peer->address.p, peer->address.len);

	return !gw->draining && origin_allowed(gw->config, peer) &&
	       address_counts_of(&gw->addresses, address) < gw->config->connections_per_ip;
}

static bool on_is_proxy(void *ctx, struct str address)
{
	struct gateway *gw = ctx;

	return proxy_trusted(gw->config, address);
}

/* --- what the supervisor says ------------------------------------------------------ */

static void on_signal(void *ctx)
{
	struct gateway *gw = ctx;
	struct signalfd_siginfo info;

	if (read(gw->signal_fd, &info, sizeof(info)) == sizeof(info))
		start_drain(gw);
}

static void take_status(struct gateway *gw, struct str json)
{
	buf_reset(&gw->processes);
	buf_add_str(&gw->processes, json);
}

static void on_supervisor(void *ctx)
{
	struct gateway *gw = ctx;
	struct handover_event ev = { .kind = HANDOVER_END };

	do {
		if (handover_next(&gw->handover, &ev)) {
			log_error("supervisor.corrupt", "pid=%d", (int)getpid());
			exit(1);
		}
		switch (ev.kind) {
		case HANDOVER_NOTHING:
			return;
		case HANDOVER_NEW_FD:
			gateway_take_fd(gw, ev.name, ev.fd);
			break;
		case HANDOVER_STATUS:
			take_status(gw, ev.text);
			break;
		case HANDOVER_RELOAD:
			gateway_reload(gw, ev.name);
			break;
		case HANDOVER_END:
			start_drain(gw);
			return;
		}
	} while (!gw->draining);
}

/* --- opening everything ---------------------------------------------------------------- */

static void raise_file_limit(const struct config *c)
{
	struct rlimit lim;
	rlim_t want = (rlim_t)c->connections_max + 512;

	if (getrlimit(RLIMIT_NOFILE, &lim))
		return;
	if (lim.rlim_cur < want) {
		lim.rlim_cur = lim.rlim_max == RLIM_INFINITY || lim.rlim_max > want ? want
										    : lim.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &lim);
	}
	if (getrlimit(RLIMIT_NOFILE, &lim) == 0 && lim.rlim_cur < want)
		log_warn("limit.files", "have=%llu want=%llu", (unsigned long long)lim.rlim_cur,
			 (unsigned long long)want);
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set,
		  SIGINT); /* Ctrl-C reaches the whole group; the supervisor decides when we go */
	sigaddset(&set, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static enum err open_server(struct gateway *gw)
{
	const struct config *c = gw->config;
	struct ws_config ws = {
		.events = {.ctx = gw,
                           .may_open = on_may_open,
                           .opened = on_opened,
                           .message = on_message,
                           .closed = on_closed,
                           .http = http_handle,
                           .woken = on_woken,
                           .tick = on_tick,
                           .idle = on_idle,
                           .is_proxy = on_is_proxy},
		.listen_fd = handover_take_fd(&gw->handover, "listen"),
		.message_max = (size_t)(c->message_max > c->chunk_max + 16 ? c->message_max
									   : c->chunk_max + 16),
		.send_queue_max = (size_t)c->send_queue_max,
		.http_body_max = (size_t)c->http_body_max,
		.connections_max = (int)c->connections_max,
		.ping_s = (int)c->ping_s,
		.http_idle_s = (int)(c->http_idle_ms / 1000),
	};

	return ws_new(&ws, &gw->ws);
}

static void wake(void *ctx)
{
	ws_wake(ctx);
}

static enum err open_work(struct gateway *gw)
{
	struct services sv = gateway_services(gw);
	struct db_config db;
	enum err e = handover_db(&gw->handover, QUERY_FOR_GATEWAY, &db);

	e = e ? e : lanes_new(&sv, &db, wake, gw->ws, &gw->lanes);
	e = e ? e : writer_new(gw->config, &db, gw->keys, gw->lanes, hints_told, gw, &gw->writer);
	e = e ? e : hints_start(gw);
	e = e ? e : timers_start(gw);
	gw->session_limits = limiter_new(SESSION_BUCKETS);
	gw->address_limits = limiter_new(ADDRESS_BUCKETS);
	if (!e && (!gw->session_limits || !gw->address_limits))
		e = ERR_MEMORY;
	return e;
}

static enum err put_up_walls(struct gateway *gw, struct sandbox_report *report)
{
	AUTO(arena) a = { .cap = 1 << 16 };
	const struct config *c = gw->config;
	/* clang-format off */
	struct sandbox_path paths[] = {
		{ config_path(c, c->evidence_dir, &a).p, true },
		{ c->data_dir.p, false }, /* other users' parts of it stay closed by their owners */
		{ config_path(c, c->db_ca_file, &a).p, false },
	};
	/* clang-format on */
	bool far = c->db_url.len || c->evidence_s3_url.len; /* servers that have names */
	struct sandbox_spec spec = {
		.user = c->user_gateway.p,
		.allow = SANDBOX_MESSAGES | SANDBOX_FILES | SANDBOX_CONNECT | SANDBOX_ACCEPT |
			 SANDBOX_THREADS | (far ? SANDBOX_NAMES : 0),
		.paths = paths,
		.n_paths = ARRAY_LEN(paths),
	};

	return sandbox_enter(&spec, report);
}

static enum err step(enum err e, const char *what)
{
	if (e)
		log_error("start.failed", "what=%s err=%s", what, err_name(e));
	return e;
}

enum err gateway_boot(struct gateway *gw)
{
	struct sandbox_report report;

	gw->signal_fd = open_signals();
	if (handover_receive(HANDOVER_FD, "gateway", &gw->handover))
		return ERR_LOST;
	gw->config = &gw->handover.config;
	gw->processes = BUF_INIT((size_t)1 << 16);
	raise_file_limit(gw->config);
	if (step(gateway_open_data(gw), "data") || step(open_server(gw), "listener") ||
	    step(put_up_walls(gw, &report), "sandbox") || step(open_work(gw), "database") ||
	    step(gateway_read_epoch(gw), "epoch"))
		return ERR_IO;
	if (ws_watch(gw->ws, gw->handover.channel.fd, on_supervisor, gw) ||
	    ws_watch(gw->ws, gw->signal_fd, on_signal, gw))
		return ERR_IO;
	if (report.degraded[0])
		log_warn("isolation.degraded", "missing=%s", report.degraded);
	log_info("ready", "files=%zu", gw->files->n);
	return handover_ready(&gw->handover, &report);
}

void gateway_release(struct gateway *gw)
{
	writer_free(gw->writer);
	lanes_drain(gw->lanes); /* the last replies */
	lanes_free(gw->lanes);
	log_info("stop", "sessions=%zu", gw->n_sessions);
}
