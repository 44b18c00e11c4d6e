#include "domain/lexicon_grams.h"
#include "domain/varint.h"

#include <math.h>

/* Pairs with the symbols before a character count as seen this often. */
#define KAPPA 3.0

uint32_t lexicon_gram_hash(enum gram kind, uint32_t x, uint32_t y)
{
	uint64_t h = ((uint64_t)kind << 32 | x << 16 | y) * 0x9E3779B97F4A7C15u;

	h ^= h >> 29;
	h *= 0xBF58476D1CE4E5B9u;
	return (uint32_t)(h >> 32);
}

static uint32_t sound_hash(uint16_t x, uint16_t y)
{
	unsigned sx = han_sound_class(han_syllable(x)), sy = han_sound_class(han_syllable(y));

	return sx && sy ? lexicon_gram_hash(GRAM_SOUND, sx, sy) : 0;
}

size_t lexicon_grams_at(const uint16_t *c, size_t n, bool whole, struct gram_at *ret)
{
	size_t k = 0;

	for (size_t i = 0; i + 1 < n; i++) {
		uint32_t s = sound_hash(c[i], c[i + 1]);

		if (!han_is_pinyin(c[i]) && !han_is_pinyin(c[i + 1]))
			ret[k++] = (struct gram_at){ lexicon_gram_hash(GRAM_NEXT, c[i], c[i + 1]),
						     GRAM_NEXT };
		if (s)
			ret[k++] = (struct gram_at){ s, GRAM_SOUND };
		if (i + 2 < n && !han_is_pinyin(c[i]) && !han_is_pinyin(c[i + 2]))
			ret[k++] = (struct gram_at){ lexicon_gram_hash(GRAM_SKIP, c[i], c[i + 2]),
						     GRAM_SKIP };
	}
	/* A string of two or three with one wrong in it has no pair left but its ends. */
	if (whole && n <= 3) {
		ret[k++] = (struct gram_at){ lexicon_gram_hash(GRAM_ENDS, c[0], 0), GRAM_ENDS };
		ret[k++] = (struct gram_at){ lexicon_gram_hash(GRAM_ENDS, 0, c[n - 1]), GRAM_ENDS };
	}
	return k;
}

size_t lexicon_grams(const uint16_t *c, size_t n, bool whole, uint32_t *ret)
{
	struct gram_at g[4 * LEXICON_SYMS + 2];
	size_t m = lexicon_grams_at(c, n > LEXICON_SYMS ? LEXICON_SYMS : n, whole, g), k = 0;

	for (size_t i = 0; i < m; i++) {
		size_t j = 0;

		while (j < k && ret[j] != g[i].h)
			j++;
		if (j == k)
			ret[k++] = g[i].h;
	}
	return k;
}

static bool monotone(const struct lexicon *l)
{
	for (uint32_t i = 0; i < l->n; i++) {
		const struct lexicon_meta *m = &l->meta[i];

		if (m[0].sym >= m[1].sym || m[1].sym - m[0].sym > LEXICON_SYMS ||
		    m[0].member > m[1].member)
			return false;
	}
	for (size_t i = 0; i < (size_t)1 << l->bits; i++)
		if (l->bucket[i] > l->bucket[i + 1])
			return false;
	return l->meta[l->n].sym == l->sym_n && l->meta[l->n].member == l->member_len &&
	       l->bucket[(size_t)1 << l->bits] == l->post_len;
}

enum err lexicon_open(const struct str section[LEX_SECTIONS], struct lexicon *ret)
{
	size_t buckets = section[LEX_BUCKET].len / sizeof(uint32_t);
	struct lexicon l = {
		.meta = (const void *)section[LEX_META].p,
		.sym = (const void *)section[LEX_SYM].p,
		.member = (const void *)section[LEX_MEMBER].p,
		.bucket = (const void *)section[LEX_BUCKET].p,
		.post = (const void *)section[LEX_POST].p,
		.uni = (const void *)section[LEX_UNI].p,
		.sym_n = section[LEX_SYM].len / sizeof(uint16_t),
		.member_len = section[LEX_MEMBER].len,
		.post_len = section[LEX_POST].len,
		.uni_n = (uint32_t)(section[LEX_UNI].len / sizeof(struct lexicon_uni)),
	};

