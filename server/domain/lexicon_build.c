#include "domain/lexicon.h"
#include "domain/varint.h"

#include <stdlib.h>

struct pair {
	uint32_t key, value;
};

struct lexicon_build {
	struct arena *a;
	uint16_t *sym;
	size_t sym_n, sym_cap;
	uint32_t *start; /* n + 1 */
	size_t n, start_cap;
	uint32_t *slot; /* hash table of id + 1 */
	size_t slots;
	struct pair *member;
	size_t member_n, member_cap;
};

/* A bigger copy in the arena; the old one is left behind (at most as much again). */
static void *grown(struct arena *a, void *old, size_t used, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 1024;
	void *p = arena_calloc(a, more, size);

	if (!p)
		return NULL;
	if (used)
		memcpy(p, old, used * size);
	*cap = more;
	return p;
}

static uint32_t hash_syms(const uint16_t *c, size_t n)
{
	uint64_t h = n;

	for (size_t i = 0; i < n; i++)
		h = (h ^ c[i]) * 0x9E3779B97F4A7C15u;
	return (uint32_t)(h >> 32);
}

struct lexicon_build *lexicon_build_new(struct arena *a)
{
	struct lexicon_build *b = arena_new(a, struct lexicon_build);

	if (!b)
		return NULL;
	b->a = a;
	b->slots = 4096;
	b->slot = arena_array(a, b->slots, uint32_t);
	b->start = grown(a, NULL, 0, &b->start_cap, sizeof(*b->start));
	return b->slot && b->start ? b : NULL;
}

/* The slot that holds the string, or the empty one where it belongs. */
static uint32_t *slot_of(struct lexicon_build *b, const uint16_t *c, size_t n)
{
	for (size_t i = hash_syms(c, n);; i++) {
		uint32_t *s = &b->slot[i & (b->slots - 1)];
		uint32_t at = *s ? b->start[*s - 1] : 0;

		if (!*s || (b->start[*s] - at == n && !memcmp(b->sym + at, c, n * sizeof(*c))))
			return s;
	}
}

static enum err rehash(struct lexicon_build *b)
{
	b->slots *= 4;
	b->slot = arena_array(b->a, b->slots, uint32_t);
	if (!b->slot)
		return ERR_MEMORY;
	for (size_t id = 0; id < b->n; id++)
		*slot_of(b, b->sym + b->start[id], b->start[id + 1] - b->start[id]) = (uint32_t)id +
										      1;
	return ERR_OK;
}

enum err lexicon_intern(struct lexicon_build *b, const uint16_t *c, size_t n, uint32_t *ret_id)
{
	uint32_t *s;

	n = n > LEXICON_SYMS ? LEXICON_SYMS : n;
	if (b->n * 2 >= b->slots && rehash(b))
		return ERR_MEMORY;
	s = slot_of(b, c, n);
	if (*s) {
		*ret_id = *s - 1;
		return ERR_OK;
	}
	if (b->sym_n + n > b->sym_cap) {
		b->sym = grown(b->a, b->sym, b->sym_n, &b->sym_cap, sizeof(*b->sym));
		if (!b->sym)
			return ERR_MEMORY;
	}
	if (b->n + 2 > b->start_cap) {
		b->start = grown(b->a, b->start, b->n + 1, &b->start_cap, sizeof(*b->start));
		if (!b->start)
			return ERR_MEMORY;
	}
	memcpy(b->sym + b->sym_n, c, n * sizeof(*c));
	b->sym_n += n;
	*ret_id = (uint32_t)b->n++;
	b->start[b->n] = (uint32_t)b->sym_n;
	*s = (uint32_t)b->n;
	return ERR_OK;
}

enum err lexicon_member(struct lexicon_build *b, uint32_t id, uint32_t member)
{
	if (b->member_n == b->member_cap) {
		b->member = grown(b->a, b->member, b->member_n, &b->member_cap, sizeof(*b->member));
		if (!b->member)
			return ERR_MEMORY;
	}
	b->member[b->member_n++] = (struct pair){ id, member };
	return ERR_OK;
}

static void sort_pass(const struct pair *from, struct pair *to, size_t n, unsigned shift)
{
	size_t count[2049] = { 0 };

	for (size_t i = 0; i < n; i++)
		count[((from[i].key >> shift) & 2047) + 1]++;
	for (size_t i = 0; i < 2048; i++)
		count[i + 1] += count[i];
	for (size_t i = 0; i < n; i++)
		to[count[(from[i].key >> shift) & 2047]++] = from[i];
}

/* Stable sort by key, three passes of 11 bits. *p and *tmp change places: both have room for n. */
static void sort_pairs(struct pair **p, struct pair **tmp, size_t n)
{
	struct pair *sorted = *tmp;

	sort_pass(*p, *tmp, n, 0);
	sort_pass(*tmp, *p, n, 11);
	sort_pass(*p, *tmp, n, 22);
	*tmp = *p;
	*p = sorted;
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = ((const struct pair *)a)->value, y = ((const struct pair *)b)->value;

	return x < y ? -1 : x > y;
}

/* count, then the values as deltas; [from, to) have one key and ascending values. */
static size_t put_list(uint8_t *p, const struct pair *from, const struct pair *to)
{
	uint32_t last = 0, distinct = 0;
	size_t at;

	for (const struct pair *i = from; i < to; i++)
		distinct += i == from || i->value != i[-1].value;
	at = varint_put(p, distinct);
	for (const struct pair *i = from; i < to; i++) {
		if (i != from && i->value == i[-1].value)
			continue;
		at += varint_put(p + at, i->value - last);
		last = i->value;
	}
	return at;
}

