#include "payout/wechat_answer.h"

#include <jansson.h>

static const struct {
	const char *state;
	enum transfer_event event;
} states[] = {
	{"ACCEPTED",           TRANSFER_EV_PENDING   },
	{ "PROCESSING",        TRANSFER_EV_PENDING   },
	{ "WAIT_USER_CONFIRM", TRANSFER_EV_NEEDS_USER},
	{ "TRANSFERING",       TRANSFER_EV_PENDING   },
	{ "CANCELING",         TRANSFER_EV_PENDING   },
	{ "SUCCESS",           TRANSFER_EV_PAID      },
	{ "FAIL",              TRANSFER_EV_FAILED    },
	{ "CANCELLED",         TRANSFER_EV_CANCELLED },
};

/* What a code does to a submission, and to a query; stops: the rail's breaker. */
static const struct {
	const char *code;
	enum transfer_event submit, query;
	bool stops, slow;
} codes[] = {
	{"SYSTEM_ERROR",            TRANSFER_EV_UNKNOWN,    TRANSFER_EV_UNKNOWN,   false, false},
	{ "FREQUENCY_LIMIT_EXCEED", TRANSFER_EV_RETRY_SAME, TRANSFER_EV_UNKNOWN,   false, true },
	{ "FREQUENCY_LIMITED",      TRANSFER_EV_RETRY_SAME, TRANSFER_EV_UNKNOWN,   false, true },
	{ "RATELIMIT_EXCEEDED",     TRANSFER_EV_RETRY_SAME, TRANSFER_EV_UNKNOWN,   false, true },
	{ "NOT_ENOUGH",             TRANSFER_EV_RETRY_SAME, TRANSFER_EV_UNKNOWN,   true,  true },
 /* The number is taken: ask what stands there, then compare. */
	{ "ALREADY_EXISTS",         TRANSFER_EV_UNKNOWN,    TRANSFER_EV_UNKNOWN,   false, false},
	{ "PARAM_ERROR",            TRANSFER_EV_HALT,       TRANSFER_EV_HALT,      true,  false},
	{ "INVALID_REQUEST",        TRANSFER_EV_HALT,       TRANSFER_EV_HALT,      true,  false},
	{ "NO_AUTH",                TRANSFER_EV_HALT,       TRANSFER_EV_UNKNOWN,   true,  true },
	{ "SIGN_ERROR",             TRANSFER_EV_HALT,       TRANSFER_EV_UNKNOWN,   true,  true },
	{ "NOT_FOUND",              TRANSFER_EV_UNKNOWN,    TRANSFER_EV_NOT_FOUND, false, false},
};

static struct str member(const json_t *o, const char *name, struct arena *a)
{
	const json_t *v = json_object_get(o, name);

	if (!json_is_string(v))
		return (struct str){ NULL, 0 };
	return arena_str(a, (struct str){ json_string_value(v), json_string_length(v) });
}

/* Some answers say only in words that the number is taken by other content. */
static bool says_taken(const json_t *body)
{
	const char *message = json_string_value(json_object_get(body, "message"));

	return message && strstr(message, "单号已存在");
}

static bool says_we_are_nobody(struct str code)
{
	return str_eq(code, STR("NO_AUTH")) || str_eq(code, STR("SIGN_ERROR"));
}

static void read_error(enum rail_op op, long status, const json_t *body, struct arena *a,
		       struct rail_answer *ret)
{
	struct str code = member(body, "code", a);

	ret->reason = code.p ? code : STR("NO_CODE");
	/* A withdrawal that is turned away came too late, or for nothing: the question after it
	 * tells. */
	if (says_taken(body) || (op == RAIL_DO_CANCEL && !says_we_are_nobody(code)))
		return;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		if (!str_eq(code, str_of(codes[i].code)))
			continue;
		ret->event = op == RAIL_SUBMIT ? codes[i].submit : codes[i].query;
		ret->stops_rail = codes[i].stops;
		ret->slow_down = codes[i].slow;
	}
	if (status == 429) {
		ret->event = op == RAIL_SUBMIT ? TRANSFER_EV_RETRY_SAME : TRANSFER_EV_UNKNOWN;
		ret->slow_down = true;
	}
}

static bool is_final(enum transfer_event ev)
{
	return ev == TRANSFER_EV_PAID || ev == TRANSFER_EV_FAILED || ev == TRANSFER_EV_CANCELLED;
}

