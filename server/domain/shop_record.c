#include "domain/shop_record.h"

#include "domain/varint.h"

#include <stdio.h>

enum head_flag { HEAD_ID_NUMBER = 1, HEAD_USCC = 2, HEAD_PERMIT = 4, HEAD_ALIASES = 8 };

__extension__ typedef unsigned __int128 u128;

#define USCC_BYTES   12
#define PERMIT_BYTES 6

static const char uscc_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* "5692", but not "05692": the text must come back the same. */
static bool plain_number(struct str s, uint32_t *ret)
{
	uint32_t v = 0;

	if (s.len == 0 || s.len > 9 || (s.p[0] == '0' && s.len > 1))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (uint32_t)(s.p[i] - '0');
	}
	*ret = v;
	return true;
}

static void put_be(u128 v, size_t n, uint8_t *out)
{
	for (size_t i = n; i-- > 0; v >>= 8)
		out[i] = (uint8_t)v;
}

static u128 get_be(const uint8_t *p, size_t n)
{
	u128 v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

static bool pack_uscc(struct str s, uint8_t *out)
{
	u128 v = 0;

	if (s.len != USCC_LEN)
		return false;
	for (size_t i = 0; i < USCC_LEN; i++) {
		const char *at = s.p[i] ? strchr(uscc_alphabet, s.p[i]) : NULL;

		if (!at)
			return false;
		v = v * 31 + (unsigned)(at - uscc_alphabet);
	}
	put_be(v, USCC_BYTES, out);
	return true;
}

static bool pack_permit(struct str s, uint8_t *out)
{
	uint64_t v = 0;

	if (s.len != PERMIT_LEN || s.p[0] != 'J' || s.p[1] != 'Y')
		return false;
	for (size_t i = 2; i < PERMIT_LEN; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(s.p[i] - '0');
	}
	put_be(v, PERMIT_BYTES, out);
	return true;
}

size_t shop_record_put(const struct phrase_coder *c, const struct shop *s, uint8_t *out)
{
	const struct str none = { "", 0 };
	const struct str *const field[] = { &s->sign,   &s->meituan, &s->eleme,   &s->company,
					    &s->former, &s->address, &s->category };
	size_t at = 1;
	uint32_t id;

	out[0] = 0;
	at += varint_put(out + at, s->sales);
	if (s->aliases) {
		out[0] |= HEAD_ALIASES;
		out[at++] = (uint8_t)s->aliases;
	}
	if (plain_number(s->id, &id)) {
		out[0] |= HEAD_ID_NUMBER;
		at += varint_put(out + at, id);
	} else {
		at += phrase_encode(c, s->id, none, none, out + at);
	}
	if (pack_uscc(s->uscc, out + at)) {
		out[0] |= HEAD_USCC;
		at += USCC_BYTES;
	} else {
		at += phrase_encode(c, s->uscc, none, none, out + at);
	}
	if (pack_permit(s->licence, out + at)) {
		out[0] |= HEAD_PERMIT;
		at += PERMIT_BYTES;
	} else {
		at += phrase_encode(c, s->licence, none, none, out + at);
	}
	for (size_t i = 0; i < ARRAY_LEN(field); i++)
		at += phrase_encode(c, *field[i], i > 0 ? s->sign : none, i > 1 ? s->meituan : none,
				    out + at);
	for (size_t i = 0; i < s->aliases; i++)
		at += phrase_encode(c, s->alias[i], s->sign, none, out + at);
	return at;
}

static enum err read_uscc(const struct shop_view *v, uint8_t flags, const uint8_t **p,
			  struct shop_record_head *r)
{
	u128 n;

	r->uscc.p = r->uscc_text;
	if (!(flags & HEAD_USCC))
		return phrase_decode(&v->phrases, p, r->end, r->uscc, r->uscc, r->uscc_text,
				     sizeof(r->uscc_text), &r->uscc.len);
	if (r->end - *p < USCC_BYTES)
		return ERR_CORRUPT;
	n = get_be(*p, USCC_BYTES);
	*p += USCC_BYTES;
	for (size_t i = USCC_LEN; i-- > 0; n /= 31)
		r->uscc_text[i] = uscc_alphabet[n % 31];
	r->uscc.len = USCC_LEN;
	return ERR_OK;
}

static enum err read_permit(const struct shop_view *v, uint8_t flags, const uint8_t **p,
			    struct shop_record_head *r)
{
	uint64_t n;

	r->permit.p = r->permit_text;
	if (!(flags & HEAD_PERMIT))
		return phrase_decode(&v->phrases, p, r->end, r->permit, r->permit, r->permit_text,
				     sizeof(r->permit_text), &r->permit.len);
	if (r->end - *p < PERMIT_BYTES)
		return ERR_CORRUPT;
	n = (uint64_t)get_be(*p, PERMIT_BYTES);
	*p += PERMIT_BYTES;
	r->permit_text[0] = 'J';
	r->permit_text[1] = 'Y';
	for (size_t i = PERMIT_LEN; i-- > 2; n /= 10)
		r->permit_text[i] = (char)('0' + n % 10);
	r->permit.len = PERMIT_LEN;
	return ERR_OK;
}

enum err shop_record_head(const struct shop_view *v, uint32_t ordinal, struct shop_record_head *r)
{
	const uint8_t *p = v->text;
	uint8_t flags;
	enum err e = ERR_OK;

	memset(r, 0, sizeof(*r));
	r->end = v->text + v->text_len;
	if (v->rec[ordinal].text >= v->text_len)
		return ERR_CORRUPT;
	p += v->rec[ordinal].text;
	flags = *p++;
	r->sales = varint_get(&p, r->end);
	if (flags & HEAD_ALIASES) {
		if (p == r->end || *p > SHOP_ALIAS_MAX)
			return ERR_CORRUPT;
		r->aliases = *p++;
	}
	r->id.p = r->id_text;
	if (flags & HEAD_ID_NUMBER)
		r->id.len = (size_t)snprintf(r->id_text, sizeof(r->id_text), "%u",
					     varint_get(&p, r->end));
	else
		e = phrase_decode(&v->phrases, &p, r->end, r->id, r->id, r->id_text,
				  sizeof(r->id_text), &r->id.len);
	if (!e)
		e = read_uscc(v, flags, &p, r);
	if (!e)
		e = read_permit(v, flags, &p, r);
	r->rest = p;
	return e;
}

static enum err read_field(const struct shop_view *v, struct shop_record_head *h, struct arena *a,
			   struct str copy_a, struct str copy_b, struct str *ret)
{
	char text[SHOP_TEXT_MAX];
	size_t len;
	enum err e = phrase_decode(&v->phrases, &h->rest, h->end, copy_a, copy_b, text,
				   sizeof(text), &len);

	if (e)
		return e == ERR_LIMIT ? ERR_CORRUPT : e;
	*ret = arena_str(a, (struct str){ text, len });
	return ret->p ? ERR_OK : ERR_MEMORY;
}

static void read_street(const struct shop_view *v, uint32_t street, struct shop *s)
{
	struct str *const part[] = { &s->area, &s->street_code, &s->street };
	const char *p = v->street_text.p + v->street[street].text;
	const char *end = v->street_text.p + v->street_text.len;

	for (size_t i = 0; i < ARRAY_LEN(part); i++) {
		*part[i] = p < end ? str_of(p) : (struct str){ "", 0 };
		p += part[i]->len + 1;
	}
}

enum err shop_record_get(const struct shop_view *v, uint32_t ordinal, struct arena *a,
			 struct shop *ret)
{
	const struct shop_rec *rec = &v->rec[ordinal];
	struct shop_record_head h;
	struct shop s = { 0 };
	struct str *const field[] = { &s.sign,   &s.meituan, &s.eleme,   &s.company,
				      &s.former, &s.address, &s.category };
	const struct str none = { "", 0 };
	enum err e = shop_record_head(v, ordinal, &h);

	for (size_t i = 0; !e && i < ARRAY_LEN(field); i++)
		e = read_field(v, &h, a, i > 0 ? s.sign : none, i > 1 ? s.meituan : none, field[i]);
	for (; !e && s.aliases < h.aliases; s.aliases++)
		e = read_field(v, &h, a, s.sign, none, &s.alias[s.aliases]);
	if (e)
		return e;
	s.id = arena_str(a, h.id);
	s.uscc = arena_str(a, h.uscc);
	s.licence = arena_str(a, h.permit);
	if (!s.id.p || !s.uscc.p || !s.licence.p)
		return ERR_MEMORY;
	s.sales = h.sales;
	s.status = rec->flags & REC_CLOSED ? SHOP_CLOSED : SHOP_ACTIVE;
	s.no_dine_in = rec->flags & REC_NO_DINE_IN;
	s.has_at = rec->lat != SHOP_NOWHERE;
	if (s.has_at)
		s.at = (struct geo_point){ rec->lat / 1e6, rec->lng / 1e6 };
	read_street(v, rec->street, &s);
	*ret = s;
	return ERR_OK;
}
