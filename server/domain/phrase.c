#include "domain/phrase.h"

enum err phrases_open(struct str start, struct str text, struct phrases *ret)
{
	struct phrases ph = { .start = (const void *)start.p, .text = text.p };

	if (start.len < sizeof(uint32_t) || start.len / sizeof(uint32_t) - 1 > PHRASE_MAX)
		return ERR_CORRUPT;
	ph.n = (uint32_t)(start.len / sizeof(uint32_t)) - 1;
	for (uint32_t i = 0; i < ph.n; i++)
		if (ph.start[i] > ph.start[i + 1])
			return ERR_CORRUPT;
	if (ph.start[ph.n] != text.len)
		return ERR_CORRUPT;
	*ret = ph;
	return ERR_OK;
}

/* The bytes of one UTF-8 character by its first; 0 when cut short. */
static size_t utf8_bytes(const uint8_t *p, const uint8_t *end)
{
	size_t n = *p < 0x80 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;

	return n <= (size_t)(end - p) ? n : 0;
}

enum err phrase_decode(const struct phrases *ph, const uint8_t **p, const uint8_t *end,
		       struct str a, struct str b, char *out, size_t cap, size_t *ret_len)
{
	size_t len = 0;

	while (*p < end) {
		uint32_t code = *(*p)++;
		struct str add;

		if (code == PHRASE_END) {
			*ret_len = len;
			return ERR_OK;
		}
		if (code == PHRASE_COPY_A || code == PHRASE_COPY_B) {
			add = code == PHRASE_COPY_A ? a : b;
		} else if (code == PHRASE_ESCAPE) {
			if (*p == end)
				return ERR_CORRUPT;
			add = (struct str){ (const char *)*p, utf8_bytes(*p, end) };
			if (!add.len)
				return ERR_CORRUPT;
			*p += add.len;
		} else {
			uint32_t i = code - PHRASE_FIRST;

			if (code >= PHRASE_SHORT) {
				if (*p == end)
					return ERR_CORRUPT;
				i = PHRASE_SHORT - PHRASE_FIRST + (code - PHRASE_SHORT) * 256 +
				    *(*p)++;
			}
			if (i >= ph->n)
				return ERR_CORRUPT;
			add = (struct str){ ph->text + ph->start[i],
					    ph->start[i + 1] - ph->start[i] };
		}
		if (add.len > cap - len)
			return ERR_LIMIT;
		if (add.len)
			memcpy(out + len, add.p, add.len);
		len += add.len;
	}
	return ERR_CORRUPT;
}
