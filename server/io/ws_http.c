#include "io/ws_lws.h"

#include <stdlib.h>
#include <string.h>

#define HEADERS_MAX 4096

struct str http_method(const struct http_req *rq)
{
	return str_of(rq->method);
}

struct str http_path(const struct http_req *rq)
{
	return str_of(rq->path);
}

struct str http_query(const struct http_req *rq)
{
	return str_of(rq->query);
}

struct str http_body(const struct http_req *rq)
{
	return buf_str(&rq->body);
}

struct str http_host(const struct http_req *rq)
{
	return str_of(rq->host);
}

struct str http_req_header(struct http_req *rq, const char *name)
{
	static const struct {
		const char *name;
		enum lws_token_indexes token;
	} known[] = {
		{"accept-encoding:", WSI_TOKEN_HTTP_ACCEPT_ENCODING},
		{ "if-none-match:",  WSI_TOKEN_HTTP_IF_NONE_MATCH  },
		{ "content-type:",   WSI_TOKEN_HTTP_CONTENT_TYPE   },
	};
	int n;

	if (!rq->wsi)
		return (struct str){ NULL, 0 };
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (strcmp(known[i].name, name) == 0)
			return ws_header(rq->wsi, known[i].token, rq->value, sizeof(rq->value));
	}
	n = lws_hdr_custom_copy(rq->wsi, rq->value, sizeof(rq->value), name, (int)strlen(name));
	return (struct str){ rq->value, n > 0 ? (size_t)n : 0 };
}

static void req_free(struct http_req *rq)
{
	if (!rq)
		return;
	buf_release(&rq->body);
	free(rq->reply);
	free(rq);
}

static int put_headers(struct http_req *rq, int status, const char *type, size_t body_len,
		       const struct http_header *headers, size_t n)
{
	unsigned char out[LWS_PRE + HEADERS_MAX], *at = out + LWS_PRE, *end = out + sizeof(out);
	struct lws *wsi = rq->wsi;

	if (lws_add_http_header_status(wsi, (unsigned)status, &at, end) ||
	    lws_add_http_header_content_length(wsi, body_len, &at, end))
		return -1;
	if (rq->body.len &&
	    lws_add_http_header_by_token(wsi, WSI_TOKEN_CONNECTION, (const unsigned char *)"close",
					 5, &at, end))
		return -1;
	if (type &&
	    lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE,
					 (const unsigned char *)type, (int)strlen(type), &at, end))
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (lws_add_http_header_by_name(wsi, (const unsigned char *)headers[i].name,
						(const unsigned char *)headers[i].value.p,
						(int)headers[i].value.len, &at, end))
			return -1;
	}
	return lws_finalize_write_http_header(wsi, out + LWS_PRE, &at, end);
}

void http_reply(struct http_req *rq, int status, const char *type, struct str body,
		const struct http_header *headers, size_t n_headers)
{
	if (!rq->wsi) { /* the client did not wait */
		req_free(rq);
		return;
	}
	if (put_headers(rq, status, type, body.len, headers, n_headers)) {
		lws_set_timeout(rq->wsi, PENDING_TIMEOUT_HTTP_CONTENT, LWS_TO_KILL_ASYNC);
		return;
	}
	rq->reply = packet_new(body.p, strcmp(rq->method, "HEAD") == 0 ? 0 : body.len);
	lws_callback_on_writable(rq->wsi);
}

/* Large bodies go out in pieces, one a turn. */
static int http_writable(struct http_req **slot)
{
	struct http_req *rq = *slot;
	struct lws *wsi;
	size_t left, piece;
	bool ends;
	int n;

	if (!rq || !rq->handed_over || !rq->reply)
		return 0;
	wsi = rq->wsi;
	left = rq->reply->len - rq->reply_at;
	piece = left > 65536 ? 65536 : left;
	n = lws_write(wsi, rq->reply->bytes + LWS_PRE + rq->reply_at, piece,
		      piece == left ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP);
	if (n < 0)
		return -1;
	rq->reply_at += piece;
	if (piece < left) {
		lws_callback_on_writable(wsi);
		return 0;
	}
	ends = rq->body.len > 0;
	*slot = NULL;
	req_free(rq);
	return ends || lws_http_transaction_completed(wsi) ? -1 : 0;
}

static const char *method_of(struct lws *wsi, char *path, size_t size)
{
	static const struct {
		enum lws_token_indexes token;
		const char *name;
	} methods[] = {
		{WSI_TOKEN_GET_URI,   "GET" },
		{ WSI_TOKEN_POST_URI, "POST"},
		{ WSI_TOKEN_HEAD_URI, "HEAD"}
	};

	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		if (lws_hdr_total_length(wsi, methods[i].token) <= 0)
			continue;
		return ws_header(wsi, methods[i].token, path, size).len ? methods[i].name : NULL;
	}
	return NULL;
}

