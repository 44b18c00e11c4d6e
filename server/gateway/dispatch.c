#include "gateway/dispatch.h"

#include "base/log.h"
#include "gateway/envelope.h"
#include "gateway/errors.h"
#include "gateway/request.h"
#include "io/clock.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE_MS    60000
#define HOUR_MS      3600000
#define RATE_RAISED  1000
#define TOO_FAST_MAX 200 /* refused for rate in one minute: then the connection closes 4429 */

struct held_frame {
	struct held_frame *next;
	size_t len;
	char bytes[];
};

void dispatch_bad_frame(struct session *s, const char *type)
{
	struct refusal why = { .type = type };

	reply_error(s, STR("null"), &why, s->en, s->id);
	session_bad_frame(s, clock_ms());
}

/* --- frames that wait while the session changes ------------------------------------- */

void dispatch_release_held(struct session *s)
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
		/* Keyed: else a report's words, hashed again, would find its author's stored answers. */
		f->key_params = keyring_hash_id(f->gw->keys, KEY_IDEM, f->key_params);
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
	flight_begin(f);
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
	flight_begin(f);
}
