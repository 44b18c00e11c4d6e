#include "domain/shop_text.h"

#include "base/utf8.h"

/* --- symbols ------------------------------------------------------------------ */

enum mark { MARK_NONE, MARK_OPEN, MARK_CLOSE, MARK_SQUARE, MARK_SQUARE_END, MARK_DOT };

static enum mark mark_of(uint32_t cp)
{
	switch (cp) {
	case '(':
	case 0xFF08:
		return MARK_OPEN;
	case ')':
	case 0xFF09:
		return MARK_CLOSE;
	case '[':
	case 0x3010:
	case 0xFF3B:
		return MARK_SQUARE;
	case ']':
	case 0x3011:
	case 0xFF3D:
		return MARK_SQUARE_END;
	case 0xB7:
	case 0x2022:
	case 0x30FB:
	case 0x2014:
	case '-':
		return MARK_DOT;
	default:
		return MARK_NONE;
	}
}

static void put(struct syms *s, uint16_t c, bool gap)
{
	if (s->n == SYMS_MAX)
		return;
	s->c[s->n] = c;
	s->gap[s->n++] = gap;
}

enum err syms_of(struct str text, struct syms *ret)
{
	bool gap = false;

	ret->n = 0;
	if (!utf8_valid(text))
		return ERR_INPUT;
	while (text.len && ret->n < SYMS_MAX) {
		uint16_t c = han_fold(utf8_next(&text));

		if (c)
			put(ret, c, gap);
		gap = !c;
	}
	return ERR_OK;
}

/* --- words that every address and trade name is made of -------------------------- */

struct word {
	uint16_t c[4];
	uint8_t n;
};

#define W1(a)            \
	{                \
		{ a }, 1 \
	}
#define W2(a, b)            \
	{                   \
		{ a, b }, 2 \
	}
#define W3(a, b, d)            \
	{                      \
		{ a, b, d }, 3 \
	}
#define W4(a, b, d, e)            \
	{                         \
		{ a, b, d, e }, 4 \
	}

static bool word_at(const struct word *w, const uint16_t *c, size_t n)
{
	return n >= w->n && !memcmp(w->c, c, w->n * sizeof(*c));
}

static bool ends_with(const struct word *w, const uint16_t *c, size_t n)
{
	return n >= w->n && word_at(w, c + n - w->n, w->n);
}

/* The province and the city the service is for may stand without 省 and 市. */
static const struct word home[] = { W2(u'福', u'建'), W2(u'福', u'州') };

static const struct word business[] = {
	W2(u'餐', u'饮'),
	W2(u'餐', u'厅'),
	W2(u'饭', u'店'),
	W2(u'餐', u'馆'),
	W2(u'饭', u'馆'),
	W2(u'小', u'吃'),
	W2(u'美', u'食'),
	W2(u'快', u'餐'),
	W2(u'食', u'品'),
	W2(u'饮', u'食'),
	W2(u'饮', u'品'),
	W2(u'管', u'理'),
	W2(u'服', u'务'),
	W2(u'公', u'司'),
	W2(u'有', u'限'),
	W2(u'酒', u'楼'),
	W2(u'外', u'卖'),
	W2(u'美', u'团'),
	W2(u'商', u'行'),
	W2(u'食', u'杂'),
	W2(u'小', u'店'),
	W2(u'食', u'堂'),
	W2(u'门', u'店'),
	W3(u'饿', u'了', u'么'),
	W2(u'早', u'餐'),
	W2(u'熟', u'食'),
	W2(u'甜', u'品'),
	W2(u'饮', u'料'),
	W2(u'副', u'食'),
	W2(u'私', u'房'),
	W3(u'经', u'营', u'部'),
	W3(u'服', u'务', u'部'),
	W1(u'店'),
	W1(u'馆'),
	W1(u'铺'),
	W1(u'摊'),
	W1(u'部'),
	W1(u'家'),
};

