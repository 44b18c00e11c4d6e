/*
 * Signing in without a name, and with a receipt.
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

#define DAY_MS      86400000LL
#define CONSENT_MAX 20

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
	      : DB_ROWS(sv->db, &rq->arena, report_by_receipt, &row, &n, .receipt_lookup = lookup,
			.since_ms = rq->now_ms - rq->config->receipt_keep_days * DAY_MS);
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
	AUTH_MSG("auth.receipt", "凭回执查看", "the holder of a receipt code", receipt_fields,
		 receipt_body, WORK_READ, receipt_load, receipt_decide),
	{.name = "auth.anonymous",
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
	{ .name = NULL      }
};
