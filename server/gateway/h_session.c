/*
 * The connection itself: hello, ping, ack, logout, and the public sealing key.
 */
#include "gateway/session.h"
#include "gateway/tables.h"
#include "gateway/token.h"

#include "io/clock.h"

#include <string.h>

#define PROTO           "ezhili.v1"
#define CONSENT_VERSION "2026-11"
#define TOKEN_TEXT_MAX  1000

struct hello_body {
	struct str client, lang, token;
	json_t *resume;
};

static const struct field hello_fields[] = {
	FIELD(hello_body, client, FIELD_LINE, 0, 200, REQUIRED),
	FIELD_OF(hello_body, lang, "zh-CN|en", REQUIRED),
	FIELD(hello_body, token, FIELD_LINE, 0, TOKEN_TEXT_MAX, OPTIONAL),
	FIELD(hello_body, resume, FIELD_JSON, 0, 0, OPTIONAL),
	{ .name = NULL }
};

struct hello_loaded {
	struct principal who; /* roles == 0: none */
	bool token_expired;
	int64_t head; /* the mailbox's last seq */
	struct id resume;
	int64_t resume_seq; /* -1: not asked, or not possible */
};

static enum err read_resume(struct request *rq, const json_t *resume, struct hello_loaded *l)
{
	const json_t *session = json_object_get(resume, "session"),
		     *seq = json_object_get(resume, "seq");
	const json_t *epoch = json_object_get(resume, "epoch");

	l->resume_seq = -1;
	if (!resume || json_is_null(resume))
		return ERR_OK;
	if (!json_is_string(session) || !json_is_string(epoch) || !json_is_integer(seq) ||
	    json_integer_value(seq) < 0)
		return refuse(rq, "params.bad", "resume");
	if (id_parse(str_of(json_string_value(session)), &l->resume))
		l->resume = (struct id){ { 0 } };
	if (str_eq(str_of(json_string_value(epoch)), rq->epoch))
		l->resume_seq = json_integer_value(seq);
	return ERR_OK;
}

/* Whoever stayed away for longer than events are kept begins afresh. */
static enum err check_kept(struct request *rq, struct services *sv, struct hello_loaded *l)
{
	struct r_outbox_first *first;
	size_t n;
	enum err e;

	if (l->resume_seq < 0 || l->resume_seq >= l->head)
		return ERR_OK;
	e = DB_ROWS(sv->db, &rq->arena, outbox_first, &first, &n,
		    .topic = topic_of(rq->keys, l->who.id));
	if (!e && (!n || !first->seq || l->resume_seq + 1 < first->seq))
		l->resume_seq = -1;
	return e;
}

static enum err hello_load(struct request *rq, struct services *sv)
{
	struct hello_body *b = rq->body;
	struct hello_loaded *l = arena_new(&rq->arena, struct hello_loaded);
	struct r_token_revoked_get *revoked;
	struct r_mailbox_head *head;
	size_t n;
	enum err e;

	if (!l)
		return ERR_LIMIT;
	rq->loaded = l;
	e = read_resume(rq, b->resume, l);
	if (e || !b->token.p)
		return e;
	e = token_read(rq->keys, b->token, rq->now_ms, &l->who);
	if (!e) {
		e = DB_ROWS(sv->db, &rq->arena, token_revoked_get, &revoked, &n,
			    .token = l->who.token);
		if (e)
			return e;
	}
	if (e || n) { /* run out, revoked or not ours: start afresh */
		l->who = (struct principal){ .roles = 0 };
		l->token_expired = true;
		return ERR_OK;
	}
	e = DB_ROWS(sv->db, &rq->arena, mailbox_head, &head, &n,
		    .topic = topic_of(rq->keys, l->who.id));
	l->head = !e && n ? head->seq : 0;
	return e ? e : check_kept(rq, sv, l);
}

