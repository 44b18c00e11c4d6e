#include "payout/mailbox.h"

#include <jansson.h>

/* The headers as the gateway kept them: {"Wechatpay-Serial": "…", …}. */
static enum err read_headers(struct str meta, struct arena *a, struct http_answer *ret)
{
	json_t *o = json_loadb(meta.p ? meta.p : "", meta.len, 0, NULL);
	const char *name;
	json_t *v;

	json_object_foreach(o, name, v)
	{
		struct http_field *h = &ret->header[ret->n_header];

		if (ret->n_header == HTTP_ANSWER_HEADERS || !json_is_string(v))
			continue;
		*h = (struct http_field){ arena_str(a, str_of(name)),
					  arena_str(a, str_of(json_string_value(v))) };
		ret->n_header++;
	}
	json_decref(o);
	return ret->n_header ? ERR_OK : ERR_INPUT;
}

/*
 * A callback moves no money: one that is verified makes us ask at once, and
 * the answer to that question counts. It may come twice, late, or never.
 */
enum err notify_take(struct payer *p, const struct r_payer_mail_due *mail, struct effects *fx)
{
	const struct payer_rail *r = payer_rail_find(p, STR("wechat"));
	struct http_answer callback = { .status = 200, .body = mail->body };
	struct str bill;
	enum err e;

	mail_done(fx, mail);
	if (!r)
		return ERR_OK;
	e = read_headers(mail->meta, fx->arena, &callback);
	if (!e)
		e = r->rail.parse_callback(r->rail.ctx, &callback, p->now_ms, fx->arena, &bill);
	if (e) {
		log_warn("callback.refused", "err=%s", err_name(e));
		return ERR_OK;
	}
	FX(fx, transfer_hint, .now_ms = p->now_ms, .bill = bill);
	return ERR_OK;
}
