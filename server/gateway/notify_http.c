#include "gateway/notify_http.h"

#include "gateway/http.h"
#include "io/clock.h"

#include <sodium.h>
#include <stdlib.h>

#define PER_MINUTE 6000 /* a gateway; who sends more is not the rail */
#define MINUTE_MS  60000
#define ARENA_MAX  ((size_t)1 << 20)
#define BODY_MAX   16384
#define SIG_LEAST  100 /* what is shorter is no RSA signature */

/* The headers that the signature covers, by the names the payer knows. */
static const struct {
	const char *http, *name;
} kept[] = {
	{"wechatpay-serial:",     "Wechatpay-Serial"   },
	{ "wechatpay-timestamp:", "Wechatpay-Timestamp"},
	{ "wechatpay-nonce:",     "Wechatpay-Nonce"    },
	{ "wechatpay-signature:", "Wechatpay-Signature"},
};

struct notify {
	struct write_job write; /* first: the writer's job */
	struct http_req *rq;
	struct arena arena;
	struct effects fx;
};

static void notify_free(struct notify *n)
{
	arena_release(&n->arena);
	free(n);
}

static void notify_done(struct job *job)
{
	struct notify *n = (struct notify *)job;

	if (n->write.item.outcome == BATCH_DONE)
		http_send(n->rq, 204, NULL, STR(""), "no-store");
	else
		http_refuse(n->rq, 503, "请稍后再试 / try again later\n");
	notify_free(n);
}

/* JSON of the kept headers; { NULL, 0 } when there is no signature worth the name. */
static struct str headers_json(struct http_req *rq, struct arena *a)
{
	json_t *o = json_object();
	struct str text = { NULL, 0 };
	size_t sig_len = 0;

	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		struct str v = http_req_header(rq, kept[i].http);

		sig_len = v.len; /* the last one's */
		json_object_set_new(o, kept[i].name, json_stringn(v.p ? v.p : "", v.len));
	}
	if (sig_len >= SIG_LEAST) {
		char *p = json_dumps(o, JSON_COMPACT);

		text = p ? arena_str(a, str_of(p)) : text;
		free(p);
	}
	json_decref(o);
	return text;
}

static bool put_mail(struct notify *n)
{
	struct str body = arena_str(&n->arena, http_body(n->rq));
	struct str meta = headers_json(n->rq, &n->arena);
	struct id ref;

	if (!meta.p || !body.p || !body.len || body.len > BODY_MAX)
		return false;
	randombytes_buf(ref.b, sizeof(ref.b));
	effects_init(&n->fx, &n->arena);
	FX(&n->fx, payer_mail_put, .kind = STR("notify"), .ref = ref, .meta = meta, .body = body);
	return true;
}

void notify_http(struct gateway *gw, struct http_req *rq)
{
	static const struct id everybody = {
		{'n', 'o', 't', 'i', 'f', 'y'}
	};
	struct notify *n;
	int64_t retry_ms;

	if (!limiter_take(gw->address_limits, everybody, PER_MINUTE, MINUTE_MS, clock_ms(),
			  &retry_ms)) {
		http_refuse(rq, 429, "太频繁 / too many\n");
		return;
	}
	n = calloc(1, sizeof(*n));
	if (!n) {
		http_refuse(rq, 503, "请稍后再试 / try again later\n");
		return;
	}
	n->rq = rq;
	n->write.job.done = notify_done;
	arena_init(&n->arena, ARENA_MAX);
	if (!put_mail(n)) {
		notify_free(n);
		http_refuse(rq, 400, "不是签名的回调 / not a signed callback\n");
		return;
	}
	n->write.item = (struct batch_item){ .fx = &n->fx };
	if (writer_submit(gw->writer, &n->write, 0)) {
		notify_free(n);
		http_refuse(rq, 503, "请稍后再试 / try again later\n");
	}
}
