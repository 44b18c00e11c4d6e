#include "gateway/http.h"

#include "gateway/health.h"
#include "gateway/notify_http.h"
#include "gateway/photo_http.h"
#include "gateway/protocol_print.h"
#include "gateway/static_files.h"

#include <stdlib.h>
#include <string.h>

#define SECURITY_HEADERS                                                                     \
	{ "content-security-policy:", STR("default-src 'self'; img-src 'self' blob: data:; " \
					  "object-src 'none'; base-uri 'none'; "             \
					  "form-action 'self'; frame-ancestors 'none'") },   \
		{ "x-content-type-options:", STR("nosniff") },                               \
		{ "referrer-policy:", STR("no-referrer") },                                  \
	{                                                                                    \
		"cross-origin-resource-policy:", STR("same-origin")                          \
	}

struct extra {
	const char *cache;
	struct str etag, location;
	bool gzip;
};

static void send_with(struct http_req *rq, int status, const char *type, struct str body,
		      const struct extra *x)
{
	struct http_header h[HTTP_HEADERS_MAX] = { SECURITY_HEADERS };
	size_t n = 4;

	/* Says something of pages only; a first visit loads thirty files besides. */
	if (str_starts(str_of(type), STR("text/html")))
		h[n++] = (struct http_header){ "cross-origin-opener-policy:", STR("same-origin") };
	h[n++] = (struct http_header){ "cache-control:", str_of(x->cache) };
	if (x->etag.len)
		h[n++] = (struct http_header){ "etag:", x->etag };
	if (x->location.len)
		h[n++] = (struct http_header){ "location:", x->location };
	if (x->gzip) {
		h[n++] = (struct http_header){ "content-encoding:", STR("gzip") };
		h[n++] = (struct http_header){ "vary:", STR("accept-encoding") };
	}
	http_reply(rq, status, type, body, h, n);
}

void http_send(struct http_req *rq, int status, const char *type, struct str body,
	       const char *cache)
{
	send_with(rq, status, type, body, &(struct extra){ .cache = cache });
}

void http_refuse(struct http_req *rq, int status, const char *text)
{
	http_send(rq, status, "text/plain; charset=utf-8", str_of(text), "no-store");
}

static void redirect(struct http_req *rq, const char *to)
{
	send_with(rq, 302, "text/plain", STR(""),
		  &(struct extra){ .cache = "no-store", .location = str_of(to) });
}

static void serve_file(struct gateway *gw, struct http_req *rq, const struct static_file *f)
{
	struct extra x = { .cache = "no-cache", .etag = str_of(f->etag) };
	struct str seen = http_req_header(rq, "if-none-match:"), accepts;

	(void)gw;
	if (str_eq(seen, x.etag)) {
		send_with(rq, 304, NULL, STR(""), &x);
		return;
	}
	accepts = http_req_header(rq, "accept-encoding:");
	x.gzip = f->gzip.p && accepts.len && memmem(accepts.p, accepts.len, "gzip", 4);
	send_with(rq, 200, f->type, x.gzip ? f->gzip : f->bytes, &x);
}

/* A host name bound to one client leads there and shows no other. */
static const char *bound_client(const struct config *c, struct str host)
{
	struct str name = str_cut(&host, ':');

	if (c->host_citizen.len && str_eq(name, c->host_citizen))
		return "/citizen/";
	if (c->host_rider.len && str_eq(name, c->host_rider))
		return "/rider/";
	if (c->host_console.len && str_eq(name, c->host_console))
		return "/console/";
	return NULL;
}

static bool is_client(struct str path)
{
	return str_starts(path, STR("/citizen/")) || str_starts(path, STR("/rider/")) ||
	       str_starts(path, STR("/console/"));
}

static void serve_static(struct gateway *gw, struct http_req *rq)
{
	struct str path = http_path(rq);
	const char *bound = bound_client(gw->config, http_host(rq));
	const struct static_file *f;

	if (str_eq(path, STR("/"))) {
		redirect(rq, bound ? bound : "/citizen/");
		return;
	}
	if (str_eq(path, STR("/citizen")) || str_eq(path, STR("/rider")) ||
	    str_eq(path, STR("/console"))) {
		AUTO(arena) a = { .cap = 4096 };

		redirect(rq, arena_printf(&a, "%.*s/", STR_ARG(path)).p);
		return;
	}
	f = bound && is_client(path) && !str_starts(path, str_of(bound))
		    ? NULL
		    : static_files_find(gw->files, path);
	if (f)
		serve_file(gw, rq, f);
	else
		http_refuse(rq, 404, "没有这个页面 / not found\n");
}

static void serve_protocol(struct gateway *gw, struct http_req *rq)
{
	struct buf out = BUF_INIT((size_t)4 << 20);

	(void)gw;
	protocol_print(&out);
	http_send(rq, 200, "application/json", buf_str(&out), "no-cache");
	buf_release(&out);
}

/* What the operator sets for the clients; nothing here is a secret. */
static void serve_config(struct gateway *gw, struct http_req *rq)
{
	const struct config *c = gw->config;
	json_t *j = json_pack("{s:o, s:o, s:o, s:o}", "root_key", json_str(c->root_key), "tiles",
			      json_str(c->tile_url), "tiles_datum", json_str(c->tile_datum),
			      "wechat_app_id", json_str(c->wechat_appid));
	char *text = j ? json_dumps(j, JSON_COMPACT) : NULL;

	json_decref(j);
	if (text)
		http_send(rq, 200, "application/json", str_of(text), "no-cache");
	else
		http_refuse(rq, 500, "服务器内存不足 / out of memory\n");
	free(text);
}

static const struct route {
	const char *method, *path; /* a path that ends in '/' takes all below it */
	void (*serve)(struct gateway *gw, struct http_req *rq);
} routes[] = {
	{"GET",   "/healthz",       health_serve_live   },
	{ "GET",  "/readyz",        health_serve_ready  },
	{ "GET",  "/metrics",       health_serve_metrics},
	{ "GET",  "/protocol.json", serve_protocol      },
	{ "GET",  "/config.json",   serve_config        },
	{ "GET",  "/photo/",        photo_http          },
	{ "POST", "/notify/wechat", notify_http         },
	{ "GET",  "/",              serve_static        },
	{ "HEAD", "/",              serve_static        },
};

static bool matches(const struct route *r, struct http_req *rq)
{
	struct str path = http_path(rq), want = str_of(r->path);

	if (!str_eq(http_method(rq), str_of(r->method)))
		return false;
	return want.p[want.len - 1] == '/' ? str_starts(path, want) : str_eq(path, want);
}

void http_handle(void *ctx, struct http_req *rq)
{
	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		if (matches(&routes[i], rq)) {
			routes[i].serve(ctx, rq);
			return;
		}
	}
	http_refuse(rq, 405, "不支持的方法 / method not allowed\n");
}
