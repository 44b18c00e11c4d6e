/*
 * Signing in with a code that comes by text message.
 *
 * The gateway keeps a keyed hash of the phone and of the code. Phone and code themselves leave
 * sealed, as a row for the sender (io/sms_mail.h), in the transaction that stores the hashes.
 * A message costs money and rings at somebody's: codes are limited by phone, by address and
 * for everybody together, also when many are asked for at the same instant.
 */
#include "gateway/auth.h"
#include "gateway/session.h"
#include "gateway/tables.h"
#include "io/sms_mail.h"

#include <stdio.h>
#include <string.h>

#define OTP_TRIES      5
#define CONSENT_MAX    20
#define DAY_MS         86400000
#define HOUR_MS        3600000
/* An answer that takes longer is asked for again at the next sign-in. */
#define CREDIT_WAIT_MS 600000

struct otp_body {
	struct str phone, code, consent, credit_consent;
};

static const struct field otp_fields[] = {
	FIELD(otp_body, phone, FIELD_LINE, SMS_PHONE_LEN, SMS_PHONE_LEN, REQUIRED), { .name = NULL }
};

static const struct field verify_fields[] = {
	FIELD(otp_body, phone, FIELD_LINE, SMS_PHONE_LEN, SMS_PHONE_LEN, REQUIRED),
	FIELD(otp_body, code, FIELD_LINE, SMS_CODE_LEN, SMS_CODE_LEN, REQUIRED),
	FIELD(otp_body, consent, FIELD_LINE, 1, CONSENT_MAX, REQUIRED),
	FIELD(otp_body, credit_consent, FIELD_LINE, 1, CONSENT_MAX, OPTIONAL),
	{ .name = NULL }
};

struct otp_loaded {
	struct id phone;
	struct r_otp_get *otp; /* NULL: none */
	const struct sms_sender *sms;
	int64_t sent_all; /* in this hour, to everybody */
	/* auth.verify */
	struct r_account_by_phone *account;
	struct auth_lock lock;
	struct id principal;
	int64_t seq;
	struct id credit_owner;
	bool credit_asked; /* the score is known, or on its way */
};

static bool is_mobile(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	}
	return s.len == SMS_PHONE_LEN && s.p[0] == '1' && s.p[1] >= '3';
}

static struct id otp_hash(const struct request *rq, struct id phone, struct str code)
{
	unsigned char both[sizeof(struct id) + SMS_CODE_LEN];

	memcpy(both, phone.b, sizeof(phone.b));
	memcpy(both + sizeof(phone.b), code.p, SMS_CODE_LEN);
	return keyring_hash(rq->keys, KEY_OTP, both, sizeof(both));
}

static enum err load_phone(struct request *rq, struct services *sv, struct otp_loaded **ret)
{
	struct otp_body *b = rq->body;
	struct otp_loaded *l = arena_new(&rq->arena, struct otp_loaded);
	size_t n;
	enum err e;

	if (!l)
		return ERR_LIMIT;
	rq->loaded = *ret = l;
	if (!is_mobile(b->phone))
		return refuse_text(rq, "params.bad", "phone", "请输入 11 位手机号",
				   "enter an 11-digit mobile number");
	l->phone = keyring_hash(rq->keys, KEY_PHONE, b->phone.p, b->phone.len);
	e = DB_ROWS(sv->db, &rq->arena, otp_get, &l->otp, &n, .phone_hash = l->phone);
	if (!e && !n)
		l->otp = NULL;
	return e;
}

/* --- auth.otp ------------------------------------------------------------------------ */

static enum err otp_load(struct request *rq, struct services *sv)
{
	struct otp_loaded *l;
	struct r_sms_hour_get *hour;
	size_t n;
	enum err e = load_phone(rq, sv, &l);

	if (e)
		return e;
	l->sms = rq->config->sms_url.len ? sv->sms : NULL;
	e = DB_ROWS(sv->db, &rq->arena, sms_hour_get, &hour, &n, .hour = rq->now_ms / HOUR_MS);
	l->sent_all = !e && n ? hour->sent : 0;
	return e;
}

