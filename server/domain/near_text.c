#include "domain/near_text.h"

#include "base/utf8.h"

#define BANDS 8
#define ROWS  (TEXT_PRINT / BANDS)

/* One band of a print; a text is in BANDS rows. The latest owner of the same band wins the row. */
struct band_row {
	uint64_t owner;
	int64_t at_ms;
	struct text_print print;
};

static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCDu;
	x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53u;
	return x ^ (x >> 33);
}

static bool within(uint32_t c, uint32_t first, uint32_t last)
{
	return c >= first && c <= last;
}

/* The character as it counts, 0 if it does not: no spaces, no punctuation, one width, one case. */
static uint32_t plain(uint32_t c)
{
	if (within(c, 0xFF01, 0xFF5E))
		c -= 0xFEE0;
	if (within(c, 'A', 'Z'))
		return c + 'a' - 'A';
	if (within(c, 'a', 'z') || within(c, '0', '9'))
		return c;
	if (c < 0xC0 || within(c, 0x2000, 0x2BFF) || within(c, 0x3000, 0x303F) ||
	    within(c, 0xFE00, 0xFE6F) || within(c, 0x1F000, 0x1FAFF) || c == UTF8_BAD)
		return 0;
	return c;
}

/* An empty place borrows from the next filled one, so that short texts compare as well as long. */
static void fill_places(uint32_t least[TEXT_PRINT])
{
	uint32_t filled[TEXT_PRINT];

	memcpy(filled, least, sizeof(filled));
	for (uint32_t i = 0; i < TEXT_PRINT; i++) {
		uint32_t step = 0;

		while (step < TEXT_PRINT && filled[(i + step) % TEXT_PRINT] == UINT32_MAX)
			step++;
		if (step && step < TEXT_PRINT)
			least[i] = filled[(i + step) % TEXT_PRINT] + step * 0x9E3779B1u;
	}
}

struct text_print text_print(struct str text)
{
	struct text_print p = { .len = 0 };
	uint32_t last = 0;

	memset(p.least, 0xFF, sizeof(p.least));
	while (text.len) {
		uint32_t c = plain(utf8_next(&text));
		uint64_t h;
		uint32_t value;

		if (!c)
			continue;
		h = mix((uint64_t)last << 32 | c);
		value = (uint32_t)(h >> 32);
		if (last && value < p.least[h % TEXT_PRINT])
			p.least[h % TEXT_PRINT] = value;
		last = c;
		p.len++;
	}
	if (p.len < TEXT_PRINT_LEAST)
		return (struct text_print){ .len = p.len };
	fill_places(p.least);
	return p;
}

static bool is_empty(const struct text_print *p)
{
	return p->len < TEXT_PRINT_LEAST;
}

int text_print_alike(const struct text_print *a, const struct text_print *b)
{
	int n = 0;

	if (is_empty(a) || is_empty(b))
		return 0;
	for (size_t i = 0; i < TEXT_PRINT; i++)
		n += a->least[i] == b->least[i];
	return n;
}

enum err near_text_new(struct arena *a, size_t scale, struct near_text *ret_index)
{
	return lossy_table_new(a, scale * BANDS, sizeof(struct band_row), &ret_index->bands);
}

static uint64_t band_key(const struct text_print *p, size_t band)
{
	uint64_t pair = (uint64_t)p->least[band * ROWS] << 32 | p->least[band * ROWS + 1];

	return mix(pair + band * 0x9E3779B97F4A7C15u) | 1;
}

void near_text_add(struct near_text *x, const struct text_print *p, uint64_t owner, int64_t now_ms)
{
	if (is_empty(p))
		return;
	for (size_t band = 0; band < BANDS; band++) {
		struct band_row *row = lossy_table_take(&x->bands, band_key(p, band), now_ms);

		/*
		 * The first owner keeps the row while the text is the same one, or
		 * else somebody could hide a copy by sending it again himself.
		 */
		if (row->owner && row->owner != owner &&
		    text_print_alike(&row->print, p) >= TEXT_PRINT_NEAR) {
			row->at_ms = now_ms;
			continue;
		}
		row->owner = owner;
		row->at_ms = now_ms;
		row->print = *p;
	}
}

bool near_text_find(const struct near_text *x, const struct text_print *p, uint64_t owner,
		    int64_t since_ms)
{
	if (is_empty(p))
		return false;
	for (size_t band = 0; band < BANDS; band++) {
		const struct band_row *row = lossy_table_find(&x->bands, band_key(p, band));

		if (row && row->owner != owner && row->at_ms >= since_ms &&
		    text_print_alike(&row->print, p) >= TEXT_PRINT_NEAR)
			return true;
	}
	return false;
}
