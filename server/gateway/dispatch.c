#include "gateway/dispatch.h"

#include "base/log.h"
#include "gateway/envelope.h"
#include "gateway/errors.h"
#include "gateway/request.h"
#include "io/clock.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE_MS     60000
#define HOUR_MS       3600000
#define RATE_RAISED   1000
#define BUSY_RETRY_MS 1000
#define TOO_FAST_MAX  200 /* refused for rate in one minute: then the connection closes 4429 */
#define SLOW_US       2000000

static void flight_run(struct job *job, struct services *sv);
static void flight_done(struct job *job);

struct held_frame {
	struct held_frame *next;
	size_t len;
	char bytes[];
};

/* --- replies --------------------------------------------------------------------- */

static void reply_error(struct session *s, struct str rpc_id, const struct refusal *why, bool en,
			struct id trace)
{
	struct buf out = BUF_INIT(1 << 20);

	envelope_error(&out, rpc_id, why, en, trace);
	if (s->conn && buf_ok(&out))
		ws_send(s->conn, buf_str(&out));
	s->gw->count.refusals++;
	buf_release(&out);
}

void dispatch_bad_frame(struct session *s, const char *type)
{
	struct refusal why = { .type = type };

	reply_error(s, STR("null"), &why, s->en, s->id);
	session_bad_frame(s, clock_ms());
}

static void reply_result(struct flight *f)
{
	struct session *s = f->session;
	struct buf out = BUF_INIT((size_t)16 << 20);

	buf_printf(&out, "{\"jsonrpc\":\"2.0\",\"id\":%.*s,\"result\":", STR_ARG(f->rpc_id));
	buf_add_str(&out, f->reply);
	buf_add_char(&out, '}');
	if (s->conn && buf_ok(&out))
		ws_send(s->conn, buf_str(&out));
	s->gw->count.replies++;
	buf_release(&out);
}

/* What the reader of the reply needs: refusals as they are, troubles as busy or internal. */
static void name_trouble(struct flight *f)
{
	struct refusal *why = &f->rq.refusal;

	if (f->err == ERR_RULE && why->type)
		return;
	*why = (struct refusal){ .type = "internal" };
	if (f->err == ERR_BUSY || f->err == ERR_LOST || f->err == ERR_CONFLICT) {
		why->type = f->err == ERR_CONFLICT ? "report.stale" : "busy";
		why->retry_after_ms = BUSY_RETRY_MS;
		return;
	}
	f->gw->count.internal_errors++;
	log_error("request.failed", "method=%s err=%s trace=%s", f->rq.type->name, err_name(f->err),
		  ID_C(f->rq.trace));
}

/* --- after the work ----------------------------------------------------------------- */

static void release_held(struct session *s)
{
	struct held_frame *list = s->held;

	s->held = NULL;
	s->held_end = &s->held;
	s->n_held = 0;
	for (struct held_frame *h = list, *next; h; h = next) {
		next = h->next;
		if (s->conn)
			dispatch_frame(s, (struct str){ h->bytes, h->len });
		free(h);
	}
}

void dispatch_drop_held(struct session *s)
{
	for (struct held_frame *h = s->held, *next; h; h = next) {
		next = h->next;
		free(h);
	}
	s->held = NULL;
	s->held_end = &s->held;
}

static void finish(struct flight *f)
{
	struct session *s = f->session;
	bool changed = f->rq.type->flags & MSG_ALONE;
	int64_t us = clock_steady_us() - f->started_us;

	if (us > SLOW_US)
		log_warn("request.slow", "method=%s ms=%lld trace=%s", f->rq.type->name,
			 (long long)us / 1000, ID_C(f->rq.trace));
	if (f->err)
		name_trouble(f);
	if (s) {
		if (!f->err && f->rq.sign_in.roles)
			session_sign_in(s, &f->rq.sign_in, f->rq.sign_in_seq);
		if (!f->err && f->rq.type->tell)
			f->rq.type->tell(&f->rq, s);
		if (f->rpc_id.p && f->err)
			reply_error(s, f->rpc_id, &f->rq.refusal, f->rq.en, f->rq.trace);
		else if (f->rpc_id.p)
			reply_result(f);
		if (!f->err && f->rq.sign_in.roles)
			session_pull(s);
		if (changed) {
			s->changing = false;
			release_held(s);
		}
		session_release(s);
	}
	flight_free(f);
}

static void write_outcome(struct flight *f)
{
	const struct batch_item *it = &f->write.item;

	switch (it->outcome) {
	case BATCH_DONE:
		f->err = f->rq.refuse_after ? ERR_RULE : ERR_OK;
		break;
	case BATCH_REPEATED:
		f->err = keyring_open(f->gw->keys, KEY_IDEM, it->stored_result, &f->rq.arena,
				      &f->reply);
		break;
	case BATCH_KEY_REUSED:
		f->err = refuse(&f->rq, "key.reused", "key");
		break;
	case BATCH_CONFLICT:
		f->err = ERR_CONFLICT;
		break;
	case BATCH_FAILED:
		f->err = it->err;
		break;
	}
}

