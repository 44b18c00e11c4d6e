#include "domain/sentence.h"

#include "base/utf8.h"
#include "domain/han.h"

#include <uchar.h>

static uint16_t symbol_of(uint32_t cp)
{
	uint16_t c = han_fold(cp);

	if (c)
		return c;
	switch (cp) {
	case 0xFF0C: /* ， */
	case ',':
	case 0x3001: /* 、 */
	case 0xFF1B:
	case ';':
	case 0xFF1A:
	case ':':
		return ',';
	case 0x3002: /* 。 */
	case '.':
	case '!':
	case '?':
	case 0xFF01:
	case 0xFF1F:
	case '\n':
	case 0x2026:
		return '.';
	case 0x201C: /* “ ” 「 」 《 》 */
	case 0x201D:
	case 0x300C:
	case 0x300D:
	case 0x300A:
	case 0x300B:
	case 0x3010:
	case 0x3011:
	case '"':
		return '"';
	case '(':
	case 0xFF08:
		return '(';
	case ')':
	case 0xFF09:
		return ')';
	case '\'':
	case 0x2019:
		return '\'';
	default:
		return ' ';
	}
}

enum err sentence_read(struct str text, struct sentence *ret)
{
	struct str s = text;
	size_t letters = 0, han = 0;

	if (!utf8_valid(text))
		return ERR_INPUT;
	memset(ret, 0, sizeof(*ret));
	ret->text = text;
	while (s.len && ret->n < SENTENCE_SYMS && s.p - text.p < UINT16_MAX - 8) {
		ret->at[ret->n] = (uint16_t)(s.p - text.p);
		ret->c[ret->n] = symbol_of(utf8_next(&s));
		letters += han_is_latin(ret->c[ret->n]);
		han += han_is(ret->c[ret->n]);
		ret->n++;
	}
	ret->at[ret->n] = (uint16_t)(s.p - text.p);
	ret->english = letters > 3 * han && letters > 0;
	return ERR_OK;
}

/* The next symbol of a pattern: valid UTF-8 of the basic plane. */
static uint16_t pattern_symbol(struct str *w)
{
	const unsigned char *p = (const unsigned char *)w->p;
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : 3;
	uint16_t c = p[0];

	if (n > w->len)
		n = w->len;
	if (n == 2)
		c = (uint16_t)((p[0] & 0x1F) << 6 | (p[1] & 0x3F));
	else if (n == 3)
		c = (uint16_t)((p[0] & 0x0F) << 12 | (p[1] & 0x3F) << 6 | (p[2] & 0x3F));
	w->p += n;
	w->len -= n;
	return c < 0x80 ? c : symbol_of(c);
}

/* A word of a group as it is read off the pattern: up to '|', '*' or the end. */
static struct str next_word(struct str *rest, char *ret_stop)
{
	struct str w = { rest->p, 0 };

	while (w.len < rest->len && rest->p[w.len] != '|' && rest->p[w.len] != '*')
		w.len++;
	*ret_stop = w.len < rest->len ? rest->p[w.len] : '\0';
	rest->p += w.len + (*ret_stop != '\0');
	rest->len -= w.len + (*ret_stop != '\0');
	return w;
}

static bool is_word_symbol(uint16_t c)
{
	return han_is_latin(c) || han_is_digit(c);
}

/* 毛证, 冇洗: what stands for 没 in Fuzhou and Canton, before another word. */
static bool means_no(uint16_t want, uint16_t c)
{
	return want == u'没' && (c == u'毛' || c == u'冇' || c == u'无');
}

/* *slips: how many wrong characters are still allowed. */
static bool word_matches(const struct sentence *s, struct str w, size_t at, int *slips,
			 size_t *ret_to)
{
	int left = *slips;
	size_t i = at, n = 0;
	uint16_t want = 0;

	while (w.len) {
		want = pattern_symbol(&w);
		while (i < s->n && s->c[i] == ' ' && want != ' ' && han_is(want) && n)
			i++;
		if (i >= s->n)
			return false;
		if (s->c[i] != want && !(w.len && means_no(want, s->c[i]))) {
			if (!left || !han_is(want) || !han_is(s->c[i]) ||
			    !han_same_sound(want, s->c[i]))
				return false;
			left--;
		}
		i++;
		n++;
	}
	/* English words end where they end; a plural's s may follow. */
	if (is_word_symbol(want) && han_is_latin(want)) {
		if (i < s->n && s->c[i] == 's')
			i++;
		if (i < s->n && is_word_symbol(s->c[i]))
			return false;
		if (at && han_is_latin(s->c[at]) && han_is_latin(s->c[at - 1]))
			return false;
	}
	if (n < 2 && left != *slips)
		return false;
	*slips = left;
	*ret_to = i;
	return true;
}

static bool group_matches(const struct sentence *s, struct str group, size_t at, int *slips,
			  size_t *ret_to)
{
	char stop = '|';

	while (stop == '|') {
		struct str w = next_word(&group, &stop);

		if (w.len && word_matches(s, w, at, slips, ret_to))
			return true;
	}
	return false;
}

/* The rest of the pattern behind the first group. */
static struct str after_group(struct str pattern)
{
	char stop = '|';

