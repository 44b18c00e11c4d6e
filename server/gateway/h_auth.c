/*
 * Signing in with a phone code, without a name, and with a receipt.
 *
 * Wrong tries are counted by what was tried and from where; a lock-out says how long.
 * The answer to a wrong code, and the time it takes, do not tell what exists.
 */
#include "gateway/auth.h"
#include "gateway/receipt.h"
#include "gateway/session.h"
#include "gateway/tables.h"
#include "gateway/token.h"

#include <stdio.h>
#include <string.h>

#define PHONE_LEN   11
#define OTP_LEN     6
#define OTP_TRIES   5
#define CONSENT_MAX 20
#define DAY_MS      86400000

/* --- phone code --------------------------------------------------------------------- */

struct otp_body {
	struct str phone, code, consent;
};

static const struct field otp_fields[] = {
	FIELD(otp_body, phone, FIELD_LINE, PHONE_LEN, PHONE_LEN, REQUIRED), { .name = NULL }
};

static const struct field verify_fields[] = {
	FIELD(otp_body, phone, FIELD_LINE, PHONE_LEN, PHONE_LEN, REQUIRED),
	FIELD(otp_body, code, FIELD_LINE, OTP_LEN, OTP_LEN, REQUIRED),
	FIELD(otp_body, consent, FIELD_LINE, 1, CONSENT_MAX, REQUIRED),
	{ .name = NULL }
};

struct otp_loaded {
	struct id phone;
	struct r_otp_get *otp; /* NULL: none */
	struct r_account_by_phone *account;
	struct auth_lock lock;
	struct id principal;
	int64_t seq;
};

static bool is_mobile(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	}
	return s.len == PHONE_LEN && s.p[0] == '1' && s.p[1] >= '3';
}

static struct id otp_hash(const struct request *rq, struct id phone, struct str code)
{
	unsigned char both[sizeof(struct id) + OTP_LEN];

	memcpy(both, phone.b, sizeof(phone.b));
	memcpy(both + sizeof(phone.b), code.p, OTP_LEN);
	return keyring_hash(rq->keys, KEY_OTP, both, sizeof(both));
}

static enum err otp_load(struct request *rq, struct services *sv)
{
	struct otp_body *b = rq->body;
	struct otp_loaded *l = arena_new(&rq->arena, struct otp_loaded);
	size_t n;
	enum err e;

	if (!l)
		return ERR_LIMIT;
	rq->loaded = l;
	if (!is_mobile(b->phone))
		return refuse_text(rq, "params.bad", "phone", "请输入 11 位手机号",
				   "enter an 11-digit mobile number");
	l->phone = keyring_hash(rq->keys, KEY_PHONE, b->phone.p, b->phone.len);
	e = DB_ROWS(sv->db, &rq->arena, otp_get, &l->otp, &n, .phone_hash = l->phone);
	if (!e && !n)
		l->otp = NULL;
	return e;
}

static enum err otp_decide(struct request *rq, struct effects *fx)
{
	struct otp_loaded *l = rq->loaded;
	int64_t hour_share_ms = 3600000 / rq->config->rate_otp_per_hour;
	int64_t wait_ms = l->otp ? l->otp->sent_ms + hour_share_ms / 12 - rq->now_ms : 0;
	uint32_t number = (uint32_t)rq->rnd[190] << 16 | (uint32_t)rq->rnd[189] << 8 | rq->rnd[188];
	char code[OTP_LEN + 1];

	if (!rq->config->demo || !rq->loopback)
		return refuse_text(rq, "auth.not_allowed", NULL, "短信通道未接入，请匿名使用",
				   "no text-message channel is connected: go on without a name");
	if (wait_ms > 0)
		return refuse_retry(rq, "rate.limited", wait_ms);
	snprintf(code, sizeof(code), "%06u", number % 1000000);
	FX(fx, otp_put, .phone_hash = l->phone, .code_hash = otp_hash(rq, l->phone, str_of(code)),
	   .expires_ms = rq->now_ms + rq->config->otp_ttl_ms, .sent_ms = rq->now_ms);
	rq->result = json_pack("{s:I}", "wait_ms", hour_share_ms / 12);
	json_object_set_new(rq->result, "demo_code", json_string(code));
	return ERR_OK;
}

static enum err verify_load(struct request *rq, struct services *sv)
{
	struct otp_body *b = rq->body;
	struct otp_loaded *l;
	size_t n;
	enum err e = otp_load(rq, sv);

	if (e)
		return e;
	l = rq->loaded;
	e = auth_lock_load(rq, sv, "otp", b->phone, &l->lock);
	e = e ? e
	      : DB_ROWS(sv->db, &rq->arena, account_by_phone, &l->account, &n,
			.phone_hash = l->phone);
	if (e)
		return e;
	if (!n)
		l->account = NULL;
	l->principal = l->account ? l->account->id : request_id(rq);
	return auth_head(rq, sv, l->principal, &l->seq);
}

static enum err verify_decide(struct request *rq, struct effects *fx)
{
	struct otp_body *b = rq->body;
	struct otp_loaded *l = rq->loaded;
	struct principal who = { .id = l->principal, .roles = ROLE_CITIZEN };
	int64_t left_ms = auth_lock_left_ms(rq, &l->lock, rq->config->rate_password_failures);