static enum err start(struct flight *f)
{
	f->write.job.run = flight_run;
	if (f->rq.type->work != WORK_NONE)
		return lanes_submit(f->gw->lanes, f->rq.type->work, &f->write.job);
	flight_run(&f->write.job, NULL);
	return ERR_OK;
}

/* f is gone, or on its way, when this returns. */
static void begin(struct flight *f)
{
	enum err e = f->err ? f->err : start(f);

	if (!e)
		return;
	f->err = e;
	finish(f);
}

static void flight_done(struct job *job)
{
	struct flight *f = (struct flight *)job; /* job is its first member's first member */

	if (f->write.item.fx) {
		write_outcome(f);
		f->write.item.fx = NULL;
		if (f->err == ERR_CONFLICT && ++f->tries < DECIDE_TRIES && !start(f))
			return;
	}
	finish(f);
}

/* --- load, decide, commit -------------------------------------------------------------- */

/* A refused repeat of something done before gets the stored answer, not the refusal. */
static bool answered_before(struct flight *f, struct services *sv)
{
	struct r_idem_get *row;
	size_t n;

	if (!sv || !(f->rq.type->flags & MSG_KEYED) || f->err != ERR_RULE)
		return false;
	if (DB_ROWS(sv->db, &f->rq.arena, idem_get, &row, &n, .scope = f->fx.key_scope,
		    .id = f->fx.key) ||
	    !n || !id_eq(row->params, f->key_params))
		return false;
	return !keyring_open(f->gw->keys, KEY_IDEM, row->result, &f->rq.arena, &f->reply);
}

static enum err decide(struct flight *f, struct services *sv)
{
	struct request *rq = &f->rq;
	enum err e;

	effects_init(&f->fx, &rq->arena);
	if (rq->type->flags & MSG_KEYED || !f->session) {
		f->fx.key_scope = f->session ? keyring_hash_id(f->gw->keys, KEY_IDEM, rq->who.id)
					     : (struct id){ "timer" };
		f->fx.key = f->key;
		f->fx.key_params = f->key_params;
	}
	rq->refusal = (struct refusal){ 0 };
	rq->refuse_after = false;
	rq->sign_in.roles = 0;
	rq->rnd_used = sizeof(rq->trace.b);
	json_decref(rq->result);
	rq->result = NULL;
	e = rq->type->load ? rq->type->load(rq, sv) : ERR_OK;
	if (!e && rq->type->decide)
		e = rq->type->decide(rq, &f->fx);
	if (e)
		return e;
	f->reply = rq->result ? request_json(rq, rq->result) : STR("{}");
	f->fx.result = keyring_seal(f->gw->keys, KEY_IDEM, f->reply, request_nonce(rq), &rq->arena);
	return f->reply.p && f->fx.result.p ? ERR_OK : ERR_LIMIT;
}

static void flight_run(struct job *job, struct services *sv)
{
	struct flight *f = (struct flight *)job;

	f->write.job.done = flight_done;
	f->err = decide(f, sv);
	if (!f->err && !effects_empty(&f->fx)) {
		f->write.item = (struct batch_item){ .fx = &f->fx };
		f->err = writer_submit(f->gw->writer, &f->write);
		if (!f->err)
			return;
		f->write.item.fx = NULL;
	}
	if (f->err && answered_before(f, sv))
		f->err = ERR_OK;
	if (sv)
		lanes_post_done(f->gw->lanes, &f->write.job);
	else
		finish(f);
}

/* --- frames -------------------------------------------------------------------------------- */

static enum err check_role(struct flight *f)
{
	const struct session *s = f->session;
	unsigned roles = s->who.roles;

	if (!s->hello && !(f->rq.type->flags & MSG_BEFORE_HELLO))
		return refuse_text(&f->rq, "request.bad", NULL, "请先发送 hello",
				   "send hello first");
	if (f->rq.type->roles & ROLE_NONE)
		return ERR_OK;
	if (!(roles & ROLE_SIGNED))
		return refuse(&f->rq, "auth.needed", NULL);
	if (s->who.expires_ms <= f->rq.now_ms)
		return refuse(&f->rq, "auth.expired", NULL);
	return roles & f->rq.type->roles ? ERR_OK : refuse(&f->rq, "auth.not_allowed", NULL);
}

/* Two numbers hashed apart: who, and what for. */
static struct id limit_key(uint64_t who, const void *what)
{
	struct id key;
	uint64_t w = (uint64_t)(uintptr_t)what, h = (who + w) * 0x9E3779B97F4A7C15u;

	memcpy(key.b, &h, sizeof(h));
	w ^= who << 20;
	memcpy(key.b + sizeof(h), &w, sizeof(w));
	return key;
}

