#include "payout/rail_wechat.h"

#include "payout/wechat_answer.h"
#include "payout/wechat_sign.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define API           "/v3/fund-app/mch-transfer/transfer-bills"
#define SECRET_MAX    128
#define REMARK        "举报奖励"
#define REPORT_TYPE   "补贴类型"
#define REPORT_DETAIL "举报奖励"

struct wechat {
	const struct config *config;
	struct wechat_keys *keys;
	struct secret app_secret;
};

/* --- build -------------------------------------------------------------------- */

static json_t *text(struct str s)
{
	return json_stringn(s.p ? s.p : "", s.len);
}

static enum err add_name(const struct wechat *w, const struct rail_order *o, struct arena *a,
			 json_t *body)
{
	struct str sealed;
	enum err e;

	if (!o->name.len)
		return o->amount_fen >= w->config->wechat_name_from_fen ? ERR_INPUT : ERR_OK;
	e = wechat_encrypt(w->keys, o->name, a, &sealed);
	if (e)
		return e;
	return json_object_set_new(body, "user_name", text(sealed)) ? ERR_MEMORY : ERR_OK;
}

static enum err dump(const json_t *body, struct arena *a, struct str *ret)
{
	char *p = json_dumps(body, JSON_COMPACT);
	struct str s = p ? arena_str(a, str_of(p)) : (struct str){ NULL, 0 };

	free(p);
	if (!s.p)
		return ERR_MEMORY;
	*ret = s;
	return ERR_OK;
}

static enum err wechat_build(void *ctx, const struct rail_order *o, struct arena *a,
			     struct str *ret_body)
{
	const struct wechat *w = ctx;
	const struct config *c = w->config;
	json_t *body;
	enum err e = ERR_OK;

	if (o->amount_fen < c->wechat_min_fen || o->amount_fen > c->wechat_max_fen)
		return ERR_INPUT;
	body = json_pack("{so ss so so sI ss s[{ss ss}]}", "appid", text(c->wechat_appid),
			 "out_bill_no", o->bill, "transfer_scene_id", text(c->wechat_scene_id),
			 "openid", text(o->account), "transfer_amount", (json_int_t)o->amount_fen,
			 "transfer_remark", REMARK, "transfer_scene_report_infos", "info_type",
			 REPORT_TYPE, "info_content", REPORT_DETAIL);
	if (!body)
		return ERR_MEMORY;
	if (c->wechat_notify_url.len &&
	    json_object_set_new(body, "notify_url", text(c->wechat_notify_url)))
		e = ERR_MEMORY;
	if (!e && c->wechat_perception.len &&
	    json_object_set_new(body, "user_recv_perception", text(c->wechat_perception)))
		e = ERR_MEMORY;
	if (!e)
		e = add_name(w, o, a, body);
	if (!e)
		e = dump(body, a, ret_body);
	json_decref(body);
	return e;
}

static bool wechat_agrees(void *ctx, struct str body, const char *bill,
			  const struct rail_answer *answer, struct arena *a)
{
	json_t *sent = json_loadb(body.p, body.len, 0, NULL);
	const char *openid = "", *no = "";
	json_int_t fen = -1;
	bool ok;

	(void)ctx;
	(void)a;
	ok = sent && json_unpack(sent, "{ss sI ss}", "openid", &openid, "transfer_amount", &fen,
				 "out_bill_no", &no) == 0;
	ok = ok && strcmp(no, bill) == 0;
	if (answer->account.p)
		ok = ok && str_eq(answer->account, str_of(openid));
	if (answer->amount_fen >= 0)
		ok = ok && answer->amount_fen == fen;
	json_decref(sent);
	return ok;
}

static struct str wechat_payee(void *ctx, struct str body, struct arena *a)
{
	json_t *sent = json_loadb(body.p, body.len, 0, NULL);
	const char *openid = json_string_value(json_object_get(sent, "openid"));
	struct str payee = openid ? arena_str(a, str_of(openid)) : (struct str){ NULL, 0 };