	if (section[LEX_META].len < sizeof(struct lexicon_meta) || buckets < 2)
		return ERR_CORRUPT;
	l.n = (uint32_t)(section[LEX_META].len / sizeof(struct lexicon_meta)) - 1;
	while (((size_t)1 << l.bits) + 1 < buckets && l.bits < 31)
		l.bits++;
	if (((size_t)1 << l.bits) + 1 != buckets || !monotone(&l))
		return ERR_CORRUPT;
	for (uint32_t i = 0; i < l.uni_n; i++) {
		if (i && l.uni[i].sym <= l.uni[i - 1].sym)
			return ERR_CORRUPT;
		if (!han_is_pinyin(l.uni[i].sym))
			l.uni_total += l.uni[i].count;
	}
	*ret = l;
	return ERR_OK;
}

const uint16_t *lexicon_text(const struct lexicon *l, uint32_t id, size_t *ret_n)
{
	if (id >= l->n) {
		*ret_n = 0;
		return l->sym;
	}
	*ret_n = l->meta[id + 1].sym - l->meta[id].sym;
	return l->sym + l->meta[id].sym;
}

uint32_t lexicon_members(const struct lexicon *l, uint32_t id, struct lexicon_members *ret)
{
	if (id >= l->n) {
		*ret = (struct lexicon_members){ 0 };
		return 0;
	}
	*ret = (struct lexicon_members){ .p = l->member + l->meta[id].member,
					 .end = l->member + l->meta[id + 1].member };
	ret->left = varint_get(&ret->p, ret->end);
	return ret->left;
}

bool lexicon_next(struct lexicon_members *m, uint32_t *ret_member)
{
	if (!m->left || m->p >= m->end)
		return false;
	m->left--;
	m->last += varint_get(&m->p, m->end);
	*ret_member = m->last;
	return true;
}

struct posting lexicon_posting(const struct lexicon *l, uint32_t h)
{
	size_t k = lexicon_bucket(l, h);
	const uint8_t *p = l->post + l->bucket[k], *end = l->post + l->bucket[k + 1];

	while (p < end) {
		uint8_t tag = *p++;
		uint32_t len = varint_get(&p, end);
		struct posting r = { .p = p };

		if (len > (size_t)(end - p))
			break;
		r.end = p += len;
		if (tag != (uint8_t)h)
			continue;
		r.count = varint_get(&r.p, r.end);
		return r;
	}
	return (struct posting){ 0 };
}

static double uni_count(const struct lexicon *l, uint16_t c)
{
	uint32_t lo = 0, hi = l->uni_n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (l->uni[mid].sym < c)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < l->uni_n && l->uni[lo].sym == c ? l->uni[lo].count : 0;
}

void lexicon_weights(const struct lexicon *l, const uint16_t *c, size_t n, float *ret_w)
{
	double before = 0;

	for (size_t i = 0; i < n; i++) {
		double count = uni_count(l, c[i]);
		double p = (count + 0.5) / (l->uni_total + 2000), joint = 0;

		if (i) {
			bool spelt = han_is_pinyin(c[i]) || han_is_pinyin(c[i - 1]);
			uint32_t h = spelt ? sound_hash(c[i - 1], c[i])
					   : lexicon_gram_hash(GRAM_NEXT, c[i - 1], c[i]);

			joint = h ? lexicon_posting(l, h).count : 0;
			if (joint > before)
				joint = before;
			p = (joint + KAPPA * p) / (before + KAPPA);
		}
		ret_w[i] = (float)-log(p);
		before = count;
	}
}

uint32_t lexicon_exact(const struct lexicon *l, const uint16_t *c, size_t n)
{
	uint32_t id = 0;
	struct posting best = { 0 };
	struct gram_at g[4 * LEXICON_SYMS + 2];
	size_t m;

	n = n > LEXICON_SYMS ? LEXICON_SYMS : n;
	m = n ? lexicon_grams_at(c, n, true, g) : 0;
	for (size_t i = 0; i < m; i++) {
		struct posting p = lexicon_posting(l, g[i].h);

		if (!p.p)
			return UINT32_MAX;
		if (!best.p || p.count < best.count)
			best = p;
	}
	while (best.p && best.p < best.end) {
		size_t len;
		const uint16_t *t;

		id += varint_get(&best.p, best.end);
		t = lexicon_text(l, id, &len);
		if (len == n && !memcmp(t, c, n * sizeof(*c)))
			return id;
	}
	return UINT32_MAX;
}
