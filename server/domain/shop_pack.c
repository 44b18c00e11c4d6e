#include "domain/licence_no.h"
#include "domain/shop_record.h"
#include "domain/shop_rows.h"
#include "domain/shop_words.h"

#include <stdlib.h>

/* Texts of the phrase coder's sample; phrases for each shop and at least. */
#define SAMPLE_ROWS    4000
#define PHRASES_LEAST  1500
#define SHOPS_A_PHRASE 10

struct packing {
	struct shop_build *b;
	struct arena *a;
	struct shop_image head;
	struct str section[SEC__COUNT];
	struct lexicon_build *names, *places;
	struct phrase_coder *coder;
	struct shop_rec *rec;
	uint8_t *text;
	size_t text_len, text_cap;
};

static int by_cell(const void *x, const void *y)
{
	const struct shop_row *a = x, *b = y;

	if (a->cell != b->cell)
		return a->cell < b->cell ? -1 : 1;
	return str_cmp((struct str){ a->text, a->len[0] }, (struct str){ b->text, b->len[0] });
}

/* Shops of one grid cell stand together, those without a position at the end. */
static enum err order_rows(struct packing *p)
{
	struct shop_build *b = p->b;
	struct shop_cell *cell = arena_array(p->a, b->n + 1, struct shop_cell);
	size_t cells = 0, placed = 0;

	if (!cell)
		return ERR_MEMORY;
	p->head.lat0 = p->head.lng0 = INT32_MAX;
	for (size_t i = 0; i < b->n; i++) {
		if (b->row[i].lat == SHOP_NOWHERE)
			continue;
		if (b->row[i].lat < p->head.lat0)
			p->head.lat0 = b->row[i].lat;
		if (b->row[i].lng < p->head.lng0)
			p->head.lng0 = b->row[i].lng;
	}
	for (size_t i = 0; i < b->n; i++)
		if (!shop_cell_key(&p->head, b->row[i].lat, b->row[i].lng, &b->row[i].cell))
			b->row[i].cell = UINT32_MAX;
	if (b->n)
		qsort(b->row, b->n, sizeof(*b->row), by_cell);
	for (; placed < b->n && b->row[placed].cell != UINT32_MAX; placed++)
		if (!placed || b->row[placed].cell != b->row[placed - 1].cell)
			cell[cells++] = (struct shop_cell){ b->row[placed].cell, (uint32_t)placed };
	cell[cells++] = (struct shop_cell){ UINT32_MAX, (uint32_t)placed };
	p->section[SEC_GRID] = (struct str){ (char *)cell, cells * sizeof(*cell) };
	return ERR_OK;
}

static enum err learn_phrases(struct packing *p)
{
	size_t n = 0, step = p->b->n / SAMPLE_ROWS + 1;
	struct str *sample = arena_array(p->a, SAMPLE_ROWS * 8 + 8, struct str);
	uint32_t max = (uint32_t)(PHRASES_LEAST + p->b->n / SHOPS_A_PHRASE);
	enum err e;

	if (!sample)
		return ERR_MEMORY;
	for (size_t i = 0; i < p->b->n; i += step) {
		struct shop s;
		struct shop_rec rec;

		shop_row_get(&p->b->row[i], &s, &rec);
		sample[n++] = s.sign;
		sample[n++] = s.company;
		sample[n++] = s.address;
		sample[n++] = s.category;
		/* The platforms' names mostly repeat the signboard: code 1 does that. */
		if (!s.sign.len || !str_starts(s.meituan, s.sign))
			sample[n++] = s.meituan;
		else
			sample[n++] = (struct str){ s.meituan.p + s.sign.len,
						    s.meituan.len - s.sign.len };
	}
	e = phrase_learn(p->a, sample, n, max, &p->coder);
	if (!e)
		phrase_sections(p->coder, &p->section[SEC_PHRASE_START],
				&p->section[SEC_PHRASE_TEXT]);
	return e;
}

static enum err pack_streets(struct packing *p)
{
	struct shop_build *b = p->b;
	struct shop_street *out = arena_array(p->a, b->streets + 1, struct shop_street);
	size_t len = 0;
	char *text;

	for (size_t i = 0; i < b->streets; i++)
		len += b->street[i].area.len + b->street[i].code.len + b->street[i].name.len + 3;
	text = arena_alloc(p->a, len + 1);
	if (!out || !text)
		return ERR_MEMORY;
	p->section[SEC_STREET] = (struct str){ (char *)out, b->streets * sizeof(*out) };
	p->section[SEC_STREET_TEXT] = (struct str){ text, len };
	len = 0;
	for (size_t i = 0; i < b->streets; i++) {
		const struct shop_row_street *st = &b->street[i];
		const struct str *const part[] = { &st->area, &st->code, &st->name };
		enum err e = shop_words_street(p->places, st->name, st->area, &out[i].street,
					       &out[i].area);

		if (e)
			return e;
		out[i].text = (uint32_t)len;
		out[i].shops = st->shops;
		for (size_t k = 0; k < b->streets; k++)
			if (str_eq(b->street[k].area, st->area))
				out[i].area_shops += b->street[k].shops;
		for (size_t k = 0; k < ARRAY_LEN(part); k++) {
			if (part[k]->len)
				memcpy(text + len, part[k]->p, part[k]->len);
			len += part[k]->len + 1;
		}
	}
	return ERR_OK;
}

