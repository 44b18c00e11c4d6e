#include "base/utf8.h"

static uint32_t bad(struct str *s)
{
	s->p++;
	s->len--;
	return UTF8_BAD;
}

uint32_t utf8_next(struct str *s)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *u = (const unsigned char *)s->p;
	size_t n;
	uint32_t cp;

	/* Nearly all Chinese text, straight through: three bytes that cannot be wrong otherwise. */
	if (u[0] >= 0xE3 && u[0] <= 0xEC && s->len >= 3 && (u[1] & 0xC0) == 0x80 &&
	    (u[2] & 0xC0) == 0x80) {
		s->p += 3;
		s->len -= 3;
		return (uint32_t)(u[0] & 0x0F) << 12 | (uint32_t)(u[1] & 0x3F) << 6 |
		       (u[2] & 0x3Fu);
	}
	if (u[0] < 0x80)
		n = 1, cp = u[0];
	else if (u[0] >= 0xC2 && u[0] < 0xE0)
		n = 2, cp = u[0] & 0x1Fu;
	else if (u[0] >= 0xE0 && u[0] < 0xF0)
		n = 3, cp = u[0] & 0x0Fu;
	else if (u[0] >= 0xF0 && u[0] < 0xF5)
		n = 4, cp = u[0] & 0x07u;
	else
		return bad(s);
	if (n > s->len)
		return bad(s);
	for (size_t i = 1; i < n; i++) {
		if ((u[i] & 0xC0) != 0x80)
			return bad(s);
		cp = cp << 6 | (u[i] & 0x3Fu);
	}
	if (cp < least[n] || (cp >= 0xD800 && cp < 0xE000) || cp > 0x10FFFF)
		return bad(s);
	s->p += n;
	s->len -= n;
	return cp;
}

size_t utf8_put(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		if (cp >= 0xD800 && cp < 0xE000)
			return 0;
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	if (cp > 0x10FFFF)
		return 0;
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

bool utf8_valid(struct str s)
{
	while (s.len) {
		if (utf8_next(&s) == UTF8_BAD)
			return false;
	}
	return true;
}

size_t utf8_len(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

struct str utf8_head(struct str s, size_t n)
{
	for (size_t i = 0; i < s.len; i++) {
		if (((unsigned char)s.p[i] & 0xC0) != 0x80 && n-- == 0)
			return (struct str){ s.p, i };
	}
	return s;
}

bool utf8_is_plain(struct str s)
{
	while (s.len) {
		uint32_t cp = utf8_next(&s);

		if (cp == UTF8_BAD || cp == 0x7F || (cp >= 0x80 && cp < 0xA0))
			return false;
		if (cp < 0x20 && cp != '\n' && cp != '\t')
			return false;
		if ((cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069))
			return false;
	}
	return true;
}