	while (stop == '|')
		next_word(&pattern, &stop);
	return stop == '*' ? pattern : (struct str){ NULL, 0 };
}

static bool groups_match(const struct sentence *s, struct str pattern, size_t at, int slips,
			 size_t *ret_to, int *ret_slips)
{
	struct str rest = after_group(pattern);
	size_t to;

	if (!group_matches(s, pattern, at, &slips, &to))
		return false;
	if (!rest.p) {
		*ret_to = to;
		*ret_slips = slips;
		return true;
	}
	for (size_t gap = 0; gap <= SENTENCE_GAP * (s->english ? 4u : 1u) && to + gap < s->n;
	     gap++) {
		/* A full stop ends the thought, unless it only parts two words: 吃到！蟑螂. */
		if (gap > 1 && (s->c[to + gap - 1] == '.' || s->c[to] == '.'))
			break;
		if (groups_match(s, rest, to + gap, slips, ret_to, ret_slips))
			return true;
	}
	return false;
}

static bool denied(const struct sentence *s, size_t at)
{
	size_t from;

	return sentence_before(
		s,
		"没有吃到|没有看到|没有发现|没有见到|没有喝到|没吃到|没看到|没发现|没见到|"
		"没喝到|没有|不是|未见|并没有|no |not |without |没|无",
		0, at, &from);
}

struct options {
	int slips;
	bool deny;
};

static struct str options_of(const char *pattern, struct options *ret)
{
	*ret = (struct options){ 0, false };
	for (; *pattern == '~' || *pattern == '!'; pattern++) {
		ret->slips |= *pattern == '~';
		ret->deny |= *pattern == '!';
	}
	return str_of(pattern);
}

bool sentence_find(const struct sentence *s, const char *pattern, size_t from, struct span *ret,
		   bool *ret_exact)
{
	struct options o;
	struct str p = options_of(pattern, &o);

	for (size_t i = from; i < s->n; i++) {
		size_t to;
		int left;

		if (s->taken[i] || !groups_match(s, p, i, o.slips, &to, &left))
			continue;
		if (o.deny && denied(s, i))
			continue;
		*ret = (struct span){ i, to };
		if (ret_exact)
			*ret_exact = left == o.slips;
		return true;
	}
	return false;
}

bool sentence_at(const struct sentence *s, const char *pattern, size_t at, size_t *ret_to)
{
	struct options o;
	struct str p = options_of(pattern, &o);
	int left;

	return at < s->n && groups_match(s, p, at, o.slips, ret_to, &left);
}

bool sentence_before(const struct sentence *s, const char *words, size_t from, size_t to,
		     size_t *ret_from)
{
	for (size_t i = to > 12 && to - 12 > from ? to - 12 : from; i < to; i++) {
		struct str rest = str_of(words);
		char stop = '|';

		while (stop == '|') {
			struct str w = next_word(&rest, &stop);
			int slips = 0;
			size_t end;

			if (!w.len || !word_matches(s, w, i, &slips, &end) || end != to)
				continue;
			*ret_from = i;
			return true;
		}
	}
	return false;
}

void sentence_take(struct sentence *s, struct span span)
{
	for (size_t i = span.from; i < span.to && i < s->n; i++)
		s->taken[i] = true;
}

struct str sentence_text(const struct sentence *s, struct span span)
{
	return (struct str){ s->text.p + s->at[span.from],
			     (size_t)(s->at[span.to] - s->at[span.from]) };
}

static long digit_of(uint16_t c)
{
	static const char16_t zh[] = u"零一二三四五六七八九";

	if (han_is_digit(c))
		return c - '0';
	if (c == u'两')
		return 2;
	for (long i = 0; zh[i]; i++)
		if (zh[i] == c)
			return i;
	return -1;
}

static bool english_number(const struct sentence *s, size_t *at, long *ret)
{
	static const char *const word[] = { "a|an|one", "two",   "three", "four", "five",
					    "six",      "seven", "eight", "nine", "ten" };
	size_t end;

	for (long i = 0; i < 10; i++) {
		if (!sentence_at(s, word[i], *at, &end))
			continue;
		*at = end;
		*ret = i + 1;
		return true;
	}
	return false;
}

bool sentence_number(const struct sentence *s, size_t *at, long *ret)
{
	size_t i = *at;
	long v = 0, d;

	if (s->english && i < s->n && han_is_latin(s->c[i]))
		return english_number(s, at, ret);

	if (i < s->n && s->c[i] == u'十') {
		i++;
		v = 10;
		if (i < s->n && (d = digit_of(s->c[i])) >= 0) {
			v += d;
			i++;
		}
	} else {
		for (; i < s->n && (d = digit_of(s->c[i])) >= 0 && v < 100000; i++)
			v = v * 10 + d;
		if (i > *at && i < s->n && s->c[i] == u'十' && v < 10) {
			i++;
			v *= 10;
			if (i < s->n && (d = digit_of(s->c[i])) >= 0) {
				v += d;
				i++;
			}
		}
	}
	if (i == *at)
		return false;
	*at = i;
	*ret = v;
	return true;
}