	(void)ctx;
	json_decref(sent);
	return payee;
}

/* --- requests --------------------------------------------------------------------- */

static enum err prepare_login(const struct wechat *w, struct rail_call *call, struct arena *a)
{
	static const char hex[] = "0123456789ABCDEF";
	const struct config *c = w->config;
	struct buf code = BUF_INIT(1024);

	for (size_t i = 0; i < call->code.len; i++) {
		unsigned char ch = (unsigned char)call->code.p[i];

		buf_add_char(&code, '%');
		buf_add_char(&code, hex[ch >> 4]);
		buf_add_char(&code, hex[ch & 15]);
	}
	if (!buf_ok(&code)) {
		buf_release(&code);
		return ERR_INPUT;
	}
	call->request.url = arena_printf(
		a,
		"%.*s/sns/jscode2session?appid=%.*s&secret=%.*s&js_code=%.*s"
		"&grant_type=authorization_code",
		STR_ARG(c->wechat_base_url), STR_ARG(c->wechat_appid), (int)w->app_secret.len,
		(const char *)w->app_secret.p, STR_ARG(buf_str(&code)));
	buf_release(&code);
	return call->request.url.p ? ERR_OK : ERR_MEMORY;
}

/* Which path and body an operation has; false for one that the API does not know. */
static bool route(struct rail_call *call, struct arena *a, struct str *ret_path)
{
	switch (call->op) {
	case RAIL_SUBMIT:
		call->request.post = true;
		call->request.body = call->body;
		*ret_path = STR(API);
		return true;
	case RAIL_QUERY:
		*ret_path = arena_printf(a, API "/out-bill-no/%s", call->bill);
		return true;
	case RAIL_DO_CANCEL:
		call->request.post = true;
		*ret_path = arena_printf(a, API "/out-bill-no/%s/cancel", call->bill);
		return true;
	default:
		return false;
	}
}

static enum err wechat_prepare(void *ctx, struct rail_call *call, struct arena *a,
			       struct rail_answer *ret_answer)
{
	const struct wechat *w = ctx;
	struct http_field *h = call->header;
	struct str path;

	(void)ret_answer;
	if (call->op == RAIL_RESOLVE)
		return prepare_login(w, call, a);
	if (!route(call, a, &path))
		return ERR_INPUT;
	h[0] = (struct http_field){ STR("Accept"), STR("application/json") };
	h[1] = (struct http_field){ STR("Content-Type"), STR("application/json") };
	h[2] = (struct http_field){ STR("Wechatpay-Serial"), wechat_public_key_id(w->keys) };
	h[3].name = STR("Authorization");
	h[3].value = wechat_authorization(w->keys, call->request.post ? "POST" : "GET", path,
					  call->request.body, call->now_ms / 1000, call->nonce, a);
	call->request.url = arena_printf(a, "%.*s%.*s", STR_ARG(w->config->wechat_base_url),
					 STR_ARG(path));
	call->request.header = h;
	call->request.n_header = 4;
	return path.p && h[3].value.p && call->request.url.p ? ERR_OK : ERR_MEMORY;
}

/* --- answers ------------------------------------------------------------------------ */

static struct wechat_signed signed_part(const struct http_answer *http)
{
	return (struct wechat_signed){
		.serial = http_header(http, "Wechatpay-Serial"),
		.timestamp = http_header(http, "Wechatpay-Timestamp"),
		.nonce = http_header(http, "Wechatpay-Nonce"),
		.signature = http_header(http, "Wechatpay-Signature"),
		.body = http->body,
	};
}

