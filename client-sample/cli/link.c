#include "link.h"

#include "base/buf.h"

#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MESSAGE_MAX (4 * 1024 * 1024)
#define HOST_MAX    256

struct frame {
	struct frame *next;
	size_t len;
	bool binary;
	unsigned char room[]; /* LWS_PRE bytes, then len */
};

struct link {
	struct lws_context *context;
	struct lws *wsi;
	bool open, lost;
	int timeout_ms;
	struct frame *out, **out_end;
	struct buf in; /* fragments of the message that is arriving */

	int64_t last_id;
	json_t *reply; /* the whole reply to last_id, or to a frame without id */
	struct link_progress progress;
	char type[64], text[512];
};

struct address {
	char host[HOST_MAX], path[HOST_MAX], host_port[HOST_MAX + 8], origin[HOST_MAX + 16];
	int port;
	bool tls;
};

static enum err parse_url(const char *url, struct address *a)
{
	static const struct {
		const char *scheme;
		int port;
		bool tls;
	} known[] = {
		{"ws://",     80,  false},
		{ "wss://",   443, true },
		{ "http://",  80,  false},
		{ "https://", 443, true }
	};
	struct str rest = str_of(url), host;
	const char *slash, *colon;
	long long port;
	size_t i = 0;

	while (i < ARRAY_LEN(known) && !str_starts(rest, str_of(known[i].scheme)))
		i++;
	if (i == ARRAY_LEN(known))
		return ERR_INPUT;
	rest.p += strlen(known[i].scheme);
	slash = strchr(rest.p, '/');
	host = (struct str){ rest.p, slash ? (size_t)(slash - rest.p) : strlen(rest.p) };
	port = known[i].port;
	colon = memrchr(host.p, ':', host.len);
	if (colon) {
		if (!str_to_i64((struct str){ colon + 1, (size_t)(host.p + host.len - colon - 1) },
				&port) ||
		    port < 1 || port > 65535)
			return ERR_INPUT;
		host.len = (size_t)(colon - host.p);
	}
	if (!host.len || host.len >= HOST_MAX || (slash && strlen(slash) >= HOST_MAX))
		return ERR_INPUT;
	a->port = (int)port;
	a->tls = known[i].tls;
	snprintf(a->host, sizeof(a->host), "%.*s", STR_ARG(host));
	snprintf(a->path, sizeof(a->path), "%s", slash && slash[1] ? slash : "/ws");
	snprintf(a->host_port, sizeof(a->host_port), "%s:%d", a->host, a->port);
	snprintf(a->origin, sizeof(a->origin), "%s://%s", a->tls ? "https" : "http", a->host_port);
	return ERR_OK;
}

static void take_message(struct link *l, struct str text)
{
	json_t *m = json_loadb(text.p, text.len, JSON_REJECT_DUPLICATES, NULL);
	const json_t *id = json_object_get(m, "id"), *params = json_object_get(m, "params");
	const char *method = json_string_value(json_object_get(m, "method"));

	if (method && strcmp(method, "upload.progress") == 0) {
		l->progress.handle = json_integer_value(json_object_get(params, "handle"));
		l->progress.offset = json_integer_value(json_object_get(params, "offset"));
		l->progress.n++;
	}
	/* A reply without id refuses a binary frame. */
	if (m && !method && (json_integer_value(id) == l->last_id || json_is_null(id))) {
		json_decref(l->reply);
		l->reply = json_incref(m);
	}
	json_decref(m);
}

static void write_next(struct link *l)
{
	struct frame *f = l->out;

	if (!f)
		return;
	l->out = f->next;
	if (!l->out)
		l->out_end = &l->out;
	if (lws_write(l->wsi, f->room + LWS_PRE, f->len,
		      f->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT) < (int)f->len)
		l->lost = true;
	free(f);
	if (l->out)
		lws_callback_on_writable(l->wsi);
}

static int on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		    size_t len)
{
	struct link *l = lws_context_user(lws_get_context(wsi));

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		l->open = true;
		break;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		buf_add(&l->in, in, len);
		if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi))
			break;
		if (buf_ok(&l->in))
			take_message(l, buf_str(&l->in));
		buf_reset(&l->in);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		write_next(l);
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
	case LWS_CALLBACK_CLIENT_CLOSED:
		l->lost = true;
		l->wsi = NULL;
		break;
	default:
		break;
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "ezhili.v1",     .callback = on_event, .rx_buffer_size = 4096 },
	{ .name = NULL},
};

static int64_t steady_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void on_timer(lws_sorted_usec_list_t *sul)
{
	(void)sul;
}