static enum err hello_decide(struct request *rq, struct effects *fx)
{
	struct hello_body *b = rq->body;
	struct hello_loaded *l = rq->loaded;
	const struct config *c = rq->config;
	bool resumes = l->who.roles && l->resume_seq >= 0 && l->resume_seq <= l->head;
	struct id session = id_is_zero(l->resume) ? rq->session : l->resume;
	int64_t seq = resumes ? l->resume_seq : l->head;

	rq->en = str_eq(b->lang, STR("en"));
	rq->result = json_pack("{s:s, s:o, s:o, s:I, s:b, s:I, s:{s:I, s:I, s:I, s:I, s:I}, s:s}",
			       "proto", PROTO, "session", json_id(session), "epoch",
			       json_str(rq->epoch), "seq", seq, "recovered", resumes, "ping_s",
			       c->ping_s, "limits", "message", c->message_max, "chunk",
			       c->chunk_max, "photo", c->photo_max, "photos", c->photos_max, "text",
			       c->text_max, "consent", CONSENT_VERSION);
	if (c->credit_url.len) /* then a client may ask for this consent, too */
		json_object_set_new(rq->result, "credit_consent", json_string(CONSENT_VERSION));
	if (l->token_expired)
		json_object_set_new(rq->result, "token_expired", json_true());
	if (!l->who.roles)
		return ERR_OK;
	json_object_set_new(rq->result, "principal", principal_json(&l->who, rq->en));
	rq->sign_in = l->who;
	rq->sign_in_seq = seq;
	rq->resume = l->resume;
	if (!id_is_zero(l->resume)) /* whoever still holds that session lets go of it */
		effects_hint(fx, STR("session"), l->resume,
			     arena_str(&rq->arena, str_of(ID_C(rq->connection))));
	return ERR_OK;
}

static void hello_tell(struct request *rq, struct session *s)
{
	struct hello_body *b = rq->body;

	s->hello = true;
	s->en = str_eq(b->lang, STR("en"));
	if (!id_is_zero(rq->resume))
		s->id = rq->resume;
}

static enum err ping_decide(struct request *rq, struct effects *fx)
{
	(void)fx;
	rq->result = json_pack("{s:I}", "now", rq->now_ms);
	return ERR_OK;
}

struct ack_body {
	int64_t seq;
};

static const struct field ack_fields[] = { FIELD(ack_body, seq, FIELD_INT, 0, INT64_MAX, REQUIRED),
					   { .name = NULL } };

/* What counts is the seq of the client's next resume; an ack merely ends a repetition. */
static enum err ack_decide(struct request *rq, struct effects *fx)
{
	(void)rq;
	(void)fx;
	return ERR_OK;
}

static enum err logout_decide(struct request *rq, struct effects *fx)
{
	FX(fx, token_revoke, .token = rq->who.token, .expires_ms = rq->who.expires_ms);
	return ERR_OK;
}

static void logout_tell(struct request *rq, struct session *s)
{
	(void)rq;
	session_sign_in(s, NULL, 0);
}

const struct msg_type session_msgs[] = {
	{.name = "hello",
         .roles = ROLE_NONE,
         .flags = MSG_BEFORE_HELLO | MSG_ALONE,
         .zh = "开始会话，可恢复上次会话",
         .en = "begins a session, or resumes one",
         .body_size = sizeof(struct hello_body),
         .fields = hello_fields,
         .work = WORK_READ,
         .load = hello_load,
         .decide = hello_decide,
         .tell = hello_tell },
	{ .name = "ping",
         .roles = ROLE_NONE,
         .flags = MSG_BEFORE_HELLO,
         .zh = "心跳",
         .en = "heartbeat",
         .decide = ping_decide },
	{ .name = "ack",
         .roles = ROLE_NONE,
         .flags = MSG_QUIET,
         .zh = "确认已收到的事件",
         .en = "acknowledges events",
         .body_size = sizeof(struct ack_body),
         .fields = ack_fields,
         .decide = ack_decide },
	{ .name = "auth.logout",
         .roles = ROLE_SIGNED,
         .flags = MSG_ALONE,
         .zh = "退出登录",
         .en = "signs out",
         .decide = logout_decide,
         .tell = logout_tell },
	{ .name = NULL                      }
};
