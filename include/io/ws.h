/*
 * The event loop with its WebSocket and HTTP server (libwebsockets on libuv).
 *
 * Only ws.c and ws_http.c know that library. Everything here runs on one
 * thread, except ws_wake. A connection or an HTTP request is used by pointer
 * until its closed callback.
 */
#ifndef IO_WS_H
#define IO_WS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct ws_server;
struct ws_conn;
struct http_req;

/* Close codes of our own; the standard ones are used as numbers. */
enum ws_close {
	WS_TOO_BIG = 1009,
	WS_RESTARTING = 1012,
	WS_ABUSE = 4400,
	WS_NO_HELLO = 4408,
	WS_TAKEN_OVER = 4409,
	WS_TOO_FAST = 4429,
};

struct ws_peer {
	struct str origin, host; /* empty when absent */
	struct str address;      /* of the client, text; behind a trusted proxy the forwarded one */
	bool loopback;           /* directly connected from this machine */
};

struct ws_events {
	void *ctx;
	/* false refuses the upgrade (403). */
	bool (*may_open)(void *ctx, const struct ws_peer *peer);
	void (*opened)(void *ctx, struct ws_conn *c, const struct ws_peer *peer);
	void (*message)(void *ctx, struct ws_conn *c, struct str bytes, bool binary);
	void (*closed)(void *ctx, struct ws_conn *c); /* only after opened */
	/* A whole request, body included. Answer once, now or later, by http_reply. */
	void (*http)(void *ctx, struct http_req *rq);
	void (*woken)(void *ctx);
	void (*tick)(void *ctx); /* every WS_TICK_MS */
	/* Everything that has arrived is handled; the loop is about to wait for more. */
	void (*idle)(void *ctx);
	/* Is this address a proxy whose X-Forwarded-For counts? */
	bool (*is_proxy)(void *ctx, struct str address);
};

#define WS_TICK_MS 100

struct ws_config {
	struct ws_events events;
	int listen_fd;         /* bound and listening; taken over */
	size_t message_max;    /* bytes of a whole message; more closes 1009 */
	size_t send_queue_max; /* unsent bytes a connection; more closes it */
	size_t http_body_max;  /* more is answered 413 */
	int connections_max;   /* open sockets; beyond, new ones wait in the kernel's queue */
	int ping_s;            /* a peer silent for twice this is hung up */
	int http_idle_s;
};

CHECKED enum err ws_new(const struct ws_config *config, struct ws_server **ret);
void ws_free(struct ws_server *srv);

/* Runs until ws_stop. */
void ws_run(struct ws_server *srv);
/* Takes no new connections; ws_stop ends ws_run. */
void ws_stop_accepting(struct ws_server *srv);
void ws_stop(struct ws_server *srv);
/* From any thread: calls events.woken soon, on the loop's thread. */
void ws_wake(struct ws_server *srv);
/* Calls fn whenever fd is readable. One watch a descriptor, for the server's life. */
CHECKED enum err ws_watch(struct ws_server *srv, int fd, void (*fn)(void *ctx), void *ctx);

void ws_send(struct ws_conn *c, struct str text);
/* reason is cut to 120 bytes. What was sent before goes out first. */
void ws_close(struct ws_conn *c, int code, const char *reason);
void ws_set_user(struct ws_conn *c, void *user);
void *ws_user(const struct ws_conn *c);

/* --- HTTP --------------------------------------------------------------------- */

#define HTTP_HEADERS_MAX 12

struct http_header {
	const char *name; /* lower case, with its colon */
	struct str value;
};

/* What a handler may read; valid until it answers. */
struct str http_method(const struct http_req *rq); /* "GET", "HEAD", "POST", "OPTIONS" */
struct str http_path(const struct http_req *rq);   /* without the query, decoded by libwebsockets */
struct str http_query(const struct http_req *rq);  /* parts decoded, joined by '&', without '?' */
struct str http_body(const struct http_req *rq);
struct str http_host(const struct http_req *rq);
/* A header by lower-case name with its colon, e.g. "wechatpay-nonce:". Empty when absent. */
struct str http_req_header(struct http_req *rq, const char *name);

/* Body and header values are copied. A HEAD is answered by the headers alone. Frees rq. */
void http_reply(struct http_req *rq, int status, const char *type, struct str body,
		const struct http_header *headers, size_t n_headers);

#endif