/* Serves the connection for at most a moment. */
static void serve(struct link *l)
{
	lws_sorted_usec_list_t wake = { 0 };

	lws_sul_schedule(l->context, 0, &wake, on_timer, 50 * LWS_US_PER_MS);
	lws_service(l->context, 0);
	lws_sul_cancel(&wake);
}

enum err link_open(const char *url, int timeout_ms, struct link **ret)
{
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.protocols = protocols,
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
			   LWS_SERVER_OPTION_JUST_USE_RAW_ORIGIN
	};
	struct lws_client_connect_info to = { 0 };
	struct link *l = calloc(1, sizeof(*l));
	struct address a;
	int64_t until = steady_ms() + timeout_ms;
	enum err e = l ? parse_url(url, &a) : ERR_MEMORY;

	if (e) {
		free(l);
		return e;
	}
	l->timeout_ms = timeout_ms;
	l->out_end = &l->out;
	l->in = BUF_INIT(MESSAGE_MAX);
	info.user = l;
	lws_set_log_level(0, NULL);
	l->context = lws_create_context(&info);
	to.context = l->context;
	to.address = a.host;
	to.port = a.port;
	to.path = a.path;
	to.host = a.host_port;
	to.origin = a.origin;
	to.protocol = protocols[0].name;
	to.ssl_connection = a.tls ? LCCSCF_USE_SSL : 0;
	l->wsi = l->context ? lws_client_connect_via_info(&to) : NULL;
	while (l->wsi && !l->open && !l->lost && steady_ms() < until)
		serve(l);
	if (!l->open || l->lost) {
		link_close(l);
		return ERR_LOST;
	}
	*ret = l;
	return ERR_OK;
}

void link_close(struct link *l)
{
	if (!l)
		return;
	if (l->context)
		lws_context_destroy(l->context);
	for (struct frame *f = l->out, *next; f; f = next) {
		next = f->next;
		free(f);
	}
	json_decref(l->reply);
	buf_release(&l->in);
	free(l);
}

static enum err queue(struct link *l, const void *p, size_t len, bool binary)
{
	struct frame *f = malloc(sizeof(*f) + LWS_PRE + len);

	if (!f)
		return ERR_MEMORY;
	f->next = NULL;
	f->len = len;
	f->binary = binary;
	memcpy(f->room + LWS_PRE, p, len);
	*l->out_end = f;
	l->out_end = &f->next;
	if (l->wsi)
		lws_callback_on_writable(l->wsi);
	return ERR_OK;
}

enum err link_send_binary(struct link *l, const void *p, size_t len)
{
	return queue(l, p, len, true);
}

static void remember_refusal(struct link *l, const json_t *error)
{
	const json_t *data = json_object_get(error, "data");
	const char *type = json_string_value(json_object_get(data, "type"));
	const char *detail = json_string_value(json_object_get(data, "detail"));
	const char *message = json_string_value(json_object_get(error, "message"));

	snprintf(l->type, sizeof(l->type), "%s", type ? type : "");
	snprintf(l->text, sizeof(l->text), "%s", detail ? detail : message ? message : "");
}

/* Takes the reply that has come. */
static enum err take_reply(struct link *l, json_t **ret)
{
	json_t *m = l->reply, *error = json_object_get(m, "error");

	l->reply = NULL;
	if (error)
		remember_refusal(l, error);
	else if (ret)
		*ret = json_incref(json_object_get(m, "result"));
	json_decref(m);
	return error ? ERR_RULE : ERR_OK;
}

enum err link_call(struct link *l, const char *method, json_t *params, json_t **ret)
{
	int64_t until = steady_ms() + l->timeout_ms;
	json_t *m = json_pack("{s:s,s:I,s:s,s:o}", "jsonrpc", "2.0", "id", (json_int_t)++l->last_id,
			      "method", method, "params", params ? params : json_object());
	char *text = json_dumps(m, JSON_COMPACT);
	enum err e = text ? queue(l, text, strlen(text), false) : ERR_MEMORY;

	json_decref(m);
	free(text);
	json_decref(l->reply);
	l->reply = NULL;
	while (!e && !l->reply && !l->lost && steady_ms() < until)
		serve(l);
	if (e)
		return e;
	return l->reply ? take_reply(l, ret) : ERR_LOST;
}

enum err link_wait_progress(struct link *l, unsigned seen, struct link_progress *ret)
{
	int64_t until = steady_ms() + l->timeout_ms;

	while (l->progress.n == seen && !l->reply && !l->lost && steady_ms() < until)
		serve(l);
	if (l->progress.n == seen)
		return l->reply ? take_reply(l, NULL) : ERR_LOST;
	*ret = l->progress;
	return ERR_OK;
}

const char *link_refusal_type(const struct link *l)
{
	return l->type;
}

const char *link_refusal_text(const struct link *l)
{
	return l->text;
}
