/*
 * Whistleblowers: the key to seal to, and the deposit of a sealed identity.
 *
 * The gateway passes the seal on and cannot open it; its answer is the same
 * whoever was sealed, and the payer's word comes as whistle.changed.
 */
#include "gateway/auth.h"
#include "gateway/tables.h"

#include <sodium.h>
#include <stdio.h>

#define SEALED_LEN   560 /* crypto_box_seal of 512 bytes */
#define CODE_DIGITS  16
#define PASSWORD_MIN 8
#define PASSWORD_MAX 200
#define DAY_MS       86400000

/* --- seal.key ------------------------------------------------------------------ */

static json_t *base64(struct str bytes)
{
	char text[sodium_base64_ENCODED_LEN(64, sodium_base64_VARIANT_ORIGINAL)];

	if (bytes.len > 64)
		return NULL;
	sodium_bin2base64(text, sizeof(text), (const unsigned char *)bytes.p, bytes.len,
			  sodium_base64_VARIANT_ORIGINAL);
	return json_string(text);
}

static enum err key_load(struct request *rq, struct services *sv)
{
	struct r_seal_key_current *key;
	size_t n;
	enum err e = DB_ROWS(sv->db, &rq->arena, seal_key_current, &key, &n, 0);

	if (e)
		return e;
	rq->loaded = n ? key : NULL;
	return n ? ERR_OK
		 : refuse_text(rq, "busy", NULL, "加密密钥尚未就绪，请稍后再试",
			       "the sealing key is not ready yet: try again shortly");
}

static enum err key_decide(struct request *rq, struct effects *fx)
{
	const struct r_seal_key_current *key = rq->loaded;

	(void)fx;
	rq->result = json_pack("{s:o, s:o, s:o}", "key_id", json_str(key->key_id), "public_key",
			       base64(key->public_key), "signature", base64(key->signature));
	return rq->result ? ERR_OK : ERR_LIMIT;
}

/* --- whistle.enroll -------------------------------------------------------------- */

struct enroll_body {
	struct str kind, platform, employment, password, key_id, sealed;
};

static const struct field enroll_fields[] = {
	FIELD_OF(enroll_body, kind, "rider|bd", REQUIRED),
	FIELD(enroll_body, platform, FIELD_LINE, 1, 40, REQUIRED),
	FIELD_OF(enroll_body, employment, "full|part|outsourced", REQUIRED),
	FIELD(enroll_body, password, FIELD_LINE, PASSWORD_MIN, PASSWORD_MAX, REQUIRED),
	FIELD(enroll_body, key_id, FIELD_LINE, 1, 40, REQUIRED),
	FIELD(enroll_body, sealed, FIELD_BASE64, SEALED_LEN, SEALED_LEN, REQUIRED),
	{ .name = NULL }
};

struct enroll_loaded {
	char password[crypto_pwhash_STRBYTES];
	int64_t seq;
};

static enum err enroll_load(struct request *rq, struct services *sv)
{
	const struct enroll_body *b = rq->body;
	struct enroll_loaded *l;

	if (!rq->who.anonymous)
		return refuse_text(rq, "auth.not_allowed", NULL, "请先匿名进入再登记",
				   "enter without a name first, then enrol");
	l = arena_new(&rq->arena, struct enroll_loaded);
	if (!l)
		return ERR_LIMIT;
	rq->loaded = l;
	if (crypto_pwhash_str(l->password, b->password.p, b->password.len,
			      crypto_pwhash_OPSLIMIT_INTERACTIVE,
			      crypto_pwhash_MEMLIMIT_INTERACTIVE))
		return ERR_BUSY;
	return auth_head(rq, sv, rq->who.id, &l->seq);
}

/* Sixteen digits, each from a byte below 250 so that all are equally likely. */
static struct str identity_code(struct request *rq)
{
	char *code = arena_alloc(&rq->arena, CODE_DIGITS + 1);
	unsigned char seed[randombytes_SEEDBYTES] = { 0 }, pool[256];
	struct id a = request_id(rq), b = request_id(rq);
	size_t n = 0;

	memcpy(seed, a.b, sizeof(a.b));
	memcpy(seed + sizeof(a.b), b.b, sizeof(b.b));
	randombytes_buf_deterministic(pool, sizeof(pool), seed);
	for (size_t i = 0; code && i < sizeof(pool) && n < CODE_DIGITS; i++)
		if (pool[i] < 250)
			code[n++] = (char)('0' + pool[i] % 10);
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(pool, sizeof(pool));
	return (struct str){ code, n };
}

static void deposit(struct request *rq, struct effects *fx)
{
	const struct enroll_body *b = rq->body;
	json_t *meta = json_pack("{s:o, s:o, s:o}", "trade", json_str(b->kind), "platform",
				 json_str(b->platform), "employment", json_str(b->employment));

	FX(fx, payer_mail_put, .kind = STR("enrol"), .ref = request_id(rq), .client_key = fx->key,
	   .key_id = b->key_id,
	   .contact = keyring_seal_id(rq->keys, KEY_CONTACT, rq->who.id, request_nonce(rq),
				      &rq->arena),
	   .meta = request_json(rq, meta), .body = b->sealed);
	json_decref(meta);
}

static enum err enroll_decide(struct request *rq, struct effects *fx)
{
	const struct enroll_body *b = rq->body;
	const struct enroll_loaded *l = rq->loaded;
	struct principal who = { .id = rq->who.id, .roles = ROLE_WHISTLE };
	struct str code = identity_code(rq);
	int64_t day = rq->now_ms / DAY_MS;

	if (code.len != CODE_DIGITS)
		return ERR_LIMIT;
	/* The week, not the day: a day's only enrolment would be somebody's. */
	FX(fx, whistle_put, .id = who.id, .roles = who.roles, .name = STR("吹哨人"),
	   .code_hash = keyring_hash(rq->keys, KEY_CODE, code.p, code.len),
	   .password = str_of(l->password), .trade = b->kind, .platform = b->platform,
	   .employment = b->employment, .created_day = day - day % 7);
	deposit(rq, fx);
	rq->result = json_pack("{s:o}", "identity_code", json_str(code));
	return auth_succeed(rq, who, rq->config->token_whistle_ms, l->seq);
}

const struct msg_type whistle_msgs[] = {
	{.name = "seal.key",
         .roles = ROLE_NONE,
         .zh = "身份加密公钥",
         .en = "the key that identities are sealed to",
         .work = WORK_READ,
         .load = key_load,
         .decide = key_decide },
	{ .name = "whistle.enroll",
         .roles = ROLE_CITIZEN,
         .per_minute = 10,
         .per_hour = offsetof(struct config, rate_enroll_per_hour),
         .per_hour_address = true,
         .flags = MSG_KEYED | MSG_ALONE,
         .zh = "吹哨人登记",
         .en = "deposits a whistleblower's sealed identity",
         .body_size = sizeof(struct enroll_body),
         .fields = enroll_fields,
         .work = WORK_SLOW,
         .load = enroll_load,
         .decide = enroll_decide },
	{ .name = NULL         }
};