/* A body needs a length that is a number and within the cap; libwebsockets would wait forever. */
static int body_status(struct ws_server *srv, struct lws *wsi, long long *ret_len)
{
	char text[24];
	struct str len = ws_header(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, text, sizeof(text));
	long long n;

	if (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0 || !len.len)
		return 411;
	if (!str_to_i64(len, &n) || n < 0)
		return 400;
	*ret_len = n;
	return (unsigned long long)n > srv->config.http_body_max ? 413 : 0;
}

static int hand_over(struct http_req *rq)
{
	rq->handed_over = true;
	rq->srv->config.events.http(rq->srv->config.events.ctx, rq);
	return 0;
}

static int refuse_now(struct lws *wsi, int status)
{
	lws_return_http_status(wsi, (unsigned)status, NULL);
	return -1;
}

/* The library has taken the parts apart at '&'. False when they are longer than size. */
static bool read_query(struct lws *wsi, char *query, size_t size)
{
	size_t at = 0;

	query[0] = '\0';
	if (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_URI_ARGS) >= (int)size)
		return false;
	for (int i = 0;; i++) {
		size_t glue = i ? 1 : 0;
		int n = at + glue < size ? lws_hdr_copy_fragment(wsi, query + at + glue,
								 (int)(size - at - glue),
								 WSI_TOKEN_HTTP_URI_ARGS, i)
					 : -2;

		if (n == -2) /* no room; -1: no more parts */
			return false;
		if (n < 0)
			break;
		if (glue)
			query[at] = '&';
		at += glue + (size_t)n;
	}
	query[at] = '\0';
	return true;
}

static int http_begin(struct lws *wsi, struct http_req **slot)
{
	struct ws_server *srv = lws_context_user(lws_get_context(wsi));
	struct http_req *rq = calloc(1, sizeof(*rq));
	long long len = 0;
	int status;

	if (!rq)
		return -1;
	*slot = rq;
	rq->srv = srv;
	rq->wsi = wsi;
	rq->body = BUF_INIT(srv->config.http_body_max);
	rq->method = method_of(wsi, rq->path, sizeof(rq->path));
	if (!rq->method)
		return refuse_now(wsi, 405);
	ws_header(wsi, WSI_TOKEN_HOST, rq->host, sizeof(rq->host));
	if (!read_query(wsi, rq->query, sizeof(rq->query)))
		return refuse_now(wsi, 414);
	if (strcmp(rq->method, "POST") != 0)
		return hand_over(rq);
	status = body_status(srv, wsi, &len);
	if (status)
		return refuse_now(wsi, status);
	return len ? 0 : hand_over(rq); /* else the callbacks of the body follow */
}

static int http_take_body(struct http_req *rq, const void *in, size_t len)
{
	if (!rq)
		return -1;
	buf_add(&rq->body, in, len);
	return buf_ok(&rq->body) ? 0 : refuse_now(rq->wsi, 413);
}

/*
 * With bytes of a next request at hand the library tells of this one's body again and again
 * and never comes back: who sends more before the answer is out is closed. So that nobody
 * polite does, a connection that carried a body ends with its answer.
 */
static int http_body_done(struct http_req *rq)
{
	if (!rq)
		return 0;
	return rq->handed_over ? -1 : hand_over(rq);
}

static void http_gone(struct http_req **slot)
{
	struct http_req *rq = slot ? *slot : NULL;

	if (!rq)
		return;
	*slot = NULL;
	rq->wsi = NULL;
	if (!rq->handed_over || rq->reply)
		req_free(rq); /* else the handler still has it and http_reply frees it */
}

int ws_http_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		     size_t len)
{
	struct ws_server *srv = lws_context_user(lws_get_context(wsi));
	struct http_req **slot = user;

	switch (reason) {
	case LWS_CALLBACK_WSI_CREATE:
		srv->n_sockets++;
		return 0;
	case LWS_CALLBACK_WSI_DESTROY:
		srv->n_sockets--;
		return 0;
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
		return reason == LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION ||
		       strcmp(in ? in : "", "websocket") !=
			       0; /* no h2c; no socket without our subprotocol */
	case LWS_CALLBACK_HTTP:
		return http_begin(wsi, slot);
	case LWS_CALLBACK_HTTP_BODY:
		return slot ? http_take_body(*slot, in, len) : -1;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return slot ? http_body_done(*slot) : 0;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return slot ? http_writable(slot) : 0;
	case LWS_CALLBACK_CLOSED_HTTP:
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		http_gone(slot);
		return 0;
	default:
		return 0;
	}
}
