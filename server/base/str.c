#include "base/str.h"

#include <limits.h>

int str_cmp(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	if (c)
		return c;
	return (a.len > b.len) - (a.len < b.len);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	while (s.len && is_space(s.p[0])) {
		s.p++;
		s.len--;
	}
	while (s.len && is_space(s.p[s.len - 1]))
		s.len--;
	return s;
}

struct str str_cut(struct str *rest, char sep)
{
	const char *at = rest->len ? memchr(rest->p, sep, rest->len) : NULL;
	struct str head = *rest;

	if (!at) {
		*rest = (struct str){ NULL, 0 };
		return head;
	}
	head.len = (size_t)(at - rest->p);
	rest->p += head.len + 1;
	rest->len -= head.len + 1;
	return head;
}

bool str_to_i64(struct str s, long long *ret_value)
{
	bool neg = s.len && s.p[0] == '-';
	long long v = 0;

	if (s.len && (s.p[0] == '-' || s.p[0] == '+')) {
		s.p++;
		s.len--;
	}
	if (!s.len)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		int digit = s.p[i] - '0';

		if (digit < 0 || digit > 9)
			return false;
		if (__builtin_mul_overflow(v, 10, &v))
			return false;
		if (neg ? __builtin_sub_overflow(v, digit, &v)
			: __builtin_add_overflow(v, digit, &v))
			return false;
	}
	*ret_value = v;
	return true;
}
