#include "base/utf8.h"
#include "domain/phrase.h"

#include <stdlib.h>

/*
 * Learning: the sample becomes a row of tokens, one a character. In each round
 * the most frequent pairs of neighbours become tokens of their own. At the end
 * the tokens that saved most are the phrases.
 */
#define ROUNDS      14
#define TOKENS_MAX  60000
#define LEAST_COUNT 4

struct token {
	struct str text; /* into the sample */
	uint32_t count;
	uint8_t chars;
};

struct edge {
	uint32_t node, cp, to; /* to 0: free slot */
};

struct phrase_coder {
	struct arena *a;
	struct token *token;
	uint32_t tokens;
	uint32_t *start;
	char *text;
	/* A trie over the phrases: node 0 is the root. */
	struct edge *edge;
	size_t edges;        /* slots, a power of two */
	uint32_t *phrase_of; /* by node: phrase + 1, or 0 */
	uint32_t nodes, n;
};

struct seq {
	uint32_t *t; /* token + 1; 0 between texts */
	size_t n;
};

struct pair_count {
	uint32_t a, b, count, token; /* token + 1 when it became one */
};

struct pairs {
	struct pair_count *slot;
	size_t slots;
};

static struct pair_count *pair_slot(const struct pairs *p, uint32_t a, uint32_t b)
{
	uint64_t h = ((uint64_t)a << 32 | b) * 0x9E3779B97F4A7C15u;

	for (size_t i = (size_t)(h >> 32);; i++) {
		struct pair_count *s = &p->slot[i & (p->slots - 1)];

		if (!s->count || (s->a == a && s->b == b))
			return s;
	}
}

/* One token a character; texts are apart. */
static enum err split(struct phrase_coder *c, const struct str *sample, size_t n, struct seq *ret)
{
	uint32_t *of = arena_array(c->a, 0x110000, uint32_t);
	size_t bytes = 0;

	for (size_t i = 0; i < n; i++)
		bytes += sample[i].len + 1;
	ret->t = arena_array(c->a, bytes + 1, uint32_t);
	ret->n = 0;
	if (!of || !ret->t)
		return ERR_MEMORY;
	for (size_t i = 0; i < n; i++) {
		struct str s = sample[i];

		while (s.len) {
			const char *from = s.p;
			uint32_t cp = utf8_next(&s);

			if (cp == UTF8_BAD)
				return ERR_INPUT;
			if (!of[cp] && c->tokens < TOKENS_MAX) {
				c->token[c->tokens] = (struct token){
					{from, (size_t)(s.p - from)},
                                        0, 1
				};
				of[cp] = ++c->tokens;
			}
			ret->t[ret->n++] = of[cp];
		}
		ret->t[ret->n++] = 0;
	}
	return ERR_OK;
}

static int by_pair_count(const void *x, const void *y)
{
	const struct pair_count *a = x, *b = y;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return a->a != b->a ? (a->a < b->a ? -1 : 1) : a->b < b->b ? -1 : a->b > b->b;
}

static void count_pairs(const struct seq *s, struct pairs *p)
{
	size_t used = 0;

	memset(p->slot, 0, p->slots * sizeof(*p->slot));
	for (size_t i = 0; i + 1 < s->n && used < p->slots / 2; i++) {
		struct pair_count *slot;

		if (!s->t[i] || !s->t[i + 1])
			continue;
		slot = pair_slot(p, s->t[i], s->t[i + 1]);
		used += !slot->count;
		slot->a = s->t[i];
		slot->b = s->t[i + 1];
		slot->count++;
	}
}

/* Gives the most frequent pairs tokens of their own. */
static uint32_t promote(struct phrase_coder *c, struct pairs *p, struct pair_count *sorted,
			uint32_t most)
{
	size_t n = 0;
	uint32_t made = 0;

	for (size_t i = 0; i < p->slots; i++)
		if (p->slot[i].count >= LEAST_COUNT)
			sorted[n++] = p->slot[i];
	qsort(sorted, n, sizeof(*sorted), by_pair_count);
	for (size_t i = 0; i < n && made < most && c->tokens < TOKENS_MAX; i++) {
		struct token *a = &c->token[sorted[i].a - 1], *b = &c->token[sorted[i].b - 1];
		char *text;

		if (a->chars + b->chars > PHRASE_CHARS)
			continue;
		text = arena_alloc(c->a, a->text.len + b->text.len);
		if (!text)
			break;
		memcpy(text, a->text.p, a->text.len);
		memcpy(text + a->text.len, b->text.p, b->text.len);
		c->token[c->tokens] = (struct token){
			{text, a->text.len + b->text.len},
                        0, (uint8_t)(a->chars + b->chars)
		};
		pair_slot(p, sorted[i].a, sorted[i].b)->token = ++c->tokens;
		made++;
	}
	return made;
}

static void join(struct seq *s, const struct pairs *p)
{
	size_t out = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct pair_count *slot = NULL;

		if (s->t[i] && i + 1 < s->n && s->t[i + 1])
			slot = pair_slot(p, s->t[i], s->t[i + 1]);
		if (slot && slot->count && slot->token) {
			s->t[out++] = slot->token;
			i++;
		} else {
			s->t[out++] = s->t[i];
		}
	}
	s->n = out;
}

static int by_token_use(const void *x, const void *y)
{
	const struct token *a = x, *b = y;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return str_cmp(a->text, b->text);
}

