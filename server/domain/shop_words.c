#include "domain/shop_words.h"

#include "domain/area.h"
#include "domain/shop_text.h"

#include <uchar.h>

struct adding {
	struct lexicon_build *names, *places;
	uint32_t ordinal;
	struct shop_rec *rec;
};

static void put24(uint8_t p[3], uint32_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
	p[2] = (uint8_t)(v >> 16);
}

static enum err add_name(struct adding *a, const uint16_t *c, size_t n, enum shop_name_kind kind)
{
	uint32_t id;
	enum err e;

	if (!n)
		return ERR_OK;
	e = lexicon_intern(a->names, c, n, &id);
	if (!e)
		e = lexicon_member(a->names, id, a->ordinal << 3 | kind);
	if (!e && kind == NAME_TRADE && !get24(a->rec->name) && id + 1 < 1u << 24)
		put24(a->rec->name, id + 1);
	return e;
}

static enum err add_place(struct adding *a, const struct syms *s, struct cut c,
			  enum shop_place_kind kind, uint8_t rec[3])
{
	uint32_t id;
	enum err e;

	if (!cut_len(c))
		return ERR_OK;
	e = lexicon_intern(a->places, s->c + c.from, cut_len(c), &id);
	if (!e)
		e = lexicon_member(a->places, id, a->ordinal << 2 | kind);
	if (e)
		return e;
	if (id + 1 >= 1u << 24)
		return ERR_LIMIT;
	if (rec && !get24(rec))
		put24(rec, id + 1);
	return ERR_OK;
}

/* A branch of two symbols at least: 店 alone in brackets says nothing. */
static enum err add_branch(struct adding *a, const struct shop_name_parts *p,
			   const struct syms *address)
{
	struct cut c = p->branch;

	/* (东街口) without 店 is a branch when the address has it. */
	if (!cut_len(c) && cut_len(p->bracket) >= 2 &&
	    syms_within(address->c, address->n, p->s.c + p->bracket.from, cut_len(p->bracket)))
		c = p->bracket;
	return add_place(a, &p->s, c, PLACE_BRANCH, a->rec->branch);
}

static enum err add_trade_name(struct adding *a, struct str name, enum shop_name_kind kind,
			       const struct syms *address)
{
	struct shop_name_parts p;
	enum err e;

	if (!name.len)
		return ERR_OK;
	e = shop_name_split(name, &p);
	if (!e)
		e = add_name(a, p.s.c + p.base.from, cut_len(p.base), kind);
	/* 小春·拌面: the part behind the dot may be half of the name. */
	if (!e && cut_len(p.slogan))
		e = add_name(a, p.s.c + p.base.from, p.slogan.to - p.base.from, kind);
	return e ? e : add_branch(a, &p, address);
}

static enum err add_company(struct adding *a, struct str name)
{
	struct shop_name_parts p;
	size_t n;
	enum err e;

	if (!name.len)
		return ERR_OK;
	e = shop_company_split(name, &p);
	if (e)
		return e;
	/* 曾秋饮食店 is found by 曾秋; the record keeps a hash of the rest. */
	n = cut_len(p.base) - syms_business(p.s.c + p.base.from, cut_len(p.base));
	a->rec->flags |= (uint8_t)(syms_business_hash(p.s.c + p.base.from, cut_len(p.base))
				   << REC_BUSINESS_SHIFT);
	e = add_name(a, p.s.c + p.base.from, n > 1 ? n : cut_len(p.base), NAME_COMPANY);
	return e ? e : add_place(a, &p.s, p.branch, PLACE_BRANCH, NULL);
}

static enum err add_address(struct adding *a, const struct syms *s)
{
	struct shop_address ad;
	enum err e;

	shop_address_split(s, &ad);
	a->rec->number = (uint16_t)(ad.number > UINT16_MAX ? 0 : ad.number);
	a->rec->unit = (uint16_t)ad.unit;
	e = add_place(a, s, ad.road, PLACE_ROAD, a->rec->road);
	return e ? e : add_place(a, s, ad.poi, PLACE_POI, a->rec->poi);
}

enum err shop_words_add(struct lexicon_build *names, struct lexicon_build *places, uint32_t ordinal,
			const struct shop *s, struct shop_rec *rec)
{
	struct adding a = { names, places, ordinal, rec };
	struct syms address;
	enum err e = syms_of(s->address, &address);

	if (!e)
		e = add_trade_name(&a, s->sign, NAME_TRADE, &address);
	if (!e)
		e = add_trade_name(&a, s->meituan, NAME_TRADE, &address);
	if (!e)
		e = add_trade_name(&a, s->eleme, NAME_TRADE, &address);
	if (!e)
		e = add_trade_name(&a, s->former, NAME_FORMER, &address);
	for (size_t i = 0; !e && i < s->aliases; i++)
		e = add_trade_name(&a, s->alias[i], NAME_ALIAS, &address);
	if (!e)
		e = add_company(&a, s->company);
	return e ? e : add_address(&a, &address);
}

enum err shop_words_street(struct lexicon_build *places, struct str street, struct str area,
			   uint32_t *ret_street, uint32_t *ret_area)
{
	const struct area *known = area_find(area);
	struct syms s;
	uint32_t id;
	enum err e = syms_of(street, &s);

	*ret_street = *ret_area = 0;
	if (e)
		return e;
	if (s.n > 3 && s.c[s.n - 2] == u'街' && s.c[s.n - 1] == u'道')
		s.n -= 2;
	else if (s.n > 2 && (s.c[s.n - 1] == u'镇' || s.c[s.n - 1] == u'乡'))
		s.n--;
	if (s.n) {
		e = lexicon_intern(places, s.c, s.n, &id);
		*ret_street = id + 1;
	}
	if (e || !known)
		return e;
	e = syms_of(str_of(known->stem), &s);
	if (!e)
		e = lexicon_intern(places, s.c, s.n, &id);
	*ret_area = e ? 0 : id + 1;
	return e;
}