static enum err add_text(struct packing *p, const struct shop *s, uint32_t *ret_at)
{
	if (p->text_cap - p->text_len < SHOP_RECORD_MAX) {
		size_t cap = p->text_cap ? p->text_cap * 2 : (size_t)4 << 20;
		uint8_t *more = arena_alloc(p->a, cap);

		if (!more || cap > UINT32_MAX)
			return ERR_MEMORY;
		if (p->text_len)
			memcpy(more, p->text, p->text_len);
		p->text = more;
		p->text_cap = cap;
	}
	*ret_at = (uint32_t)p->text_len;
	p->text_len += shop_record_put(p->coder, s, p->text + p->text_len);
	return ERR_OK;
}

/* Numbers are found by their normal form, misshapen ones by what was written. */
static struct str number_key(struct str s, struct licence_no *no)
{
	return licence_no_parse(s, no) ? s : str_of(no->c);
}

static void put_slot(uint32_t *slot, uint32_t slots, struct str key, uint32_t ordinal)
{
	uint32_t i = (uint32_t)((uint64_t)shop_hash(key) * slots >> 32);

	if (!key.len)
		return;
	while (slot[i])
		i = i + 1 == slots ? 0 : i + 1;
	slot[i] = ordinal + 1;
}

static enum err pack_rows(struct packing *p)
{
	struct shop_build *b = p->b;
	uint32_t slots = (uint32_t)(b->n + b->n / 4 + 2), *slot[3];

	p->rec = arena_array(p->a, b->n + 1, struct shop_rec);
	for (int i = 0; i < 3; i++) {
		slot[i] = arena_array(p->a, slots, uint32_t);
		if (!slot[i] || !p->rec)
			return ERR_MEMORY;
		p->section[SEC_ID + i] = (struct str){ (char *)slot[i], slots * sizeof(uint32_t) };
	}
	for (uint32_t i = 0; i < b->n; i++) {
		struct licence_no uscc, permit;
		struct shop s;
		enum err e;

		shop_row_get(&b->row[i], &s, &p->rec[i]);
		e = add_text(p, &s, &p->rec[i].text);
		if (!e)
			e = shop_words_add(p->names, p->places, i, &s, &p->rec[i]);
		if (e)
			return e;
		put_slot(slot[0], slots, s.id, i);
		put_slot(slot[1], slots, number_key(s.uscc, &uscc), i);
		put_slot(slot[2], slots, number_key(s.licence, &permit), i);
		p->head.sales += s.sales;
	}
	p->section[SEC_REC] = (struct str){ (char *)p->rec, b->n * sizeof(*p->rec) };
	p->section[SEC_TEXT] = (struct str){ (char *)p->text, p->text_len };
	return ERR_OK;
}

static enum err assemble(struct packing *p, struct str *ret)
{
	size_t len = sizeof(p->head);
	struct shop_image *im;
	char *out;

	for (int i = 0; i < SEC__COUNT; i++) {
		p->head.section[i].at = len;
		p->head.section[i].len = p->section[i].len;
		len += (p->section[i].len + 7) & ~(size_t)7;
	}
	out = arena_alloc(p->a, len);
	if (!out)
		return ERR_MEMORY;
	memcpy(p->head.magic, SHOP_IMAGE_MAGIC, sizeof(p->head.magic));
	p->head.version = SHOP_IMAGE_VERSION;
	p->head.shops = (uint32_t)p->b->n;
	p->head.len = len;
	for (int i = 0; i < SEC__COUNT; i++)
		if (p->section[i].len)
			memcpy(out + p->head.section[i].at, p->section[i].p, p->section[i].len);
	im = (struct shop_image *)(void *)out;
	*im = p->head;
	im->checksum = shop_image_checksum(out + sizeof(*im), len - sizeof(*im),
					   shop_image_checksum(im, sizeof(*im), 1));
	*ret = (struct str){ out, len };
	return ERR_OK;
}

enum err shop_build_finish(struct shop_build *b, uint64_t source, struct str *ret_image)
{
	struct packing p = { .b = b, .a = b->a, .head = { .source = source } };
	enum err e;

	p.names = lexicon_build_new(p.a);
	p.places = lexicon_build_new(p.a);
	if (!p.names || !p.places)
		return ERR_MEMORY;
	e = order_rows(&p);
	if (!e)
		e = learn_phrases(&p);
	if (!e)
		e = pack_streets(&p);
	if (!e)
		e = pack_rows(&p);
	if (!e)
		e = lexicon_pack(p.names, &p.section[SEC_NAMES]);
	if (!e)
		e = lexicon_pack(p.places, &p.section[SEC_PLACES]);
	return e ? e : assemble(&p, ret_image);
}