/* The tokens worth a code, most used first (they get the short codes). */
static enum err choose(struct phrase_coder *c, const struct seq *s, uint32_t max)
{
	size_t bytes = 0;
	uint32_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		if (s->t[i])
			c->token[s->t[i] - 1].count++;
	qsort(c->token, c->tokens, sizeof(*c->token), by_token_use);
	for (uint32_t i = 0; i < c->tokens && n < max; i++) {
		if (c->token[i].count < LEAST_COUNT && c->token[i].chars > 1)
			continue;
		bytes += c->token[i].text.len;
		c->token[n++] = c->token[i];
	}
	c->n = n;
	c->start = arena_array(c->a, n + 1, uint32_t);
	c->text = arena_alloc(c->a, bytes + 1);
	if (!c->start || !c->text)
		return ERR_MEMORY;
	for (uint32_t i = 0; i < n; i++) {
		memcpy(c->text + c->start[i], c->token[i].text.p, c->token[i].text.len);
		c->start[i + 1] = c->start[i] + (uint32_t)c->token[i].text.len;
	}
	return ERR_OK;
}

static struct edge *edge_slot(const struct phrase_coder *c, uint32_t node, uint32_t cp)
{
	uint64_t h = ((uint64_t)node << 32 | cp) * 0x9E3779B97F4A7C15u;

	for (size_t i = (size_t)(h >> 32);; i++) {
		struct edge *e = &c->edge[i & (c->edges - 1)];

		if (!e->to || (e->node == node && e->cp == cp))
			return e;
	}
}

static enum err build_trie(struct phrase_coder *c)
{
	size_t most = 1;

	for (uint32_t i = 0; i < c->n; i++)
		most += c->token[i].chars;
	c->edges = 1024;
	while (c->edges < most * 2)
		c->edges *= 2;
	c->edge = arena_array(c->a, c->edges, struct edge);
	c->phrase_of = arena_array(c->a, most + 1, uint32_t);
	if (!c->edge || !c->phrase_of)
		return ERR_MEMORY;
	c->nodes = 1;
	for (uint32_t i = 0; i < c->n; i++) {
		struct str s = c->token[i].text;
		uint32_t node = 0;

		while (s.len) {
			uint32_t cp = utf8_next(&s);
			struct edge *e = edge_slot(c, node, cp);

			if (!e->to)
				*e = (struct edge){ node, cp, c->nodes++ };
			node = e->to;
		}
		c->phrase_of[node] = i + 1;
	}
	return ERR_OK;
}

enum err phrase_learn(struct arena *a, const struct str *sample, size_t n, uint32_t max,
		      struct phrase_coder **ret)
{
	struct phrase_coder *c = arena_new(a, struct phrase_coder);
	struct pairs pairs = { .slots = 1 << 18 };
	struct pair_count *sorted;
	struct seq seq;
	enum err e;

	if (!c)
		return ERR_MEMORY;
	c->a = a;
	c->token = arena_array(a, TOKENS_MAX, struct token);
	pairs.slot = arena_array(a, pairs.slots, struct pair_count);
	sorted = arena_array(a, pairs.slots, struct pair_count);
	if (!c->token || !pairs.slot || !sorted)
		return ERR_MEMORY;
	e = split(c, sample, n, &seq);
	if (e)
		return e;
	max = max > PHRASE_MAX ? PHRASE_MAX : max;
	for (int round = 0; round < ROUNDS; round++) {
		count_pairs(&seq, &pairs);
		if (!promote(c, &pairs, sorted, max / 8 + 32))
			break;
		join(&seq, &pairs);
	}
	e = choose(c, &seq, max);
	if (!e)
		e = build_trie(c);
	if (e)
		return e;
	*ret = c;
	return ERR_OK;
}

void phrase_sections(const struct phrase_coder *c, struct str *ret_start, struct str *ret_text)
{
	*ret_start = (struct str){ (const char *)c->start, (c->n + 1) * sizeof(*c->start) };
	*ret_text = (struct str){ c->text, c->start[c->n] };
}

/* The longest phrase that text begins with: phrase + 1 and its bytes; 0 when none. */
static uint32_t longest(const struct phrase_coder *c, struct str text, size_t *ret_len)
{
	struct str s = text;
	uint32_t node = 0, best = 0;

	while (s.len) {
		struct edge *e = edge_slot(c, node, utf8_next(&s));

		if (!e->to)
			break;
		node = e->to;
		if (c->phrase_of[node]) {
			best = c->phrase_of[node];
			*ret_len = text.len - s.len;
		}
	}
	return best;
}

static size_t put_phrase(uint32_t i, uint8_t *out)
{
	if (i < PHRASE_SHORT - PHRASE_FIRST) {
		out[0] = (uint8_t)(PHRASE_FIRST + i);
		return 1;
	}
	i -= PHRASE_SHORT - PHRASE_FIRST;
	out[0] = (uint8_t)(PHRASE_SHORT + i / 256);
	out[1] = (uint8_t)i;
	return 2;
}

size_t phrase_encode(const struct phrase_coder *c, struct str text, struct str a, struct str b,
		     uint8_t *out)
{
	size_t at = 0;

	while (text.len) {
		size_t len = 0;
		uint32_t phrase = longest(c, text, &len);

		if (b.len > len && str_starts(text, b)) {
			out[at++] = PHRASE_COPY_B;
			len = b.len;
		} else if (a.len > len && str_starts(text, a)) {
			out[at++] = PHRASE_COPY_A;
			len = a.len;
		} else if (phrase) {
			at += put_phrase(phrase - 1, out + at);
		} else {
			struct str s = text;

			utf8_next(&s);
			len = text.len - s.len;
			out[at++] = PHRASE_ESCAPE;
			memcpy(out + at, text.p, len);
			at += len;
		}
		text.p += len;
		text.len -= len;
	}
	out[at++] = PHRASE_END;
	return at;
}