static enum err pack_members(struct lexicon_build *b, struct lexicon_meta *meta, struct str *ret)
{
	struct pair *tmp = arena_array(b->a, b->member_n + 1, struct pair);
	uint8_t *out = arena_alloc(b->a, (b->member_n + b->n) * VARINT_MAX + 1);
	size_t at = 0, i = 0;

	if (!tmp || !out)
		return ERR_MEMORY;
	if (b->member_n)
		sort_pairs(&b->member, &tmp, b->member_n);
	for (uint32_t id = 0; id < b->n; id++) {
		size_t from = i;

		while (i < b->member_n && b->member[i].key == id)
			i++;
		if (i > from)
			qsort(b->member + from, i - from, sizeof(*b->member), by_value);
		meta[id] = (struct lexicon_meta){ b->start[id], (uint32_t)at };
		at += put_list(out + at, b->member + from, b->member + i);
	}
	meta[b->n] = (struct lexicon_meta){ b->start[b->n], (uint32_t)at };
	*ret = (struct str){ (char *)out, at };
	return ERR_OK;
}

/* Bucket lists: tag, bytes that follow, then a list as of put_list. */
static size_t put_posting(uint8_t *p, const struct pair *from, const struct pair *to)
{
	uint8_t *body = p + 1 + VARINT_MAX;
	size_t len = put_list(body, from, to), at = 1;

	p[0] = (uint8_t)from->key;
	at += varint_put(p + 1, (uint32_t)len);
	memmove(p + at, body, len);
	return at + len;
}

static enum err pack_grams(struct lexicon_build *b, struct str *ret_bucket, struct str *ret_post)
{
	size_t n = 0, lists = 0, at = 0, i = 0;
	struct pair *g = arena_array(b->a, b->sym_n * 4 + 1, struct pair);
	struct pair *tmp = arena_array(b->a, b->sym_n * 4 + 1, struct pair);
	unsigned bits = 4;
	uint32_t *bucket;
	uint8_t *out;

	if (!g || !tmp)
		return ERR_MEMORY;
	for (uint32_t id = 0; id < b->n; id++) {
		uint32_t h[4 * LEXICON_SYMS];
		size_t m = lexicon_grams(b->sym + b->start[id], b->start[id + 1] - b->start[id],
					 true, h);

		for (size_t k = 0; k < m; k++)
			g[n++] = (struct pair){ h[k], id };
	}
	sort_pairs(&g, &tmp, n);
	for (size_t k = 0; k < n; k++)
		lists += k == 0 || g[k].key != g[k - 1].key;
	while (bits < 26 && ((size_t)3 << bits) < lists)
		bits++;
	bucket = arena_array(b->a, ((size_t)1 << bits) + 1, uint32_t);
	out = arena_alloc(b->a, n * VARINT_MAX + lists * (2 * VARINT_MAX + 1) + 16);
	if (!bucket || !out)
		return ERR_MEMORY;
	for (size_t k = 0; k < (size_t)1 << bits; k++) {
		bucket[k] = (uint32_t)at;
		while (i < n && g[i].key >> (32 - bits) == k) {
			size_t from = i;

			while (i < n && g[i].key == g[from].key)
				i++;
			at += put_posting(out + at, g + from, g + i);
		}
	}
	bucket[(size_t)1 << bits] = (uint32_t)at;
	*ret_bucket = (struct str){ (char *)bucket, (((size_t)1 << bits) + 1) * sizeof(*bucket) };
	*ret_post = (struct str){ (char *)out, at };
	return ERR_OK;
}

/* How often each symbol, and each syllable, stands in a distinct string. */
static enum err pack_uni(struct lexicon_build *b, struct str *ret)
{
	uint32_t *count = arena_array(b->a, 65536, uint32_t);
	struct lexicon_uni *out;
	size_t n = 0;

	if (!count)
		return ERR_MEMORY;
	for (size_t i = 0; i < b->sym_n; i++) {
		count[b->sym[i]]++;
		if (han_syllable(b->sym[i]))
			count[HAN_PINYIN + han_syllable(b->sym[i])]++;
	}
	for (size_t c = 0; c < 65536; c++)
		n += count[c] > 0;
	out = arena_array(b->a, n + 1, struct lexicon_uni);
	if (!out)
		return ERR_MEMORY;
	n = 0;
	for (uint32_t c = 0; c < 65536; c++)
		if (count[c])
			out[n++] = (struct lexicon_uni){ (uint16_t)c, 0, count[c] };
	*ret = (struct str){ (char *)out, n * sizeof(*out) };
	return ERR_OK;
}

enum err lexicon_pack(struct lexicon_build *b, struct str ret_section[LEX_SECTIONS])
{
	struct lexicon_meta *meta = arena_array(b->a, b->n + 1, struct lexicon_meta);
	enum err e;

	if (!meta)
		return ERR_MEMORY;
	e = pack_members(b, meta, &ret_section[LEX_MEMBER]);
	if (!e)
		e = pack_grams(b, &ret_section[LEX_BUCKET], &ret_section[LEX_POST]);
	if (!e)
		e = pack_uni(b, &ret_section[LEX_UNI]);
	if (e)
		return e;
	ret_section[LEX_META] = (struct str){ (char *)meta, (b->n + 1) * sizeof(*meta) };
	ret_section[LEX_SYM] = (struct str){ (char *)b->sym, b->sym_n * sizeof(*b->sym) };
	return ERR_OK;
}
