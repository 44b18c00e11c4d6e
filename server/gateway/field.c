#include "gateway/field.h"

#include "base/utf8.h"
#include "io/query.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

static struct str json_span(const json_t *v)
{
	return (struct str){ json_string_value(v), json_string_length(v) };
}

static enum err take_text(const struct field *f, const json_t *v, struct arena *a, struct str *ret)
{
	struct str s = json_span(v);
	size_t n;

	if (!json_is_string(v) || !utf8_is_plain(s))
		return ERR_INPUT;
	if (f->type == FIELD_LINE && s.len && memchr(s.p, '\n', s.len))
		return ERR_INPUT;
	n = utf8_len(s);
	if (n < (size_t)f->min || n > (size_t)f->max)
		return ERR_INPUT;
	*ret = arena_str(a, s);
	return ret->p ? ERR_OK : ERR_LIMIT;
}

static enum err take_choice(const struct field *f, const json_t *v, struct str *ret)
{
	struct str said = json_span(v), left = str_of(f->choices);

	if (!json_is_string(v))
		return ERR_INPUT;
	while (left.p) {
		struct str word = str_cut(&left, '|');

		if (str_eq(word, said)) {
			*ret = word;
			return ERR_OK;
		}
	}
	return ERR_INPUT;
}

#define ID_MAX_LEN 40

/* Ids are opaque: one that we never made is not malformed, it just names nothing. */
static enum err take_id(const json_t *v, struct id *ret)
{
	struct str s = json_span(v);

	if (!json_is_string(v) || s.len == 0 || s.len > ID_MAX_LEN)
		return ERR_INPUT;
	if (id_parse(s, ret))
		memset(ret->b, 0xFF, sizeof(ret->b));
	return ERR_OK;
}

static enum err take_ids(const struct field *f, const json_t *v, struct arena *a,
			 struct id_list *ret)
{
	size_t n = json_array_size(v);

	if (!json_is_array(v) || n < (size_t)f->min || n > (size_t)f->max)
		return ERR_INPUT;
	ret->id = arena_array(a, n + 1, struct id);
	if (!ret->id)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		if (take_id(json_array_get(v, i), &ret->id[i]))
			return ERR_INPUT;
		for (size_t k = 0; k < i; k++) {
			if (id_eq(ret->id[k], ret->id[i]))
				return ERR_INPUT;
		}
	}
	ret->n = n;
	return ERR_OK;
}

static enum err take_point(const json_t *v, struct point *ret)
{
	static const char *const known[] = { "lat", "lng", "datum", "accuracy_m" };
	const json_t *lat = json_object_get(v, "lat"), *lng = json_object_get(v, "lng");
	const json_t *accuracy = json_object_get(v, "accuracy_m");
	struct point p = { .set = true, .accuracy_m = (double)NAN };
	const char *key;
	json_t *member;

	if (!json_is_number(lat) || !json_is_number(lng))
		return ERR_INPUT;
	p.at = (struct geo_point){ json_number_value(lat), json_number_value(lng) };
	if (!geo_valid(p.at) || geo_datum_parse(json_span(json_object_get(v, "datum")), &p.datum))
		return ERR_INPUT;
	if (accuracy && !json_is_null(accuracy)) {
		if (!json_is_number(accuracy) || !(json_number_value(accuracy) >= 0))
			return ERR_INPUT;
		p.accuracy_m = json_number_value(accuracy);
	}
	json_object_foreach((json_t *)(uintptr_t)v, key, member)
	{
		size_t i = 0;

		while (i < ARRAY_LEN(known) && strcmp(known[i], key) != 0)
			i++;
		if (i == ARRAY_LEN(known))
			return ERR_INPUT;
	}
	*ret = p;
	return ERR_OK;
}

static enum err take_bytes(const struct field *f, const json_t *v, struct arena *a, struct str *ret)
{
	struct str s = json_span(v);
	unsigned char *out = arena_alloc(a, s.len + 1);
	const char *end;
	size_t n;
	int bad;

	if (!json_is_string(v))
		return ERR_INPUT;
	if (!out)
		return ERR_LIMIT;
	if (f->type == FIELD_HEX)
		bad = sodium_hex2bin(out, s.len + 1, s.p, s.len, NULL, &n, &end);
	else
		bad = sodium_base642bin(out, s.len + 1, s.p, s.len, NULL, &n, &end,
					sodium_base64_VARIANT_ORIGINAL);
	if (bad || end != s.p + s.len || n < (size_t)f->min || n > (size_t)f->max)
		return ERR_INPUT;
	*ret = (struct str){ (char *)out, n };
	return ERR_OK;
}

static enum err take_int(const struct field *f, const json_t *v, int64_t *ret)
{
	int64_t n = json_integer_value(v);

	if (!json_is_integer(v) || n < f->min || n > f->max)
		return ERR_INPUT;
	*ret = n;
	return ERR_OK;
}

static enum err take(const struct field *f, json_t *v, void *at, struct arena *a)
{
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LINE:
		return take_text(f, v, a, at);
	case FIELD_CHOICE:
		return take_choice(f, v, at);
	case FIELD_ID:
		return take_id(v, at);
	case FIELD_IDS:
		return take_ids(f, v, a, at);
	case FIELD_INT:
		return take_int(f, v, at);
	case FIELD_BOOL:
		*(bool *)at = json_is_true(v);
		return json_is_boolean(v) ? ERR_OK : ERR_INPUT;
	case FIELD_POINT:
		return take_point(v, at);
	case FIELD_HEX:
	case FIELD_BASE64:
		return take_bytes(f, v, a, at);
	case FIELD_JSON:
		*(json_t **)at = v;
		return ERR_OK;
	}
	return ERR_INPUT;
}

static const struct field *find(const struct field *fields, const char *name)
{
	for (const struct field *f = fields; f && f->name; f++) {
		if (strcmp(f->name, name) == 0)
			return f;
	}
	return NULL;
}

enum err fields_parse(const struct field *fields, const json_t *params, size_t body_size,
		      void *body, struct arena *arena, const char **ret_field)
{
	const char *key;
	json_t *v;

	if (body_size)
		memset(body, 0, body_size);
	json_object_foreach((json_t *)(uintptr_t)params, key, v)
	{
		if (!find(fields, key)) {
			*ret_field = arena_str(arena, str_of(key)).p;
			return ERR_INPUT;
		}
	}
	for (const struct field *f = fields; f && f->name; f++) {
		void *at = (char *)body + f->offset;
		enum err e;

		if (f->type == FIELD_INT)
			*(int64_t *)at = I64_NULL;
		v = json_object_get(params, f->name);
		if (json_is_null(v) && !f->required)
			v = NULL; /* clients write an absent value as null too */
		if (!v && !f->required)
			continue;
		e = v ? take(f, v, at, arena) : ERR_INPUT;
		if (e) {
			*ret_field = f->name;
			return e;
		}
	}
	return ERR_OK;
}