/* How long until this phone may get another code. */
static int64_t wait_of(const struct request *rq, const struct otp_loaded *l)
{
	const struct config *c = rq->config;
	int64_t hour_ms = l->otp ? l->otp->hour_ms + HOUR_MS - rq->now_ms : 0;

	if (l->sent_all >= c->rate_otp_total_per_hour)
		return HOUR_MS - rq->now_ms % HOUR_MS;
	if (!l->otp)
		return 0;
	if (hour_ms > 0 && l->otp->sent >= c->rate_otp_per_hour)
		return hour_ms;
	return l->otp->sent_ms + c->otp_wait_ms - rq->now_ms;
}

/* Six digits, each as likely as the others (2^48 is so much larger that nobody could tell). */
static void make_code(const struct request *rq, char ret_code[SMS_CODE_LEN + 1])
{
	uint64_t number = 0;

	for (size_t i = 0; i < 6; i++)
		number = number << 8 | rq->rnd[sizeof(rq->rnd) - 1 - i];
	snprintf(ret_code, SMS_CODE_LEN + 1, "%06u", (unsigned)(number % 1000000));
}

/*
 * Of requests for one phone at the same instant one comes through: a row that is there is guarded,
 * and who would make the first row takes a key that only one can have in that hour.
 */
static void one_at_a_time(struct request *rq, struct effects *fx, const struct otp_loaded *l)
{
	int64_t hour = rq->now_ms / HOUR_MS;

	if (l->otp) {
		effects_guard(fx, GUARD_OTP, l->phone, l->otp->version);
		return;
	}
	fx->key_scope = keyring_hash_id(rq->keys, KEY_OTP, l->phone);
	fx->key = fx->key_params = keyring_hash(rq->keys, KEY_OTP, &hour, sizeof(hour));
}

static enum err put_mail(struct request *rq, struct effects *fx, const struct otp_loaded *l,
			 const char *code)
{
	const struct otp_body *b = rq->body;
	struct sms_mail mail = { .en = rq->en };
	struct str sealed;

	memcpy(mail.phone, b->phone.p, SMS_PHONE_LEN);
	memcpy(mail.code, code, SMS_CODE_LEN);
	sealed = sms_mail_seal(l->sms, &mail, &rq->arena);
	if (!sealed.p)
		return ERR_LIMIT;
	FX(fx, sms_mail_put, .id = request_id(rq), .sender = l->sms->id, .sealed = sealed,
	   .due_ms = rq->now_ms, .expires_ms = rq->now_ms + rq->config->otp_ttl_ms);
	FX(fx, sms_hour_add, .hour = rq->now_ms / HOUR_MS);
	return ERR_OK;
}

static enum err otp_decide(struct request *rq, struct effects *fx)
{
	struct otp_loaded *l = rq->loaded;
	bool same_hour = l->otp && rq->now_ms < l->otp->hour_ms + HOUR_MS;
	bool shown = !l->sms && rq->config->demo && rq->loopback;
	int64_t wait_ms = wait_of(rq, l);
	char code[SMS_CODE_LEN + 1];

	if (!l->sms && !shown)
		return refuse_text(rq, "auth.not_allowed", NULL, "短信通道未接入，请匿名使用",
				   "no text-message channel is connected: go on without a name");
	if (wait_ms > 0)
		return refuse_retry(rq, "rate.limited", wait_ms);
	one_at_a_time(rq, fx, l);
	make_code(rq, code);
	FX(fx, otp_put, .phone_hash = l->phone, .code_hash = otp_hash(rq, l->phone, str_of(code)),
	   .expires_ms = rq->now_ms + rq->config->otp_ttl_ms, .sent_ms = rq->now_ms,
	   .hour_ms = same_hour ? l->otp->hour_ms : rq->now_ms,
	   .sent = same_hour ? l->otp->sent + 1 : 1);
	rq->result = json_pack("{s:I}", "wait_ms", (json_int_t)rq->config->otp_wait_ms);
	if (!shown)
		return put_mail(rq, fx, l, code);
	json_object_set_new(rq->result, "demo_code", json_string(code));
	return ERR_OK;
}

/* --- auth.verify ----------------------------------------------------------------------- */

static enum err load_credit(struct request *rq, struct services *sv, struct otp_loaded *l)
{
	struct r_credit_age *row;
	size_t n;
	enum err e;

