/*
 * The inside of io/ws.h, shared by its two files (ws.c the loop and WebSocket,
 * ws_http.c HTTP) and by nobody else: this is the one place that includes the library.
 */
#ifndef IO_WS_LWS_H
#define IO_WS_LWS_H

#include "io/ws.h"

#include <libwebsockets.h>
#include <uv.h>

#define REASON_MAX   120
#define PATH_MAX_LEN 1024
#define VALUE_MAX    2048

struct packet {
	struct packet *next;
	size_t len;
	unsigned char bytes[]; /* LWS_PRE, then len */
};

struct ws_conn {
	struct ws_server *srv;
	struct lws *wsi;
	void *user;
	struct buf in;
	struct packet *out, **out_end;
	size_t out_bytes;
	int close_code;
	bool close_sent;
	char close_reason[REASON_MAX + 1];
	bool open, broken; /* broken: a write failed */
};

struct http_req {
	struct ws_server *srv;
	struct lws *wsi; /* NULL once the connection is gone */
	struct buf body;
	char path[PATH_MAX_LEN], query[PATH_MAX_LEN], host[256], value[VALUE_MAX];
	const char *method;
	bool handed_over; /* the handler has it and will answer */
	struct packet *reply;
	size_t reply_at;
};

struct watch {
	uv_poll_t poll;
	void (*fn)(void *ctx);
	void *ctx;
	struct watch *next;
};

struct ws_server {
	struct ws_config config;
	uv_loop_t loop;
	uv_poll_t listener;
	uv_async_t wake;
	uv_timer_t tick;
	uv_prepare_t before_wait;
	bool accepting, stopping;
	struct lws_context *lws;
	struct lws_vhost *vhost;
	lws_retry_bo_t idle;
	int n_sockets;
	struct watch *watches;
};

struct packet *packet_new(const void *p, size_t len);
struct str ws_header(struct lws *wsi, enum lws_token_indexes token, char *to, size_t size);

/* ws_send.c: the callbacks WRITEABLE and TIMER. */
int ws_writable(struct ws_conn *c);
int ws_say_goodbye(struct ws_conn *c);

/* Protocol 0: plain HTTP, and the refusal of upgrades without our subprotocol. */
int ws_http_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		     size_t len);

#endif