static const struct word filler[] = {
	W3(u'我', u'要', u'举'),
	W3(u'这', u'家', u'店'),
	W3(u'那', u'家', u'店'),
	W2(u'就', u'是'),
	W2(u'这', u'家'),
	W2(u'那', u'家'),
	W2(u'有', u'家'),
	W2(u'一', u'家'),
	W2(u'举', u'报'),
	W2(u'投', u'诉'),
	W2(u'店', u'名'),
	W2(u'名', u'叫'),
	W2(u'附', u'近'),
	W2(u'旁', u'边'),
	W2(u'对', u'面'),
	W2(u'差', u'评'),
	W2(u'外', u'卖'),
	W2(u'美', u'团'),
	W1(u'的'),
	W1(u'在'),
	W1(u'叫'),
	W1(u'是'),
	W1(u'店'),
	W1(u'报'),
};

static const struct word nearby[] = {
	W2(u'附', u'近'), W2(u'旁', u'边'), W2(u'对', u'面'), W2(u'隔', u'壁'), W2(u'门', u'口'),
	W2(u'里', u'面'), W2(u'这', u'边'), W2(u'那', u'边'), W2(u'那', u'家'), W2(u'这', u'家'),
};

static size_t any_at_end(const struct word *w, size_t words, const uint16_t *c, size_t n)
{
	for (size_t i = 0; i < words; i++)
		if (ends_with(&w[i], c, n))
			return w[i].n;
	return 0;
}

size_t syms_business(const uint16_t *c, size_t n)
{
	size_t left = n, k;

	while (left && (k = any_at_end(business, ARRAY_LEN(business), c, left)))
		left -= k;
	return n - left;
}

size_t syms_nearby(const uint16_t *c, size_t n)
{
	return any_at_end(nearby, ARRAY_LEN(nearby), c, n);
}

size_t syms_filler(const uint16_t *c, size_t n)
{
	size_t from = 0, to = n;

	for (bool more = true; more && from < to;) {
		more = false;
		for (size_t i = 0; i < ARRAY_LEN(filler); i++) {
			if (word_at(&filler[i], c + from, to - from)) {
				from += filler[i].n;
				more = true;
			} else if (ends_with(&filler[i], c + from, to - from)) {
				to -= filler[i].n;
				more = true;
			}
		}
	}
	return n - (to - from);
}

uint8_t syms_business_hash(const uint16_t *c, size_t n)
{
	uint32_t h = 0;

	for (size_t i = n - syms_business(c, n); i < n; i++)
		h = (h ^ c[i]) * 16777619u;
	return h ? (uint8_t)(h >> 13 & 63 ? h >> 13 & 63 : 1) : 0;
}

bool syms_one_of(uint16_t c, const char16_t *set)
{
	for (; *set; set++)
		if (*set == c)
			return true;
	return false;
}

size_t syms_region(const uint16_t *c, size_t n)
{
	size_t at = 0;

	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < ARRAY_LEN(home); i++) {
			if (!word_at(&home[i], c + at, n - at))
				continue;
			at += home[i].n;
			if (at < n && syms_one_of(c[at], u"省市"))
				at++;
			more = true;
		}
		for (size_t len = 3; !more && len <= 4 && at + len < n; len++) {
			if (!syms_one_of(c[at + len - 1], u"省市区县"))
				continue;
			at += len;
			more = true;
		}
	}
	return at;
}

size_t syms_street(const uint16_t *c, size_t n)
{
	for (size_t len = 2; len <= 6 && len < n; len++) {
		if (c[len - 1] == u'街' && c[len] == u'道' && len + 1 < n)
			return len + 1;
		/* 上街镇, 大湖乡; but 镇 and 乡 also begin words: leave something behind. */
		if (syms_one_of(c[len - 1], u"镇乡") && len + 1 < n)
			return len;
	}
	return 0;
}

/* --- names ---------------------------------------------------------------------- */

struct piece {
	enum mark kind; /* what opened it: MARK_NONE, MARK_OPEN, MARK_SQUARE or MARK_DOT */
	struct cut cut;
};