static void wechat_answer(void *ctx, const struct rail_call *call, enum err err,
			  const struct http_answer *http, struct arena *a, struct rail_answer *ret)
{
	const struct wechat *w = ctx;
	struct wechat_signed s;

	*ret = (struct rail_answer){ .event = TRANSFER_EV_UNKNOWN, .amount_fen = -1 };
	if (err) {
		ret->reason = STR("NO_ANSWER");
		return;
	}
	if (call->op == RAIL_RESOLVE) {
		wechat_read_login(http, a, ret);
		return;
	}
	s = signed_part(http);
	/*
	 * A refused signature of ours (401) comes unsigned when the rail does not know
	 * who we are; everything else unsigned is nobody's word.
	 */
	if (wechat_verify(w->keys, &s, call->now_ms / 1000)) {
		ret->reason = STR("BAD_SIGNATURE");
		return;
	}
	wechat_read_answer(call->op, call->bill, http, a, ret);
}

static enum err wechat_callback(void *ctx, const struct http_answer *callback, int64_t now_ms,
				struct arena *a, struct str *ret_bill, struct rail_answer *ret_says)
{
	const struct wechat *w = ctx;
	struct wechat_signed s = signed_part(callback);
	struct wechat_sealed sealed;
	struct str plain;
	enum err e;

	e = wechat_verify(w->keys, &s, now_ms / 1000);
	if (e)
		return e;
	e = wechat_read_callback(callback->body, a, &sealed);
	if (!e)
		e = wechat_open_resource(w->keys, sealed.nonce, sealed.associated,
					 sealed.ciphertext, a, &plain);
	return e ? e : wechat_read_bill(plain, a, ret_bill, ret_says);
}

/* --- life ------------------------------------------------------------------------------ */

static void wechat_release(void *ctx)
{
	struct wechat *w = ctx;

	if (!w)
		return;
	wechat_keys_free(w->keys);
	secret_release(&w->app_secret);
	free(w);
}

static enum err read_app_secret(struct wechat *w, struct str file, struct buf *why)
{
	FILE *f = file.len ? fopen(file.p, "re") : NULL;
	enum err e;

	if (!f) {
		buf_printf(why, "wechat_app_secret_file: cannot be read\n");
		return ERR_INPUT;
	}
	e = secret_alloc(&w->app_secret, SECRET_MAX + 1);
	if (!e)
		w->app_secret.len = fread(w->app_secret.p, 1, SECRET_MAX, f);
	fclose(f);
	while (w->app_secret.len && w->app_secret.p[w->app_secret.len - 1] <= ' ')
		w->app_secret.len--;
	return e;
}

enum err rail_wechat_init(const struct config *c, struct rail *ret_rail, struct buf *why)
{
	AUTO(arena) a = { .cap = 65536 };
	struct wechat *w = calloc(1, sizeof(*w));
	struct wechat_key_files files;
	enum err e;

	if (!w)
		return ERR_MEMORY;
	w->config = c;
	files = (struct wechat_key_files){
		.merchant_key = config_path(c, c->wechat_merchant_key, &a).p,
		.merchant_serial = c->wechat_merchant_serial.p,
		.mchid = c->wechat_mchid.p,
		.public_key = config_path(c, c->wechat_public_key, &a).p,
		.public_key_id = c->wechat_public_key_id.p,
		.apiv3_key_file = config_path(c, c->wechat_apiv3_key_file, &a).p,
	};
	e = wechat_keys_new(&files, &w->keys, why);
	if (!e)
		e = read_app_secret(w, config_path(c, c->wechat_app_secret_file, &a), why);
	if (e) {
		wechat_release(w);
		return e;
	}
	*ret_rail = (struct rail){
		.name = "wechat",
		.can = RAIL_RESUBMIT_SAFE | RAIL_CANCEL | RAIL_CALLBACK | RAIL_USER_CONFIRM |
		       RAIL_LOGIN_CODE,
		.ctx = w,
		.build = wechat_build,
		.prepare = wechat_prepare,
		.answer = wechat_answer,
		.parse_callback = wechat_callback,
		.agrees = wechat_agrees,
		.payee_of = wechat_payee,
		.release = wechat_release,
	};
	return ERR_OK;
}