static void read_bill(enum rail_op op, const char *bill, const json_t *body, struct arena *a,
		      struct rail_answer *ret)
{
	struct str no = member(body, "out_bill_no", a), state = member(body, "state", a);
	const json_t *amount = json_object_get(body, "transfer_amount");

	if (!str_eq(no, str_of(bill))) {
		ret->event = TRANSFER_EV_MISMATCH;
		ret->reason = STR("OTHER_BILL");
		return;
	}
	ret->external = member(body, "transfer_bill_no", a);
	ret->package = member(body, "package_info", a);
	ret->reason = member(body, "fail_reason", a);
	ret->account = member(body, "openid", a);
	if (json_is_integer(amount))
		ret->amount_fen = json_integer_value(amount);
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (str_eq(state, str_of(states[i].state)))
			ret->event = states[i].event;
	if (!is_final(ret->event))
		return;
	/* Money moves on an answer that names bill, amount and payee; only a query's does. */
	if (op != RAIL_QUERY)
		ret->event = TRANSFER_EV_PENDING;
	else if (!ret->account.p || ret->amount_fen < 0)
		ret->event = TRANSFER_EV_UNKNOWN;
}

void wechat_read_answer(enum rail_op op, const char *bill, const struct http_answer *http,
			struct arena *a, struct rail_answer *ret_answer)
{
	json_t *body = json_loadb(http->body.p ? http->body.p : "", http->body.len, 0, NULL);

	if (!json_is_object(body))
		ret_answer->reason = STR("NOT_JSON");
	else if (http->status >= 200 && http->status < 300)
		read_bill(op, bill, body, a, ret_answer);
	else
		read_error(op, http->status, body, a, ret_answer);
	json_decref(body);
}

void wechat_read_login(const struct http_answer *http, struct arena *a,
		       struct rail_answer *ret_answer)
{
	json_t *body = json_loadb(http->body.p ? http->body.p : "", http->body.len, 0, NULL);
	json_int_t code = json_integer_value(json_object_get(body, "errcode"));
	struct str openid = member(body, "openid", a);

	if (http->status == 200 && openid.p && openid.len) {
		ret_answer->event = TRANSFER_EV_RESOLVED;
		ret_answer->account = openid;
	} else if (http->status == 200 && (code == 40029 || code == 40163 || code == 40226)) {
		/* invalid, used already, or a blocked user: another code is needed */
		ret_answer->event = TRANSFER_EV_REFUSED;
		ret_answer->reason = STR("LOGIN_CODE");
	} else if (http->status == 200 && (code == 40013 || code == 40125)) {
		ret_answer->stops_rail = true;
		ret_answer->reason = STR("APP_SECRET");
	} else {
		ret_answer->reason = STR("LOGIN_UNCLEAR");
	}
	json_decref(body);
}

enum err wechat_read_callback(struct str body, struct arena *a, struct wechat_sealed *ret_sealed)
{
	json_t *json = json_loadb(body.p ? body.p : "", body.len, 0, NULL);
	const json_t *r = json_object_get(json, "resource");
	struct str algorithm = member(r, "algorithm", a);
	struct wechat_sealed s = { member(r, "nonce", a), member(r, "associated_data", a),
				   member(r, "ciphertext", a) };

	json_decref(json);
	if (!str_eq(algorithm, STR("AEAD_AES_256_GCM")) || !s.nonce.p || !s.ciphertext.p)
		return ERR_INPUT;
	if (!s.associated.p)
		s.associated = STR("");
	*ret_sealed = s;
	return ERR_OK;
}

enum err wechat_read_bill(struct str plain, struct arena *a, struct str *ret_bill,
			  struct rail_answer *ret_says)
{
	json_t *json = json_loadb(plain.p ? plain.p : "", plain.len, 0, NULL);
	struct str bill = member(json, "out_bill_no", a);
	const json_t *amount = json_object_get(json, "transfer_amount");
	struct rail_answer says = { .event = TRANSFER_EV_UNKNOWN,
				    .amount_fen = -1,
				    .account = member(json, "openid", a) };

	if (json_is_integer(amount))
		says.amount_fen = json_integer_value(amount);
	json_decref(json);
	if (!bill.p || !bill.len || bill.len > 32)
		return ERR_INPUT;
	*ret_bill = bill;
	*ret_says = says;
	return ERR_OK;
}
