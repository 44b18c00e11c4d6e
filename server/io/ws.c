#include "io/ws_lws.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define SUBPROTOCOL  "ezhili.v1"
#define BACKLOG_STEP 64 /* sockets accepted in one turn of the loop */

/* --- WebSocket ------------------------------------------------------------------ */

void ws_set_user(struct ws_conn *c, void *user)
{
	c->user = user;
}

void *ws_user(const struct ws_conn *c)
{
	return c->user;
}

static int ws_receive(struct ws_conn *c, const void *in, size_t len)
{
	const struct ws_config *config = &c->srv->config;

	if (c->close_code)
		return 0;
	if (c->in.len + len > config->message_max) {
		lws_close_reason(c->wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE,
				 (unsigned char *)"message too big", 15);
		return -1;
	}
	buf_add(&c->in, in, len);
	if (!buf_ok(&c->in))
		return -1;
	if (lws_remaining_packet_payload(c->wsi) || !lws_is_final_fragment(c->wsi))
		return 0;
	config->events.message(config->events.ctx, c, buf_str(&c->in),
			       lws_frame_is_binary(c->wsi) != 0);
	if (c->in.size > 4096)
		buf_release(&c->in);
	buf_reset(&c->in);
	return 0;
}

struct str ws_header(struct lws *wsi, enum lws_token_indexes token, char *to, size_t size)
{
	int n = lws_hdr_copy(wsi, to, (int)size, token);

	return (struct str){ to, n > 0 ? (size_t)n : 0 };
}

struct peer_text {
	char origin[256], host[256], address[64], forwarded[256];
};

static struct ws_peer peer_of(struct ws_server *srv, struct lws *wsi, struct peer_text *t)
{
	const struct ws_events *ev = &srv->config.events;
	struct ws_peer peer;
	struct str forwarded;

	lws_get_peer_simple(wsi, t->address, sizeof(t->address));
	peer.origin = ws_header(wsi, WSI_TOKEN_ORIGIN, t->origin, sizeof(t->origin));
	peer.host = ws_header(wsi, WSI_TOKEN_HOST, t->host, sizeof(t->host));
	peer.address = str_of(t->address);
	if (str_starts(peer.address, STR("::ffff:"))) {
		peer.address.p += 7;
		peer.address.len -= 7;
	}
	peer.loopback = str_starts(peer.address, STR("127.")) || str_eq(peer.address, STR("::1"));
	forwarded = ws_header(wsi, WSI_TOKEN_X_FORWARDED_FOR, t->forwarded, sizeof(t->forwarded));
	if (forwarded.len && ev->is_proxy(ev->ctx, peer.address)) {
		struct str last = forwarded;

		/* The last entry is the one that our own proxy wrote. */
		while (last.p) {
			forwarded = str_trim(str_cut(&last, ','));
		}
		peer.address = forwarded;
		peer.loopback = false;
	}
	return peer;
}

static bool upgrade_allowed(struct ws_server *srv, struct lws *wsi)
{
	const struct ws_events *ev = &srv->config.events;
	struct peer_text text;
	struct ws_peer peer = peer_of(srv, wsi, &text);
	char path[64];

	return str_eq(ws_header(wsi, WSI_TOKEN_GET_URI, path, sizeof(path)), STR("/ws")) &&
	       ev->may_open(ev->ctx, &peer);
}

static void ws_opened(struct ws_conn *c, struct lws *wsi)
{
	struct ws_server *srv = lws_context_user(lws_get_context(wsi));
	const struct ws_events *ev = &srv->config.events;
	struct peer_text text;
	struct ws_peer peer = peer_of(srv, wsi, &text);

	*c = (struct ws_conn){ .srv = srv, .wsi = wsi, .open = true };
	c->in = BUF_INIT(srv->config.message_max);
	c->out_end = &c->out;
	ev->opened(ev->ctx, c, &peer);
}

static void ws_closed(struct ws_conn *c)
{
	if (!c->open) /* may come without an opening */
		return;
	c->open = false;
	c->srv->config.events.closed(c->srv->config.events.ctx, c);
	for (struct packet *k = c->out, *next; k; k = next) {
		next = k->next;
		free(k);
	}
	c->out = NULL;
	buf_release(&c->in);
}