#define PIECES 8

static size_t pieces_of(struct str text, struct syms *s, struct piece *ret)
{
	size_t k = 1;
	bool gap = false;

	s->n = 0;
	ret[0] = (struct piece){ 0 };
	while (text.len && s->n < SYMS_MAX) {
		uint32_t cp = utf8_next(&text);
		enum mark m = mark_of(cp);
		uint16_t c = m ? 0 : han_fold(cp);

		if (c)
			put(s, c, gap);
		gap = !c;
		ret[k - 1].cut.to = s->n;
		if (!m || k == PIECES)
			continue;
		if (m == MARK_CLOSE || m == MARK_SQUARE_END)
			m = MARK_NONE;
		ret[k++] = (struct piece){
			m, {s->n, s->n}
		};
	}
	return k;
}

static bool is_branch(const struct syms *s, struct cut c)
{
	return cut_len(c) >= 2 && s->c[c.to - 1] == u'店';
}

/* 东街口店 → 东街口, 东街口分店 → 东街口. */
static struct cut bare_branch(const struct syms *s, struct cut c)
{
	if (cut_len(c) >= 2 && s->c[c.to - 1] == u'店')
		c.to--;
	if (cut_len(c) >= 2 && s->c[c.to - 1] == u'分')
		c.to--;
	return c;
}

static void take_piece(struct shop_name_parts *r, const struct piece *p)
{
	bool named = cut_len(r->base) > 0;

	if (!cut_len(p->cut))
		return;
	if (!named) {
		r->base = p->cut;
	} else if (p->kind == MARK_OPEN || p->kind == MARK_DOT) {
		if (is_branch(&r->s, p->cut) && !cut_len(r->branch))
			r->branch = bare_branch(&r->s, p->cut);
		else if (p->kind == MARK_DOT && r->base.to == p->cut.from)
			r->slogan = p->cut;
		else if (p->kind == MARK_OPEN)
			r->bracket = p->cut;
	}
}

enum err shop_name_split(struct str name, struct shop_name_parts *ret)
{
	struct piece p[PIECES];
	size_t k;

	if (!utf8_valid(name))
		return ERR_INPUT;
	*ret = (struct shop_name_parts){ 0 };
	k = pieces_of(name, &ret->s, p);
	/* What names the business stands outside of square brackets, which advertise. */
	for (size_t i = 0; i < k; i++)
		if (p[i].kind != MARK_SQUARE)
			take_piece(ret, &p[i]);
	for (size_t i = 0; i < k && !cut_len(ret->base); i++)
		take_piece(ret, &p[i]);
	return ERR_OK;
}

enum err shop_company_split(struct str name, struct shop_name_parts *ret)
{
	static const struct word legal = W4(u'有', u'限', u'公', u'司'),
				 filial = W3(u'分', u'公', u'司');
	struct syms *s = &ret->s;
	enum err e;
	size_t region;

	*ret = (struct shop_name_parts){ 0 };
	e = syms_of(name, s);
	if (e)
		return e;
	region = syms_region(s->c, s->n);
	ret->base = (struct cut){ region < s->n ? region : 0, s->n };
	if (!ends_with(&filial, s->c, s->n))
		return ERR_OK;
	for (size_t i = region; i + 7 < s->n; i++) {
		size_t from = i + 4, skip;

		if (!word_at(&legal, s->c + i, s->n - i))
			continue;
		skip = syms_region(s->c + from, s->n - 3 - from);
		ret->base.to = from;
		ret->branch = (struct cut){ from + skip, s->n - 3 };
		break;
	}
	return ERR_OK;
}

bool syms_within(const uint16_t *hay, size_t hay_n, const uint16_t *needle, size_t n)
{
	for (size_t i = 0; n && i + n <= hay_n; i++)
		if (!memcmp(hay + i, needle, n * sizeof(*needle)))
			return true;
	return false;
}
