#include "gateway/auth.h"

#include "gateway/session.h"
#include "gateway/token.h"

#define DAY_MS 86400000

enum err auth_head(struct request *rq, struct services *sv, struct id principal, int64_t *ret_seq)
{
	struct r_mailbox_head *head;
	size_t n;
	enum err e = DB_ROWS(sv->db, &rq->arena, mailbox_head, &head, &n,
			     .topic = topic_of(rq->keys, principal));

	if (!e)
		*ret_seq = n ? head->seq : 0;
	return e;
}

enum err auth_succeed(struct request *rq, struct principal who, int64_t ttl_ms, int64_t seq)
{
	struct str token;

	who.token = request_id(rq);
	who.expires_ms = rq->now_ms + ttl_ms;
	token = token_make(rq->keys, &who, &rq->arena);
	if (!token.p)
		return ERR_LIMIT;
	rq->sign_in = who;
	rq->sign_in_seq = seq;
	if (!rq->result)
		rq->result = json_object();
	json_object_set_new(rq->result, "token", json_str(token));
	json_object_set_new(rq->result, "principal", principal_json(&who, rq->en));
	json_object_set_new(rq->result, "epoch", json_str(rq->epoch));
	json_object_set_new(rq->result, "seq", json_integer(seq));
	return ERR_OK;
}

enum err auth_lock_load(struct request *rq, struct services *sv, const char *kind, struct str tried,
			struct auth_lock *l)
{
	struct r_auth_failure_get *row;
	struct str text = arena_printf(&rq->arena, "%s %s %.*s", kind, ID_C(rq->address),
				       STR_ARG(tried));
	size_t n;
	enum err e;

	if (!text.p)
		return ERR_LIMIT;
	l->who = keyring_hash(rq->keys, KEY_FAILURE, text.p, text.len);
	e = DB_ROWS(sv->db, &rq->arena, auth_failure_get, &row, &n, .who = l->who);
	if (e)
		return e;
	l->failures = n ? row->failures : 0;
	l->last_ms = n ? row->last_ms : 0;
	return ERR_OK;
}

int64_t auth_lock_left_ms(const struct request *rq, const struct auth_lock *l, int64_t allowed)
{
	int64_t over = l->failures - allowed, wait = rq->config->lockout_ms;

	if (over < 0)
		return 0;
	while (over-- > 0 && wait < DAY_MS)
		wait *= 2;
	wait = l->last_ms + (wait < DAY_MS ? wait : DAY_MS) - rq->now_ms;
	return wait > 0 ? wait : 0;
}

/* The failure must be stored although the request is refused: it is a result of its own. */
enum err auth_fail(struct request *rq, struct effects *fx, const struct auth_lock *l)
{
	FX(fx, auth_failure_add, .who = l->who, .last_ms = rq->now_ms);
	rq->refuse_after = true;
	(void)refuse(rq, "auth.failed", NULL);
	return ERR_OK;
}

void auth_forget_failures(struct effects *fx, const struct auth_lock *l)
{
	if (l->failures)
		FX(fx, auth_failure_drop, .who = l->who);
}

struct str auth_digits(struct str code, struct arena *a)
{
	char *p = arena_alloc(a, code.len + 1);
	size_t n = 0;

	for (size_t i = 0; p && i < code.len; i++) {
		if (code.p[i] != ' ' && code.p[i] != '-')
			p[n++] = code.p[i];
	}
	return (struct str){ p, n };
}