static int on_ws(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		 size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		return !upgrade_allowed(lws_context_user(lws_get_context(wsi)), wsi);
	case LWS_CALLBACK_ESTABLISHED:
		ws_opened(user, wsi);
		return 0;
	case LWS_CALLBACK_RECEIVE:
		return ws_receive(user, in, len);
	case LWS_CALLBACK_TIMER:
		return ws_say_goodbye(user);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return ws_writable(user);
	case LWS_CALLBACK_CLOSED:
		ws_closed(user);
		return 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

/* --- the loop ------------------------------------------------------------------- */

static void on_tick(uv_timer_t *t)
{
	struct ws_server *srv = t->data;

	srv->config.events.tick(srv->config.events.ctx);
}

static void on_before_wait(uv_prepare_t *p)
{
	struct ws_server *srv = p->data;

	srv->config.events.idle(srv->config.events.ctx);
}

static void on_wake(uv_async_t *a)
{
	struct ws_server *srv = a->data;

	srv->config.events.woken(srv->config.events.ctx);
	if (srv->stopping)
		uv_stop(&srv->loop);
}

static void on_watch(uv_poll_t *p, int status, int events)
{
	struct watch *w = p->data;

	(void)status;
	(void)events;
	w->fn(w->ctx);
}

/* The socket is SO_REUSEPORT and not libwebsockets' own: it is accepted here and adopted. */
static void on_listener(uv_poll_t *p, int status, int events)
{
	struct ws_server *srv = p->data;

	(void)status;
	(void)events;
	for (int i = 0; i < BACKLOG_STEP && srv->n_sockets < srv->config.connections_max; i++) {
		int fd = accept4(srv->config.listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0)
			return;
		if (!lws_adopt_socket_vhost(srv->vhost, fd))
			close(fd);
	}
}

void ws_wake(struct ws_server *srv)
{
	uv_async_send(&srv->wake);
}

enum err ws_watch(struct ws_server *srv, int fd, void (*fn)(void *ctx), void *ctx)
{
	struct watch *w = calloc(1, sizeof(*w));

	if (!w)
		return ERR_MEMORY;
	*w = (struct watch){ .fn = fn, .ctx = ctx, .next = srv->watches };
	w->poll.data = w;
	if (uv_poll_init(&srv->loop, &w->poll, fd) ||
	    uv_poll_start(&w->poll, UV_READABLE, on_watch)) {
		free(w);
		return ERR_IO;
	}
	srv->watches = w;
	return ERR_OK;
}

void ws_stop_accepting(struct ws_server *srv)
{
	if (srv->accepting)
		uv_poll_stop(&srv->listener);
	srv->accepting = false;
}

void ws_stop(struct ws_server *srv)
{
	srv->stopping = true;
	ws_wake(srv);
}

void ws_run(struct ws_server *srv)
{
	uv_run(&srv->loop, UV_RUN_DEFAULT);
}

static const struct lws_protocols protocols[] = {
	{"http",       ws_http_callback, sizeof(struct http_req *), 0,    0, NULL, 0},
	{ SUBPROTOCOL, on_ws,            sizeof(struct ws_conn),    4096, 0, NULL, 0},
	{ NULL,        NULL,             0,			 0,    0, NULL, 0}
};

static void no_signal(uv_signal_t *handle, int signum)
{
	(void)handle; /* the process handles its own signals */
	(void)signum;
}

static void on_signal(void *handle, int signum)
{
	no_signal(handle, signum);
}

static enum err create_context(struct ws_server *srv)
{
	void *loops[1] = { &srv->loop };
	struct lws_context_creation_info info = { 0 };

	srv->idle = (lws_retry_bo_t){
		.secs_since_valid_ping = (uint16_t)(srv->config.ping_s * 2),
		.secs_since_valid_hangup = (uint16_t)(srv->config.ping_s * 3),
	};
	info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
	info.protocols = protocols;
	info.foreign_loops = loops;
	info.signal_cb = on_signal;
	info.user = srv;
	info.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_VALIDATE_UTF8 |
		       LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.retry_and_idle_policy = &srv->idle;
	info.keepalive_timeout = srv->config.http_idle_s;
	info.timeout_secs = (unsigned)srv->config.http_idle_s;
	info.max_http_header_data = 4096;
	lws_set_log_level(LLL_ERR, NULL);
	srv->lws = lws_create_context(&info);
	srv->vhost = srv->lws ? lws_create_vhost(srv->lws, &info) : NULL;
	return srv->vhost ? ERR_OK : ERR_MEMORY;
}

enum err ws_new(const struct ws_config *config, struct ws_server **ret)
{
	struct ws_server *srv = calloc(1, sizeof(*srv));

	if (!srv)
		return ERR_MEMORY;
	srv->config = *config;
	if (uv_loop_init(&srv->loop)) {
		free(srv);
		return ERR_MEMORY;
	}
	uv_async_init(&srv->loop, &srv->wake, on_wake);
	uv_timer_init(&srv->loop, &srv->tick);
	uv_prepare_init(&srv->loop, &srv->before_wait);
	uv_timer_start(&srv->tick, on_tick, WS_TICK_MS, WS_TICK_MS);
	uv_prepare_start(&srv->before_wait, on_before_wait);
	srv->wake.data = srv->tick.data = srv->before_wait.data = srv->listener.data = srv;
	if (create_context(srv) || uv_poll_init(&srv->loop, &srv->listener, config->listen_fd) ||
	    uv_poll_start(&srv->listener, UV_READABLE, on_listener))
		return ERR_IO; /* the process ends; nothing is worth tearing down */
	srv->accepting = true;
	*ret = srv;
	return ERR_OK;
}

void ws_free(struct ws_server *srv)
{
	if (!srv)
		return;
	lws_context_destroy(srv->lws);
	for (struct watch *w = srv->watches, *next; w; w = next) {
		next = w->next;
		free(w);
	}
	free(srv);
}
