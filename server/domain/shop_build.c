#include "base/utf8.h"
#include "domain/shop_rows.h"

#include <math.h>

static const struct {
	const char *name;
	size_t offset, max;
} field[SHOP_ROW_TEXTS] = {
#define F(name_, member, max_)                             \
	{                                                  \
		name_, offsetof(struct shop, member), max_ \
	}
	F("shop_id", id, SHOP_ID_MAX),
	F("company", company, SHOP_TEXT_MAX),
	F("sign", sign, SHOP_TEXT_MAX),
	F("mt", meituan, SHOP_TEXT_MAX),
	F("ele", eleme, SHOP_TEXT_MAX),
	F("old", former, SHOP_TEXT_MAX),
	F("address", address, SHOP_TEXT_MAX),
	F("area", area, SHOP_NUMBER_MAX),
	F("street_code", street_code, SHOP_NUMBER_MAX),
	F("street", street, SHOP_TEXT_MAX),
	F("uscc", uscc, SHOP_NUMBER_MAX),
	F("licence", licence, SHOP_NUMBER_MAX),
	F("category", category, SHOP_TEXT_MAX),
#undef F
};

static struct str *field_of(struct shop *s, size_t i)
{
	return (struct str *)((char *)s + field[i].offset);
}

static void *doubled(struct arena *a, void *old, size_t used, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 256;
	void *p = arena_calloc(a, more, size);

	if (p && used)
		memcpy(p, old, used * size);
	if (p)
		*cap = more;
	return p;
}

struct shop_build *shop_build_new(struct arena *a)
{
	struct shop_build *b = arena_new(a, struct shop_build);

	if (!b)
		return NULL;
	b->a = a;
	b->id_slots = 1024;
	b->id_slot = arena_array(a, b->id_slots, uint32_t);
	b->street_slot = arena_array(a, SHOP_STREET_SLOTS, uint32_t);
	return b->id_slot && b->street_slot ? b : NULL;
}

static struct str row_id(const struct shop_row *r)
{
	return (struct str){ r->text, r->len[0] };
}

static uint32_t *id_slot(const struct shop_build *b, struct str id)
{
	for (size_t i = shop_hash(id);; i++) {
		uint32_t *s = &b->id_slot[i & (b->id_slots - 1)];

		if (!*s || str_eq(row_id(&b->row[*s - 1]), id))
			return s;
	}
}

static enum err more_rows(struct shop_build *b)
{
	if (b->n == b->cap) {
		b->row = doubled(b->a, b->row, b->n, &b->cap, sizeof(*b->row));
		if (!b->row)
			return ERR_MEMORY;
	}
	if (b->n * 2 < b->id_slots)
		return ERR_OK;
	b->id_slots *= 4;
	b->id_slot = arena_array(b->a, b->id_slots, uint32_t);
	if (!b->id_slot)
		return ERR_MEMORY;
	for (size_t i = 0; i < b->n; i++)
		*id_slot(b, row_id(&b->row[i])) = (uint32_t)i + 1;
	return ERR_OK;
}

/* The slot of the street, or the empty one where it belongs. */
static uint32_t *street_slot(const struct shop_build *b, const struct shop *s)
{
	for (size_t i = shop_hash(s->street_code) ^ shop_hash(s->street);; i++) {
		uint32_t *slot = &b->street_slot[i & (SHOP_STREET_SLOTS - 1)];
		const struct shop_row_street *st;

		if (!*slot)
			return slot;
		st = &b->street[*slot - 1];
		if (str_eq(st->code, s->street_code) && str_eq(st->name, s->street) &&
		    str_eq(st->area, s->area))
			return slot;
	}
}

static enum err street_of(struct shop_build *b, const struct shop *s, uint32_t *ret)
{
	struct shop_row_street st = { s->area, s->street_code, s->street, 0 };
	uint32_t *slot = street_slot(b, s);

	if (*slot) {
		*ret = *slot - 1;
		return ERR_OK;
	}
	if (b->streets == UINT16_MAX)
		return ERR_LIMIT;
	if (b->streets == b->street_cap) {
		b->street = doubled(b->a, b->street, b->streets, &b->street_cap,
				    sizeof(*b->street));
		if (!b->street)
			return ERR_MEMORY;
	}
	st.area = arena_str(b->a, st.area);
	st.code = arena_str(b->a, st.code);
	st.name = arena_str(b->a, st.name);
	if (!st.area.p || !st.code.p || !st.name.p)
		return ERR_MEMORY;
	*ret = (uint32_t)b->streets;
	b->street[b->streets++] = st;
	*slot = *ret + 1;
	return ERR_OK;
}

