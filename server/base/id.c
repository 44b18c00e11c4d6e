#include "base/id.h"

#include <string.h>

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

struct id id_random(const uint8_t rnd[16])
{
	struct id id;

	memcpy(id.b, rnd, sizeof(id.b));
	id.b[6] = (uint8_t)((id.b[6] & 0x0F) | 0x40);
	id.b[8] = (uint8_t)((id.b[8] & 0x3F) | 0x80);
	return id;
}

struct id id_timed(const uint8_t rnd[16], int64_t time_ms)
{
	struct id id = id_random(rnd);

	for (int i = 0; i < 6; i++)
		id.b[i] = (uint8_t)(time_ms >> (40 - 8 * i));
	id.b[6] = (uint8_t)((id.b[6] & 0x0F) | 0x70);
	return id;
}

struct id_text id_text(struct id id)
{
	struct id_text t;
	unsigned acc = 0;
	int bits = 2, at = 0; /* 130 bits of text carry 128: two zero bits lead */

	for (size_t i = 0; i < sizeof(id.b); i++) {
		acc = acc << 8 | id.b[i];
		bits += 8;
		while (bits >= 5) {
			bits -= 5;
			t.c[at++] = digits[acc >> bits & 31];
		}
	}
	t.c[at] = '\0';
	return t;
}

enum err id_parse(struct str s, struct id *ret_id)
{
	struct id id;
	unsigned acc = 0;
	int bits = -2;
	size_t at = 0;

	if (s.len != ID_TEXT_LEN)
		return ERR_INPUT;
	for (size_t i = 0; i < s.len; i++) {
		const char *d = s.p[i] ? strchr(digits, s.p[i]) : NULL;

		if (!d || (i == 0 && d - digits > 7))
			return ERR_INPUT;
		acc = acc << 5 | (unsigned)(d - digits);
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			id.b[at++] = (uint8_t)(acc >> bits);
		}
	}
	*ret_id = id;
	return ERR_OK;
}

bool id_is_zero(struct id id)
{
	static const struct id zero;

	return id_eq(id, zero);
}

bool id_eq(struct id a, struct id b)
{
	return memcmp(a.b, b.b, sizeof(a.b)) == 0;
}

int id_cmp(struct id a, struct id b)
{
	return memcmp(a.b, b.b, sizeof(a.b));
}
