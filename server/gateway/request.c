#include "gateway/request.h"

#include "domain/role.h"
#include "gateway/gateway.h"

#include "io/clock.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define HOUR_MS      3600000
#define FLIGHTS_KEPT 256
#define JSON_USUAL   512 /* bytes that most texts fit in: those are written once */

/* A used one with its arena's memory, or a new one. */
static struct flight *take_flight(struct gateway *gw)
{
	struct flight *f = gw->idle_flights;
	struct arena arena;

	if (!f) {
		f = calloc(1, sizeof(*f));
		if (f)
			arena_init(&f->rq.arena, REQUEST_ARENA_CAP);
		return f;
	}
	gw->idle_flights = (struct flight *)f->write.job.next;
	gw->n_idle_flights--;
	arena = f->rq.arena;
	*f = (struct flight){ .rq.arena = arena };
	return f;
}

/* The system's randomness costs a call each time: it is taken by the page, and given out once. */
static void take_randomness(struct gateway *gw, unsigned char *to, size_t len)
{
	if (gw->random_left < len) {
		randombytes_buf(gw->random, sizeof(gw->random));
		gw->random_left = sizeof(gw->random);
	}
	gw->random_left -= len;
	memcpy(to, gw->random + gw->random_left, len);
	sodium_memzero(gw->random + gw->random_left, len);
}

struct flight *flight_new(struct gateway *gw, struct session *s)
{
	struct flight *f = take_flight(gw);

	if (!f)
		return NULL;
	f->gw = gw;
	f->session = s;
	f->started_us = clock_steady_us();
	f->rq.now_ms = clock_ms();
	take_randomness(gw, f->rq.rnd, sizeof(f->rq.rnd));
	memcpy(f->rq.trace.b, f->rq.rnd, sizeof(f->rq.trace.b));
	f->rq.rnd_used = sizeof(f->rq.trace.b);
	return f;
}

void flight_free(struct flight *f)
{
	struct gateway *gw = f->gw;

	json_decref(f->rq.json);
	json_decref(f->rq.result);
	if (gw->n_idle_flights >= FLIGHTS_KEPT) {
		arena_release(&f->rq.arena);
		free(f);
		return;
	}
	arena_reset(&f->rq.arena);
	f->write.job.next = (struct job *)gw->idle_flights;
	gw->idle_flights = f;
	gw->n_idle_flights++;
}

enum err refuse_text(struct request *rq, const char *type, const char *field, const char *zh,
		     const char *en)
{
	rq->refusal = (struct refusal){ .type = type, .field = field };
	if (zh)
		rq->refusal.detail = str_of(rq->en ? en : zh);
	return ERR_RULE;
}

enum err refuse(struct request *rq, const char *type, const char *field)
{
	return refuse_text(rq, type, field, NULL, NULL);
}

enum err refuse_retry(struct request *rq, const char *type, int64_t retry_after_ms)
{
	rq->refusal = (struct refusal){ .type = type, .retry_after_ms = retry_after_ms };
	return ERR_RULE;
}

static const unsigned char *take_random(struct request *rq, size_t len)
{
	const unsigned char *p;

	if (rq->rnd_used + len > sizeof(rq->rnd))
		abort(); /* a handler needs more randomness than a request carries: make rnd larger
			  */
	p = rq->rnd + rq->rnd_used;
	rq->rnd_used += len;
	return p;
}

struct id request_id(struct request *rq)
{
	return id_random(take_random(rq, sizeof(struct id)));
}

struct id request_id_timed(struct request *rq)
{
	return id_timed(take_random(rq, sizeof(struct id)), rq->now_ms);
}

struct id request_id_for(struct request *rq)
{
	return rq->who.roles & ROLE_WHISTLE ? request_id(rq) : request_id_timed(rq);
}

const unsigned char *request_nonce(struct request *rq)
{
	return take_random(rq, KEYRING_NONCE_LEN);
}

int64_t request_store_ms(const struct request *rq)
{
	return rq->who.roles & ROLE_WHISTLE ? rq->now_ms - rq->now_ms % HOUR_MS : rq->now_ms;
}

struct id request_owner(const struct request *rq)
{
	return keyring_hash_id(rq->keys, KEY_OWNER, rq->who.id);
}

struct id topic_of(const struct keyring *keys, struct id principal)
{
	return keyring_hash_id(keys, KEY_TOPIC, principal);
}

struct id request_topic(const struct request *rq)
{
	return topic_of(rq->keys, rq->who.id);
}

struct str json_text(const json_t *json, struct arena *a)
{
	char *p = arena_alloc(a, JSON_USUAL);
	size_t len = p ? json_dumpb(json, p, JSON_USUAL, JSON_COMPACT) : 0;

	if (len > JSON_USUAL) {
		p = arena_alloc(a, len);
		len = p ? json_dumpb(json, p, len, JSON_COMPACT) : 0;
	}
	return len ? (struct str){ p, len } : (struct str){ NULL, 0 };
}

struct str request_json(struct request *rq, const json_t *json)
{
	return json_text(json, &rq->arena);
}

json_t *json_str(struct str s)
{
	return s.p ? json_stringn(s.p, s.len) : json_null();
}

json_t *json_id(struct id id)
{
	return json_stringn(ID_C(id), ID_TEXT_LEN);
}

json_t *json_ms(int64_t ms)
{
	return ms == I64_NULL ? json_null() : json_integer(ms);
}

static const char *shown_name(const struct principal *who, bool en)
{
	if (who->login[0])
		return who->name;
	if (who->roles & ROLE_WHISTLE)
		return en ? "Whistleblower" : "吹哨人";
	if (who->roles & ROLE_RECEIPT)
		return en ? "Receipt holder" : "回执持有人";
	if (who->anonymous)
		return en ? "Anonymous citizen" : "匿名市民";
	return en ? "Citizen" : "市民";
}

json_t *principal_json(const struct principal *who, bool en)
{
	json_t *roles = json_array(), *j;

	for (unsigned bit = ROLE_CITIZEN; bit <= ROLE_ADMIN; bit <<= 1) {
		if (who->roles & bit)
			json_array_append_new(roles, json_string(role_name(bit)));
	}
	j = json_pack("{s:o, s:o, s:s}", "id", json_id(who->id), "roles", roles, "name",
		      shown_name(who, en));
	if (j && who->roles & ROLE_RECEIPT) /* who came with a code alone learns its report */
		json_object_set_new(j, "report", json_id(who->report));
	return j;
}