static bool within_hour(struct flight *f, int64_t *ret_retry_ms)
{
	const struct msg_type *type = f->rq.type;
	struct id key = type->per_hour_address ? f->rq.address : f->rq.who.id;
	int64_t most;

	if (!type->per_hour)
		return true;
	memcpy(&most, (const char *)f->rq.config + type->per_hour, sizeof(most));
	key.b[0] ^= (uint8_t)((uintptr_t)type >> 4);
	key.b[1] ^= (uint8_t)((uintptr_t)type >> 12);
	return limiter_take(f->gw->address_limits, key, most, HOUR_MS, f->rq.now_ms, ret_retry_ms);
}

static enum err check_rate(struct flight *f)
{
	struct session *s = f->session;
	const struct config *config = f->gw->config;
	int64_t most = f->rq.type->per_minute, retry_ms = 0;

	/* The table's numbers are for people; a default raised above RATE_RAISED is for load tests.
	 */
	if (!most || config->rate_default_per_minute > RATE_RAISED)
		most = config->rate_default_per_minute;
	if (limiter_take(f->gw->session_limits, limit_key(s->serial, f->rq.type), most, MINUTE_MS,
			 f->rq.now_ms, &retry_ms) &&
	    limiter_take(f->gw->session_limits, limit_key(s->serial, NULL),
			 config->rate_connection_per_minute, MINUTE_MS, f->rq.now_ms, &retry_ms) &&
	    within_hour(f, &retry_ms))
		return ERR_OK;
	if (++s->too_fast >= TOO_FAST_MAX && s->conn)
		ws_close(s->conn, WS_TOO_FAST, "too fast");
	return refuse_retry(&f->rq, "rate.limited", retry_ms);
}

static enum err parse_body(struct flight *f, const struct envelope *env)
{
	struct request *rq = &f->rq;
	const char *field = NULL;
	enum err e;

	if (rq->type->flags & MSG_KEYED) {
		e = envelope_key(env, &f->key, &f->key_params);
		if (e)
			return refuse(rq, "params.bad", "key");
	}
	rq->body = arena_alloc(&rq->arena, rq->type->body_size + 1);
	if (!rq->body)
		return ERR_LIMIT;
	e = fields_parse(rq->type->fields, env->params, rq->type->body_size, rq->body, &rq->arena,
			 &field);
	return e == ERR_INPUT ? refuse(rq, "params.bad", field) : e;
}

static void take_request(struct session *s, struct envelope *env)
{
	struct flight *f = flight_new(s->gw, s);
	struct request *rq;

	if (!f) {
		json_decref(env->json);
		return;
	}
	rq = &f->rq;
	rq->json = env->json;
	rq->type = env->type;
	rq->config = s->gw->config;
	rq->epoch = s->gw->epoch;
	rq->keys = s->gw->keys;
	rq->who = s->who;
	rq->en = s->en;
	rq->address = s->address;
	rq->loopback = s->loopback;
	rq->session = s->id;
	rq->connection = s->connection;
	if (env->id.p)
		f->rpc_id = arena_str(&rq->arena, env->id);
	session_retain(s);
	f->err = check_role(f);
	f->err = f->err ? f->err : check_rate(f);
	f->err = f->err ? f->err : parse_body(f, env);
	s->changing = !f->err && rq->type->flags & MSG_ALONE;
	begin(f);
}

static void hold(struct session *s, struct str bytes)
{
	struct held_frame *h;

	if (s->n_held >= SESSION_HELD_MAX) {
		ws_close(s->conn, WS_TOO_FAST, "too many requests while signing in");
		return;
	}
	h = malloc(sizeof(*h) + bytes.len);
	if (!h)
		return;
	h->next = NULL;
	h->len = bytes.len;
	memcpy(h->bytes, bytes.p, bytes.len);
	*s->held_end = h;
	s->held_end = &h->next;
	s->n_held++;
}

void dispatch_frame(struct session *s, struct str bytes)
{
	struct envelope env;
	struct refusal why = { 0 };

	if (s->changing) {
		hold(s, bytes);
		return;
	}
	s->last_ms = clock_ms();
	s->gw->count.messages++;
	why.type = envelope_read(bytes, &env);
	if (!why.type) {
		take_request(s, &env);
		return;
	}
	why.field = NULL;
	reply_error(s, env.id.p ? env.id : STR("null"), &why, s->en, s->id);
	envelope_release(&env);
	if (strcmp(why.type, "json.bad") == 0)
		session_bad_frame(s, s->last_ms);
}

void dispatch_internal(struct gateway *gw, const struct msg_type *type, const void *body,
		       struct id key)
{
	struct flight *f = flight_new(gw, NULL);

	if (!f)
		return;
	f->rq.type = type;
	f->rq.config = gw->config;
	f->rq.keys = gw->keys;
	f->key = key;
	f->rq.body = arena_alloc(&f->rq.arena, type->body_size + 1);
	if (!f->rq.body) {
		flight_free(f);
		return;
	}
	memcpy(f->rq.body, body, type->body_size);
	begin(f);
}