	l->credit_owner = keyring_hash_id(rq->keys, KEY_CREDIT, l->principal);
	if (!rq->config->credit_url.len)
		return ERR_OK;
	e = DB_ROWS(sv->db, &rq->arena, credit_age, &row, &n, .owner = l->credit_owner);
	l->credit_asked = !e && n &&
			  (row->due_ms != I64_NULL ||
			   rq->now_ms - row->fetched_ms < rq->config->credit_cache_ms);
	return e;
}

static enum err verify_load(struct request *rq, struct services *sv)
{
	struct otp_body *b = rq->body;
	struct otp_loaded *l;
	size_t n;
	enum err e = load_phone(rq, sv, &l);

	if (e)
		return e;
	e = auth_lock_load(rq, sv, "otp", b->phone, &l->lock);
	e = e ? e
	      : DB_ROWS(sv->db, &rq->arena, account_by_phone, &l->account, &n,
			.phone_hash = l->phone);
	if (e)
		return e;
	if (!n)
		l->account = NULL;
	l->principal = l->account ? l->account->id : request_id(rq);
	l->sms = sv->sms;
	e = load_credit(rq, sv, l);
	return e ? e : auth_head(rq, sv, l->principal, &l->seq);
}

static bool is_right(const struct request *rq, const struct otp_loaded *l)
{
	const struct otp_body *b = rq->body;

	return l->otp && l->otp->expires_ms >= rq->now_ms && l->otp->tries < OTP_TRIES &&
	       id_eq(l->otp->code_hash, otp_hash(rq, l->phone, b->code));
}

/*
 * The personal credit score is asked for only when this sign-in says that its owner agrees, and a
 * sign-in that does not say so forgets it. Whatever happens to the question, nobody waits for it.
 */
static enum err want_credit(struct request *rq, struct effects *fx, const struct otp_loaded *l)
{
	const struct otp_body *b = rq->body;
	struct sms_mail mail = { .code = "000000" }; /* the layout's; the question has no code */
	struct str sealed;

	if (!rq->config->credit_url.len || !l->sms)
		return ERR_OK;
	if (!b->credit_consent.len) {
		FX(fx, credit_drop, .owner = l->credit_owner);
		return ERR_OK;
	}
	if (l->credit_asked)
		return ERR_OK;
	memcpy(mail.phone, b->phone.p, SMS_PHONE_LEN);
	sealed = sms_mail_seal(l->sms, &mail, &rq->arena);
	if (!sealed.p)
		return ERR_LIMIT;
	FX(fx, credit_want, .owner = l->credit_owner, .sender = l->sms->id, .sealed = sealed,
	   .consent = b->credit_consent, .due_ms = rq->now_ms,
	   .expires_ms = rq->now_ms + CREDIT_WAIT_MS);
	return ERR_OK;
}

static enum err verify_decide(struct request *rq, struct effects *fx)
{
	struct otp_loaded *l = rq->loaded;
	struct principal who = { .id = l->principal, .roles = ROLE_CITIZEN };
	enum err e;
	int64_t left_ms = auth_lock_left_ms(rq, &l->lock, rq->config->rate_password_failures);

	if (left_ms)
		return refuse_retry(rq, "auth.locked", left_ms);
	if (l->otp) { /* guesses made at once are counted one by one */
		effects_guard(fx, GUARD_OTP, l->phone, l->otp->version);
		FX(fx, otp_tried, .phone_hash = l->phone);
	}
	if (!is_right(rq, l))
		return auth_fail(rq, fx, &l->lock);
	FX(fx, otp_used, .phone_hash = l->phone);
	auth_forget_failures(fx, &l->lock);
	if (!l->account)
		FX(fx, account_put, .id = who.id, .roles = who.roles, .name = STR("市民"),
		   .phone_hash = l->phone, .created_day = rq->now_ms / DAY_MS);
	else if (l->account->disabled)
		return refuse(rq, "auth.not_allowed", NULL);
	e = want_credit(rq, fx, l);
	return e ? e : auth_succeed(rq, who, rq->config->token_citizen_ms, l->seq);
}

const struct msg_type otp_msgs[] = {
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
	{ .name = NULL}
};
