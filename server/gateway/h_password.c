/*
 * Signing in with a password: staff by login, whistleblowers by identity code.
 */
#include "gateway/auth.h"
#include "gateway/tables.h"
#include "gateway/totp.h"

#include <sodium.h>
#include <stdio.h>

#define PASSWORD_MAX 200

struct password_body {
	struct str login, password, totp, identity_code;
};

static const struct field password_fields[] = {
	FIELD(password_body, login, FIELD_LINE, 1, 60, REQUIRED),
	FIELD(password_body, password, FIELD_LINE, 1, PASSWORD_MAX, REQUIRED),
	FIELD(password_body, totp, FIELD_LINE, 6, 6, OPTIONAL),
	{ .name = NULL }
};

static const struct field code_fields[] = {
	FIELD(password_body, identity_code, FIELD_LINE, 16, 19, REQUIRED),
	FIELD(password_body, password, FIELD_LINE, 1, PASSWORD_MAX, REQUIRED),
	{ .name = NULL }
};

struct password_loaded {
	struct principal who;
	bool right;
	struct auth_lock lock;
	int64_t seq;
};

/* Also when there is no such account, so that the time tells nothing. */
static bool password_ok(struct str hash, struct str password)
{
	static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
				     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	char stored[crypto_pwhash_STRBYTES] = "";

	snprintf(stored, sizeof(stored), "%.*s", STR_ARG(hash.p ? hash : str_of(nobody)));
	return crypto_pwhash_str_verify(stored, password.p, password.len) == 0 && hash.p;
}

static struct password_loaded *password_begin(struct request *rq, struct services *sv,
					      const char *kind, struct str tried, enum err *ret_e)
{
	struct password_loaded *l = arena_new(&rq->arena, struct password_loaded);

	rq->loaded = l;
	*ret_e = l ? auth_lock_load(rq, sv, kind, tried, &l->lock) : ERR_LIMIT;
	return l;
}

static enum err password_load(struct request *rq, struct services *sv)
{
	struct password_body *b = rq->body;
	struct r_account_by_login *row;
	struct password_loaded *l;
	size_t n;
	enum err e;

	l = password_begin(rq, sv, "login", b->login, &e);
	if (e || auth_lock_left_ms(rq, &l->lock, rq->config->rate_password_failures))
		return e;
	e = DB_ROWS(sv->db, &rq->arena, account_by_login, &row, &n, .login = b->login);
	if (e)
		return e;
	l->right = password_ok(n ? row->password : (struct str){ NULL, 0 }, b->password) &&
		   !row->disabled;
	if (!l->right)
		return ERR_OK;
	if (row->totp_secret.p)
		l->right = b->totp.p && totp_ok(row->totp_secret, b->totp, rq->now_ms);
	l->who = (struct principal){ .id = row->id, .roles = (unsigned)row->roles };
	snprintf(l->who.login, sizeof(l->who.login), "%.*s", STR_ARG(b->login));
	snprintf(l->who.name, sizeof(l->who.name), "%.*s", STR_ARG(row->name));
	return auth_head(rq, sv, row->id, &l->seq);
}

static enum err code_load(struct request *rq, struct services *sv)
{
	struct password_body *b = rq->body;
	struct r_account_by_code *row;
	struct password_loaded *l;
	struct str digits = auth_digits(b->identity_code, &rq->arena);
	size_t n;
	enum err e;

	l = password_begin(rq, sv, "code", digits, &e);
	if (e || auth_lock_left_ms(rq, &l->lock, rq->config->rate_receipt_failures))
		return e;
	e = DB_ROWS(sv->db, &rq->arena, account_by_code, &row, &n,
		    .code_hash = keyring_hash(rq->keys, KEY_CODE, digits.p, digits.len));
	if (e)
		return e;
	l->right = password_ok(n ? row->password : (struct str){ NULL, 0 }, b->password) &&
		   !row->disabled;
	if (!l->right)
		return ERR_OK;
	l->who = (struct principal){ .id = row->id, .roles = ROLE_WHISTLE };
	return auth_head(rq, sv, row->id, &l->seq);
}

static enum err password_decide(struct request *rq, struct effects *fx)
{
	struct password_loaded *l = rq->loaded;
	bool whistle = rq->type->load == code_load;
	int64_t left_ms = auth_lock_left_ms(rq, &l->lock,
					    whistle ? rq->config->rate_receipt_failures
						    : rq->config->rate_password_failures);

	if (left_ms)
		return refuse_retry(rq, "auth.locked", left_ms);
	if (!l->right)
		return auth_fail(rq, fx, &l->lock);
	auth_forget_failures(fx, &l->lock);
	return auth_succeed(rq, l->who,
			    whistle ? rq->config->token_whistle_ms : rq->config->token_staff_ms,
			    l->seq);
}

const struct msg_type password_msgs[] = {
	AUTH_MSG("auth.password", "工作人员登录", "staff sign in", password_fields, password_body,
		 WORK_SLOW, password_load, password_decide),
	AUTH_MSG("auth.code", "吹哨人用身份代码登录", "a whistleblower returns", code_fields,
		 password_body, WORK_SLOW, code_load, password_decide),
	{ .name = NULL }
};