static const char *field_fault(const struct shop *s)
{
	struct shop copy = *s;

	for (size_t i = 0; i < SHOP_ROW_TEXTS; i++) {
		struct str *f = field_of(&copy, i);

		if (f->len > field[i].max || !utf8_is_plain(*f))
			return field[i].name;
	}
	if (s->id.len == 0)
		return "shop_id";
	if (!s->sign.len && !s->meituan.len && !s->eleme.len && !s->company.len)
		return "sign";
	if (s->has_at && !geo_valid(s->at))
		return "lat";
	for (size_t i = 0; i < s->aliases; i++)
		if (i >= SHOP_ALIAS_MAX || s->alias[i].len > SHOP_TEXT_MAX ||
		    !utf8_is_plain(s->alias[i]))
			return "alias";
	return NULL;
}

/* Copies the texts; the fields that the street has are kept there. */
static enum err keep_texts(struct shop_build *b, const struct shop *s, struct shop_row *r)
{
	struct shop copy = *s;
	size_t total = 0, at = 0;
	char *p;

	copy.area = copy.street_code = copy.street = (struct str){ "", 0 };
	for (size_t i = 0; i < SHOP_ROW_TEXTS; i++)
		total += field_of(&copy, i)->len;
	for (size_t i = 0; i < s->aliases; i++)
		total += s->alias[i].len;
	p = arena_alloc(b->a, total + 1);
	if (!p)
		return ERR_MEMORY;
	for (size_t i = 0; i < SHOP_ROW_TEXTS + s->aliases; i++) {
		struct str f = i < SHOP_ROW_TEXTS ? *field_of(&copy, i)
						  : s->alias[i - SHOP_ROW_TEXTS];

		if (f.len)
			memcpy(p + at, f.p, f.len);
		at += f.len;
		r->len[i] = (uint16_t)f.len;
	}
	r->text = p;
	r->aliases = (uint8_t)s->aliases;
	return ERR_OK;
}

enum err shop_build_add(struct shop_build *b, const struct shop *s, const char **ret_field)
{
	struct shop_row r = { .lat = SHOP_NOWHERE, .lng = SHOP_NOWHERE, .sales = s->sales };
	const char *fault = field_fault(s);
	enum err e;

	if (fault) {
		*ret_field = fault;
		return ERR_INPUT;
	}
	if (b->n == SHOP_COUNT_MAX)
		return ERR_LIMIT;
	e = more_rows(b);
	if (e)
		return e;
	*ret_field = field[0].name;
	if (*id_slot(b, s->id))
		return ERR_CONFLICT;
	e = street_of(b, s, &r.street);
	if (!e)
		e = keep_texts(b, s, &r);
	if (e)
		return e;
	if (s->has_at) {
		r.lat = (int32_t)lround(s->at.lat * 1e6);
		r.lng = (int32_t)lround(s->at.lng * 1e6);
	}
	r.flags = (uint8_t)((s->status == SHOP_CLOSED ? REC_CLOSED : 0) |
			    (s->no_dine_in ? REC_NO_DINE_IN : 0));
	b->street[r.street].shops++;
	b->row[b->n++] = r;
	*id_slot(b, row_id(&b->row[b->n - 1])) = (uint32_t)b->n;
	return ERR_OK;
}

void shop_row_get(const struct shop_row *r, struct shop *ret, struct shop_rec *ret_rec)
{
	struct shop s = { .aliases = r->aliases, .sales = r->sales };
	const char *p = r->text;

	for (size_t k = 0; k < SHOP_ROW_TEXTS + (size_t)r->aliases; k++) {
		struct str f = { p, r->len[k] };

		if (k < SHOP_ROW_TEXTS)
			*field_of(&s, k) = f;
		else
			s.alias[k - SHOP_ROW_TEXTS] = f;
		p += r->len[k];
	}
	*ret_rec = (struct shop_rec){ .lat = r->lat,
				      .lng = r->lng,
				      .street = (uint16_t)r->street,
				      .flags = r->flags,
				      .sales = (uint8_t)fmin(255, 8 * log2(1.0 + r->sales)) };
	*ret = s;
}
