#include "domain/shop_text.h"

static uint32_t number_at(const struct syms *s, size_t *i)
{
	uint32_t v = 0;

	for (; *i < s->n && han_is_digit(s->c[*i]); (*i)++)
		v = v < 1000000 ? v * 10 + s->c[*i] - '0' : v;
	return v;
}

/* Figures and letters behind the house number: "5层A011" and "5楼a011" alike. */
static uint32_t unit_of(const struct syms *s, size_t from)
{
	uint32_t h = 0;
	bool before = false;

	for (size_t i = from; i < s->n; i++) {
		bool is = han_is_digit(s->c[i]) || han_is_latin(s->c[i]);

		if (is)
			h = (h + s->c[i] + (before ? 0 : 7)) * 16777619u;
		before = is;
	}
	return h ? (h >> 8 & 0xFFFF) | 1u << 16 : 0;
}

static struct cut without_nearby(const struct syms *s, struct cut c)
{
	c.to -= syms_nearby(s->c + c.from, cut_len(c));
	return c;
}

/* The end of the last road word in [from, to), or 0. */
static size_t road_end(const struct syms *s, size_t from, size_t to)
{
	for (size_t i = to; i > from + 1; i--) {
		if (syms_one_of(s->c[i - 1], u"路街巷弄"))
			return i;
		if (s->c[i - 1] == u'道' && s->c[i - 2] == u'大')
			return i;
	}
	return 0;
}

void shop_address_split(const struct syms *s, struct shop_address *ret)
{
	size_t at = syms_region(s->c, s->n), k, end;

	*ret = (struct shop_address){
		.region = {0, at}
	};
	k = syms_street(s->c + at, s->n - at);
	ret->street = (struct cut){ at, at + k };
	at += k;
	for (end = at; end < s->n && !han_is_digit(s->c[end]);)
		end++;
	ret->road = without_nearby(s, (struct cut){ at, end });
	k = road_end(s, ret->road.from, ret->road.to);
	if (end == s->n) {
		/* No figure: 五四路万达, 万达. */
		if (k && k < ret->road.to)
			ret->poi = (struct cut){ k, ret->road.to };
		if (k)
			ret->road.to = k;
		return;
	}
	if (k && k < ret->road.to && end < s->n) {
		ret->poi = (struct cut){ k, ret->road.to };
		ret->road.to = k;
	}
	at = end;
	ret->number = number_at(s, &at);
	if (at < s->n && syms_one_of(s->c[at], u"层楼")) {
		/* 万达3楼: the figure is a floor. */
		ret->number = 0;
		at = end;
	} else if (at < s->n && s->c[at] == u'号') {
		at++;
	}
	for (end = at; end < s->n && !han_is_digit(s->c[end]) && !han_is_latin(s->c[end]);)
		end++;
	if (end - at >= 2 && !cut_len(ret->poi))
		ret->poi = without_nearby(s, (struct cut){ at, end });
	ret->unit = unit_of(s, at);
}
