/* A draft as text: lines of KEY LENGTH:BYTES, so that no byte of what people wrote needs escaping.
 */
#include "domain/dialog.h"

#include <math.h>
#include <stdio.h>

#define VERSION "d1\n"
#define E7      1e7

enum kind { K_INT, K_BOOL, K_I64, K_F64, K_STR, K_ID };

/* A stored draft outlives releases: keys are never given another meaning. */
#define SLOT(key, kind, member)                            \
	{                                                  \
		key, kind, offsetof(struct dialog, member) \
	}
static const struct slot {
	char key;
	enum kind kind;
	size_t offset;
} slots[] = {
	SLOT('g', K_INT, stage),         SLOT('w', K_BOOL, whistle),
	SLOT('s', K_INT, shop_state),    SLOT('i', K_STR, shop),
	SLOT('n', K_STR, shop_name),     SLOT('t', K_STR, shop_text),
	SLOT('p', K_STR, place),         SLOT('a', K_STR, area),
	SLOT('u', K_BOOL, name_unknown), SLOT('j', K_BOOL, near_rejected),
	SLOT('h', K_BOOL, has_at),       SLOT('k', K_BOOL, at_skipped),
	SLOT('y', K_F64, at.lat),        SLOT('x', K_F64, at.lng),
	SLOT('d', K_INT, datum),         SLOT('r', K_F64, accuracy_m),
	SLOT('c', K_INT, category),      SLOT('q', K_INT, guess),
	SLOT('m', K_STR, text),          SLOT('b', K_I64, from_ms),
	SLOT('e', K_I64, to_ms),         SLOT('z', K_BOOL, photo_skipped),
	SLOT('o', K_ID, report),
};
#define PHOTO_KEY 'f'

_Static_assert(sizeof(enum dialog_stage) == sizeof(int), "enumerations are stored as int");
_Static_assert(sizeof(enum dialog_shop_state) == sizeof(int), "enumerations are stored as int");
_Static_assert(sizeof(enum geo_datum) == sizeof(int), "enumerations are stored as int");

/* The bytes written so far; past DIALOG_SAVED_MAX they are only counted. */
struct out {
	char *p;
	size_t len;
};

static void put(struct out *o, struct str s)
{
	if (s.len <= DIALOG_SAVED_MAX && o->len <= DIALOG_SAVED_MAX - s.len)
		memcpy(o->p + o->len, s.p, s.len);
	o->len += s.len;
}

static void add(struct out *o, char key, struct str value)
{
	char head[24];
	int n = snprintf(head, sizeof(head), "%c%zu:", key, value.len);

	put(o, (struct str){ head, (size_t)n });
	put(o, value);
	put(o, STR("\n"));
}

static void add_number(struct out *o, char key, long long value)
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%lld", value);

	if (value != 0)
		add(o, key, (struct str){ digits, (size_t)n });
}

static void add_slot(struct out *o, const struct slot *s, const char *p)
{
	switch (s->kind) {
	case K_INT:
		add_number(o, s->key, *(const int *)p);
		break;
	case K_BOOL:
		add_number(o, s->key, *(const bool *)p);
		break;
	case K_I64:
		add_number(o, s->key, *(const int64_t *)p);
		break;
	case K_F64:
		add_number(o, s->key, llround(*(const double *)p * E7));
		break;
	case K_STR:
		if (((const struct str *)p)->len)
			add(o, s->key, *(const struct str *)p);
		break;
	case K_ID:
		if (!id_is_zero(*(const struct id *)p))
			add(o, s->key, str_of(ID_C(*(const struct id *)p)));
		break;
	}
}

enum err dialog_save(const struct dialog *d, struct arena *a, struct str *ret_saved)
{
	struct out o = { arena_alloc(a, DIALOG_SAVED_MAX), 0 };

	if (!o.p)
		return ERR_MEMORY;
	put(&o, STR(VERSION));
	for (size_t i = 0; i < ARRAY_LEN(slots); i++)
		add_slot(&o, &slots[i], (const char *)d + slots[i].offset);
	for (size_t i = 0; i < d->photos; i++)
		add(&o, PHOTO_KEY, str_of(ID_C(d->photo[i])));
	if (o.len > DIALOG_SAVED_MAX)
		return ERR_LIMIT;
	*ret_saved = (struct str){ o.p, o.len };
	return ERR_OK;
}

static enum err take_slot(const struct slot *s, struct str value, char *p)
{
	long long number = 0;

	if (s->kind == K_STR) {
		*(struct str *)p = value;
		return ERR_OK;
	}
	if (s->kind == K_ID)
		return id_parse(value, (struct id *)p) ? ERR_CORRUPT : ERR_OK;
	if (!str_to_i64(value, &number))
		return ERR_CORRUPT;
	if (s->kind == K_I64)
		*(int64_t *)p = number;
	else if (s->kind == K_F64)
		*(double *)p = (double)number / E7;
	else if (number < 0 || number > 1000)
		return ERR_CORRUPT;
	else if (s->kind == K_BOOL)
		*(bool *)p = number != 0;
	else
		*(int *)p = (int)number;
	return ERR_OK;
}

static enum err take(struct dialog *d, char key, struct str value)
{
	if (key == PHOTO_KEY) {
		if (d->photos == DIALOG_PHOTOS_MAX || id_parse(value, &d->photo[d->photos]))
			return ERR_CORRUPT;
		d->photos++;
		return ERR_OK;
	}
	for (size_t i = 0; i < ARRAY_LEN(slots); i++)
		if (slots[i].key == key)
			return take_slot(&slots[i], value, (char *)d + slots[i].offset);
	return ERR_OK; /* a later release's */
}

/* Takes one line off *rest. */
static enum err take_line(struct dialog *d, struct str *rest)
{
	char key = rest->p[0];
	struct str head, value;
	long long len;

	head = (struct str){ rest->p + 1, rest->len - 1 };
	value = head;
	head = str_cut(&value, ':');
	if (!value.p || !str_to_i64(head, &len) || len < 0 || (size_t)len + 1 > value.len ||
	    value.p[len] != '\n')
		return ERR_CORRUPT;
	*rest = (struct str){ value.p + len + 1, value.len - (size_t)len - 1 };
	return take(d, key, (struct str){ value.p, (size_t)len });
}

static bool in_range(const struct dialog *d)
{
	return d->stage < DIALOG_STAGE__COUNT && d->shop_state < DIALOG_SHOP_STATE__COUNT &&
	       d->datum < GEO_DATUM__COUNT && d->category <= CATEGORY_COUNT &&
	       d->guess <= CATEGORY_COUNT && (!d->has_at || geo_valid(d->at));
}

enum err dialog_load(struct str saved, struct arena *a, struct dialog *ret_d)
{
	struct dialog d;
	struct str rest;

	dialog_init(&d, false);
	if (saved.len > DIALOG_SAVED_MAX || (saved.len && !str_starts(saved, STR(VERSION))))
		return ERR_CORRUPT;
	rest = arena_str(a, saved);
	if (!rest.p)
		return ERR_MEMORY;
	if (rest.len)
		rest = (struct str){ rest.p + strlen(VERSION), rest.len - strlen(VERSION) };
	while (rest.len) {
		enum err e = take_line(&d, &rest);

		if (e)
			return e;
	}
	if (!in_range(&d))
		return ERR_CORRUPT;
	*ret_d = d;
	return ERR_OK;
}
