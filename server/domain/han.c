#include "domain/han.h"

#include "base/err.h"

#include <stdlib.h>

#include "tables/han_tables.inc"

static bool is_decoration(uint32_t c)
{
	return (c >= 0x2000 && c <= 0x2BFF) || /* general punctuation to arrows and stars */
	       (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020) || c == 0x3030 ||
	       c == 0x303D || (c >= 0xD800 && c <= 0xF8FF) || (c >= 0xFE00 && c <= 0xFE6F) ||
	       c >= 0xFF5F || c == 0x30FB || c == 0xD7 || (c >= 0x80 && c <= 0xBF);
}

static int find_pair(const uint16_t *table, size_t n, size_t width, uint16_t key)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (table[mid * width] < key)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && table[lo * width] == key ? (int)(lo * width) : -1;
}

uint16_t han_fold(uint32_t cp)
{
	uint16_t simple;

	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp -= 0xFEE0;
	if (cp < 0x80) {
		if (cp >= 'A' && cp <= 'Z')
			return (uint16_t)(cp + 'a' - 'A');
		return (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9') ? (uint16_t)cp : 0;
	}
	if (!han_is(cp))
		return is_decoration(cp) ? 0 : (uint16_t)cp;
	simple = han_simple[cp - HAN_FIRST];
	return simple ? simple : (uint16_t)cp;
}

unsigned han_syllable(uint16_t c)
{
	if (han_is_pinyin(c))
		return c - HAN_PINYIN;
	return han_is(c) ? han_reading[c - HAN_FIRST] & (unsigned)~HAN_HAS_MORE : 0;
}

size_t han_readings(uint16_t c, unsigned ret[HAN_READINGS])
{
	size_t n = 0;
	int at;

	ret[0] = han_syllable(c);
	if (!ret[0])
		return 0;
	n = 1;
	if (!han_is(c) || !(han_reading[c - HAN_FIRST] & HAN_HAS_MORE))
		return n;
	at = find_pair(han_more, ARRAY_LEN(han_more) / 3, 3, c);
	for (int i = 1; at >= 0 && i < 3; i++)
		if (han_more[at + i])
			ret[n++] = han_more[at + i];
	return n;
}

unsigned han_sound_class(unsigned syllable)
{
	return syllable < HAN_SYLLABLES ? han_class[syllable] : 0;
}

const char *han_syllable_str(unsigned syllable)
{
	return syllable < HAN_SYLLABLES ? han_syllable_text[syllable] : "";
}

unsigned han_syllable_find(struct str s)
{
	unsigned lo = 1, hi = HAN_SYLLABLES;

	while (lo < hi) {
		unsigned mid = lo + (hi - lo) / 2;

		if (str_cmp(str_of(han_syllable_text[mid]), s) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < HAN_SYLLABLES && str_eq(str_of(han_syllable_text[lo]), s) ? lo : 0;
}

#define SPELL_MAX 64

size_t han_spell(const uint16_t *c, size_t n, uint16_t *ret, size_t max)
{
	/* best[i]: syllables in the best cut of the first i letters; cut[i]: where its last begins.
	 */
	uint8_t best[SPELL_MAX + 1], cut[SPELL_MAX + 1] = { 0 };
	char text[SPELL_MAX];
	size_t count;

	if (n == 0 || n > SPELL_MAX)
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (!han_is_latin(c[i]))
			return 0;
		text[i] = (char)c[i];
	}
	memset(best, UINT8_MAX, sizeof(best));
	best[0] = 0;
	for (size_t i = 0; i < n; i++) {
		for (size_t len = 1; best[i] != UINT8_MAX && len <= 6 && i + len <= n; len++) {
			if (best[i] + 1 < best[i + len] &&
			    han_syllable_find((struct str){ text + i, len })) {
				best[i + len] = (uint8_t)(best[i] + 1);
				cut[i + len] = (uint8_t)i;
			}
		}
	}
	count = best[n];
	if (count == UINT8_MAX || count > max)
		return 0;
	for (size_t end = n, k = count; k-- > 0; end = cut[end]) {
		struct str s = { text + cut[end], end - cut[end] };

		ret[k] = (uint16_t)(HAN_PINYIN + han_syllable_find(s));
	}
	return count;
}

static bool share(uint16_t a, uint16_t b, bool by_class)
{
	unsigned ra[HAN_READINGS], rb[HAN_READINGS];
	size_t na = han_readings(a, ra), nb = han_readings(b, rb);

	for (size_t i = 0; i < na; i++) {
		for (size_t j = 0; j < nb; j++) {
			if (ra[i] == rb[j] || (by_class && han_class[ra[i]] == han_class[rb[j]]))
				return true;
		}
	}
	return false;
}

bool han_same_sound(uint16_t a, uint16_t b)
{
	return share(a, b, false);
}

bool han_near_sound(uint16_t a, uint16_t b)
{
	return share(a, b, true);
}

/* 0 when b is not on a's list. The lists are short and sorted. */
static unsigned listed(uint16_t a, uint16_t b)
{
	size_t from = han_like_start[a - HAN_FIRST], to = han_like_start[a - HAN_FIRST + 1];

	for (size_t i = from; i < to && han_like[i] <= b; i++)
		if (han_like[i] == b)
			return han_like_grade[i];
	return 0;
}

size_t han_alikes(uint16_t c, const uint16_t **ret)
{
	*ret = han_like;
	if (!han_is(c))
		return 0;
	*ret += han_like_start[c - HAN_FIRST];
	return (size_t)(han_like_start[c - HAN_FIRST + 1] - han_like_start[c - HAN_FIRST]);
}

unsigned han_alike(uint16_t a, uint16_t b)
{
	unsigned ab, ba;

	if (a == b)
		return HAN_ALIKE_MAX;
	if (!han_is(a) || !han_is(b))
		return 0;
	/* Lists are cut at a length, so a pair may stand on one side only. */
	ab = listed(a, b);
	ba = listed(b, a);
	return ab > ba ? ab : ba;
}
