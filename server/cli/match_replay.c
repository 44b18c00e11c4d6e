#include "cli/match_replay.h"

#include "domain/shop_match.h"

#include <jansson.h>
#include <stdlib.h>
#include <time.h>

struct replay {
	const struct shop_index *idx;
	struct arena arena;
	unsigned effort_pct;
	bool reasons;
	float *ms; /* of each query */
	size_t n, cap;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct str text_of(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	if (!json_is_string(v))
		return (struct str){ "", 0 };
	return (struct str){ json_string_value(v), json_string_length(v) };
}

static enum err query_of(const json_t *o, struct shop_query *q)
{
	const json_t *lat = json_object_get(o, "lat"), *lng = json_object_get(o, "lng");
	struct str datum = text_of(o, "datum");

	*q = (struct shop_query){ .text = text_of(o, "name"),
				  .address = text_of(o, "address"),
				  .licence = text_of(o, "licence"),
				  .area = text_of(o, "area"),
				  .datum = GEO_GCJ02 };
	if (json_is_number(lat) && json_is_number(lng)) {
		q->has_at = true;
		q->at = (struct geo_point){ json_number_value(lat), json_number_value(lng) };
		q->accuracy_m = json_number_value(json_object_get(o, "gps_accuracy"));
	}
	return datum.len ? geo_datum_parse(datum, &q->datum) : ERR_OK;
}

static json_t *id_json(struct str id)
{
	long long n;

	/* Only where the number's text is the id's: no sign, no leading zero. */
	if (id.len && id.len < 16 && id.p[0] >= '1' && id.p[0] <= '9' && str_to_i64(id, &n))
		return json_integer(n);
	return json_stringn(id.p, id.len);
}

static enum err candidate_json(struct replay *r, const struct shop_candidate *c, json_t **ret)
{
	json_t *o = json_object(), *list;
	struct shop shop;
	enum err e = shop_index_get(r->idx, c->ordinal, &r->arena, &shop);

	if (e)
		return e;
	json_object_set_new(o, "shop_id", id_json(shop.id));
	json_object_set_new(o, "p", json_real(c->p));
	*ret = o;
	if (!r->reasons)
		return ERR_OK;
	list = json_array();
	for (size_t i = 0; i < c->reasons; i++) {
		struct str t = shop_reason_text(&c->reason[i], false, &r->arena);

		json_array_append_new(list, json_stringn(t.p, t.len));
	}
	json_object_set_new(o, "name", json_stringn(shop_name(&shop).p, shop_name(&shop).len));
	json_object_set_new(o, "reasons", list);
	return ERR_OK;
}

static enum err answer(struct replay *r, const json_t *in, const struct shop_match_result *m,
		       FILE *out)
{
	json_t *o = json_object(), *list = json_array();
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < m->candidates; i++) {
		json_t *c = NULL;

		e = candidate_json(r, &m->candidate[i], &c);
		if (c)
			json_array_append_new(list, c);
	}
	json_object_set(o, "report_id", json_object_get(in, "report_id"));
	json_object_set_new(o, "candidates", list);
	json_object_set_new(o, "p_none", json_real(m->p_none));
	json_object_set_new(o, "decision", json_string(shop_decision_name(m->decision)));
	if (!e &&
	    (json_dumpf(o, out, JSON_COMPACT | JSON_REAL_PRECISION(6)) || fputc('\n', out) == EOF))
		e = ERR_IO;
	json_decref(o);
	return e;
}

static enum err note_time(struct replay *r, double ms)
{
	if (r->n == r->cap) {
		size_t cap = r->cap ? r->cap * 2 : 4096;
		float *more = realloc(r->ms, cap * sizeof(*more));

		if (!more)
			return ERR_MEMORY;
		r->ms = more;
		r->cap = cap;
	}
	r->ms[r->n++] = (float)ms;
	return ERR_OK;
}

static enum err one_line(struct replay *r, const char *line, size_t len, FILE *out)
{
	json_t *o = json_loadb(line, len, 0, NULL);
	struct shop_match_result m = { .decision = SHOP_NONE, .p_none = 1 };
	struct shop_query q;
	double from;
	enum err e;

	if (!json_is_object(o)) {
		json_decref(o);
		return ERR_INPUT;
	}
	arena_reset(&r->arena);
	e = query_of(o, &q);
	q.effort_pct = r->effort_pct;
	from = now_ms();
	/* A query without any evidence has no candidates; that is an answer. */
	if (!e && (q.text.len || q.address.len || q.licence.len))
		e = shop_match(r->idx, &q, &r->arena, &m);
	if (!e)
		e = note_time(r, now_ms() - from);
	if (!e)
		e = answer(r, o, &m, out);
	json_decref(o);
	return e;
}

static int by_ms(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static void sum_up(struct replay *r, struct match_timing *t)
{
	t->queries = (long)r->n;
	if (!r->n)
		return;
	for (size_t i = 0; i < r->n; i++)
		t->seconds += (double)r->ms[i] / 1e3;
	qsort(r->ms, r->n, sizeof(*r->ms), by_ms);
	t->p50_ms = (double)r->ms[r->n / 2];
	t->p99_ms = (double)r->ms[r->n * 99 / 100];
	t->max_ms = (double)r->ms[r->n - 1];
}

enum err match_replay(FILE *in, FILE *out, const struct shop_index *idx, unsigned effort_pct,
		      bool reasons, struct match_timing *ret_timing)
{
	struct replay r = { .idx = idx, .effort_pct = effort_pct, .reasons = reasons };
	struct match_timing t = { 0 };
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	enum err e = ERR_OK;

	arena_init(&r.arena, SHOP_MATCH_ARENA + (1u << 20));
	while (!e && (len = getline(&line, &cap, in)) > 0) {
		t.line++;
		if (len > MATCH_LINE_MAX)
			e = ERR_INPUT;
		else if (!(len == 1 && line[0] == '\n'))
			e = one_line(&r, line, (size_t)len, out);
	}
	sum_up(&r, &t);
	*ret_timing = t;
	free(r.ms);
	free(line);
	arena_release(&r.arena);
	return e;
}