	if (left_ms)
		return refuse_retry(rq, "auth.locked", left_ms);
	if (l->otp)
		FX(fx, otp_tried, .phone_hash = l->phone);
	if (!l->otp || l->otp->expires_ms < rq->now_ms || l->otp->tries >= OTP_TRIES ||
	    !id_eq(l->otp->code_hash, otp_hash(rq, l->phone, b->code)))
		return auth_fail(rq, fx, &l->lock);
	FX(fx, otp_drop, .phone_hash = l->phone);
	auth_forget_failures(fx, &l->lock);
	if (!l->account)
		FX(fx, account_put, .id = who.id, .roles = who.roles, .name = STR("市民"),
		   .phone_hash = l->phone, .created_day = rq->now_ms / DAY_MS);
	else if (l->account->disabled)
		return refuse(rq, "auth.not_allowed", NULL);
	return auth_succeed(rq, who, rq->config->token_citizen_ms, l->seq);
}

/* --- anonymous and receipt ---------------------------------------------------------------- */

struct anonymous_body {
	struct str consent;
};

static const struct field anonymous_fields[] = {
	FIELD(anonymous_body, consent, FIELD_LINE, 1, CONSENT_MAX, REQUIRED), { .name = NULL }
};

/* Nothing is stored: the token is all there is until the first report. */
static enum err anonymous_decide(struct request *rq, struct effects *fx)
{
	struct principal who = { .id = request_id(rq), .roles = ROLE_CITIZEN, .anonymous = true };

	(void)fx;
	return auth_succeed(rq, who, rq->config->token_citizen_ms, 0);
}

struct receipt_body {
	struct str code;
};

static const struct field receipt_fields[] = {
	FIELD(receipt_body, code, FIELD_LINE, 1, 60, REQUIRED), { .name = NULL }
};

struct receipt_loaded {
	struct auth_lock lock;
	bool found;
	struct principal who;
	int64_t seq;
};

static enum err receipt_load(struct request *rq, struct services *sv)
{
	struct receipt_body *b = rq->body;
	struct receipt_loaded *l = arena_new(&rq->arena, struct receipt_loaded);
	struct r_report_by_receipt *row;
	struct id lookup = receipt_lookup(rq->keys, b->code);
	size_t n;
	enum err e;

	if (!l)
		return ERR_LIMIT;
	rq->loaded = l;
	e = auth_lock_load(rq, sv, "receipt", STR(""),
			   &l->lock); /* by address: codes are guessed, not known */
	e = e ? e
	      : DB_ROWS(sv->db, &rq->arena, report_by_receipt, &row, &n, .receipt_lookup = lookup);
	if (e || !n)
		return e;
	l->found = !keyring_open_id(rq->keys, KEY_CONTACT, row->contact, &l->who.id);
	if (!row->contact.len) { /* withdrawn: the code still shows the report, to nobody in
				    particular */
		l->found = true;
		l->who.id = keyring_hash_id(rq->keys, KEY_CONTACT, row->id);
	}
	l->who.roles = ROLE_RECEIPT;
	l->who.report = row->id;
	return auth_head(rq, sv, l->who.id, &l->seq);
}

static enum err receipt_decide(struct request *rq, struct effects *fx)
{
	struct receipt_loaded *l = rq->loaded;
	int64_t left_ms = auth_lock_left_ms(rq, &l->lock, rq->config->rate_receipt_failures);

	if (left_ms)
		return refuse_retry(rq, "auth.locked", left_ms);
	if (!l->found)
		return auth_fail(rq, fx, &l->lock);
	auth_forget_failures(fx, &l->lock);
	return auth_succeed(rq, l->who, rq->config->token_receipt_ms, l->seq);
}

const struct msg_type auth_msgs[] = {
	{.name = "auth.otp",
         .roles = ROLE_NONE,
         .zh = "发送手机验证码",
         .en = "sends a code to a phone",
         .per_minute = 10,
         .per_hour = offsetof(struct config, rate_otp_per_ip_hour),
         .per_hour_address = true,
         .body_size = sizeof(struct otp_body),
         .fields = otp_fields,
         .work = WORK_READ,
         .load = otp_load,
         .decide = otp_decide },
	AUTH_MSG("auth.verify", "用验证码登录", "signs in with that code", verify_fields, otp_body,
		 WORK_READ, verify_load, verify_decide),
	AUTH_MSG("auth.receipt", "凭回执查看", "the holder of a receipt code", receipt_fields,
		 receipt_body, WORK_READ, receipt_load, receipt_decide),
	{ .name = "auth.anonymous",
         .roles = ROLE_NONE,
         .flags = MSG_ALONE,
         .zh = "匿名使用",
         .en = "goes on without a name",
         .per_minute = 30,
         .per_hour = offsetof(struct config, rate_anonymous_per_hour),
         .per_hour_address = true,
         .body_size = sizeof(struct anonymous_body),
         .fields = anonymous_fields,
         .decide = anonymous_decide },
	{ .name = NULL             }
};
