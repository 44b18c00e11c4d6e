#include "domain/shop_index.h"

#include "domain/licence_no.h"
#include "domain/shop_image.h"
#include "domain/shop_record.h"
#include "domain/varint.h"

#include <math.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the image is little-endian");
_Static_assert(sizeof(struct shop_rec) == 32, "the layout of a record is fixed");

uint32_t shop_hash(struct str s)
{
	uint64_t h = s.len;

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (uint8_t)s.p[i]) * 0x9E3779B97F4A7C15u;
	return (uint32_t)(h >> 32);
}

uint64_t shop_image_checksum(const void *p, size_t len, uint64_t seed)
{
	uint64_t h = seed ^ len, w;
	const uint8_t *b = p;

	for (; len >= sizeof(w); b += sizeof(w), len -= sizeof(w)) {
		memcpy(&w, b, sizeof(w));
		h = (h ^ w) * 0x9E3779B97F4A7C15u;
		h ^= h >> 32;
	}
	for (; len; b++, len--)
		h = (h ^ *b) * 0x100000001B3u;
	return h ^ h >> 29;
}

static uint64_t checksum_of(const struct shop_image *im, struct str image)
{
	struct shop_image head = *im;

	head.checksum = 0;
	return shop_image_checksum(image.p + sizeof(head), image.len - sizeof(head),
				   shop_image_checksum(&head, sizeof(head), 1));
}

static struct str section(const struct shop_image *im, int i)
{
	return (struct str){ (const char *)im + im->section[i].at, im->section[i].len };
}

/* NULL when the header and the bounds of all sections are right. */
static const char *header_fault(struct str image, enum err *ret_err)
{
	const struct shop_image *im = (const void *)image.p;
	uint64_t at = sizeof(*im);

	*ret_err = ERR_INPUT;
	if (image.len < sizeof(im->magic) || memcmp(image.p, SHOP_IMAGE_MAGIC, sizeof(im->magic)))
		return "not a shop index";
	if (image.len >= 12 && im->version != SHOP_IMAGE_VERSION)
		return "another version of the shop index";
	*ret_err = ERR_CORRUPT;
	if (image.len < sizeof(*im) || im->len > image.len)
		return "truncated";
	if (im->len < image.len)
		return "longer than it says";
	for (int i = 0; i < SEC__COUNT; i++) {
		if (im->section[i].at != at || im->section[i].len > im->len - at)
			return "its table of sections is damaged";
		at += (im->section[i].len + 7) & ~(uint64_t)7;
		if (at > im->len)
			return "its table of sections is damaged";
	}
	if (checksum_of(im, image) != im->checksum)
		return "its checksum is wrong";
	return NULL;
}

static bool slots_ok(struct shop_view *v, int i, struct str s)
{
	v->slot[i] = (const void *)s.p;
	v->slots[i] = (uint32_t)(s.len / sizeof(uint32_t));
	for (uint32_t k = 0; k < v->slots[i]; k++)
		if (v->slot[i][k] > v->image->shops)
			return false;
	return v->slots[i] > 0;
}

static bool streets_ok(struct shop_view *v)
{
	struct str s = section(v->image, SEC_STREET);

	v->street = (const void *)s.p;
	v->streets = (uint32_t)(s.len / sizeof(*v->street));
	v->street_text = section(v->image, SEC_STREET_TEXT);
	/* Three terminated texts each: the last byte ends the last one. */
	for (uint32_t i = 0; i < v->streets; i++)
		if (v->street[i].text >= v->street_text.len)
			return false;
	return v->streets == 0 || v->street_text.p[v->street_text.len - 1] == '\0';
}

static bool records_ok(struct shop_view *v)
{
	struct str rec = section(v->image, SEC_REC), cell = section(v->image, SEC_GRID);

	v->rec = (const void *)rec.p;
	v->cell = (const void *)cell.p;
	v->cells = (uint32_t)(cell.len / sizeof(*v->cell));
	if (rec.len != v->image->shops * sizeof(*v->rec) || v->cells == 0)
		return false;
	v->cells--;
	for (uint32_t i = 0; i < v->image->shops; i++)
		if (v->rec[i].street >= v->streets)
			return false;
	for (uint32_t i = 0; i < v->cells; i++)
		if (v->cell[i].key >= v->cell[i + 1].key || v->cell[i].first > v->cell[i + 1].first)
			return false;
	return v->cell[v->cells].first <= v->image->shops;
}

/* A report is as likely about any shop as about any order. */
static void fill_prior(struct shop_view *v)
{
	double shops = v->image->shops + 1.0, sales = (double)v->image->sales + 1;

	for (int i = 0; i < 256; i++)
		v->prior[i] = (float)log(0.5 / shops + 0.5 * (exp2(i / 8.0) - 1) / sales);
}

static const char *content_fault(struct shop_view *v)
{
	struct str text = section(v->image, SEC_TEXT), lex[2][LEX_SECTIONS];

	v->text = (const uint8_t *)text.p;
	v->text_len = text.len;
	fill_prior(v);
	if (!streets_ok(v) || !records_ok(v))
		return "its records are damaged";
	for (int i = 0; i < 3; i++)
		if (!slots_ok(v, i, section(v->image, SEC_ID + i)))
			return "its tables of numbers are damaged";
	for (int i = 0; i < LEX_SECTIONS; i++) {
		lex[0][i] = section(v->image, SEC_NAMES + i);
		lex[1][i] = section(v->image, SEC_PLACES + i);
	}
	if (phrases_open(section(v->image, SEC_PHRASE_START), section(v->image, SEC_PHRASE_TEXT),
			 &v->phrases))
		return "its phrases are damaged";
	if (lexicon_open(lex[0], &v->names) || lexicon_open(lex[1], &v->places))
		return "its lexicons are damaged";
	return NULL;
}

enum err shop_index_open(struct str image, struct arena *a, struct shop_index *ret_idx,
			 const char **ret_fault)
{
	struct shop_view *v;
	enum err e;
	const char *fault = header_fault(image, &e);

	if (!fault) {
		v = arena_new(a, struct shop_view);
		if (!v)
			return ERR_MEMORY;
		v->image = (const void *)image.p;
		fault = content_fault(v);
		e = ERR_CORRUPT;
	}
	if (ret_fault)
		*ret_fault = fault ? fault : "";
	if (fault)
		return e;
	*ret_idx = (struct shop_index){ v->image->shops, v->image->source, v };
	return ERR_OK;
}

struct shop_probe shop_probe_of(const struct shop_view *v, enum shop_section table, struct str key)
{
	uint32_t n = v->slots[table - SEC_ID];

	return (struct shop_probe){ v->slot[table - SEC_ID], n,
				    (uint32_t)((uint64_t)shop_hash(key) * n >> 32), n };
}

uint32_t shop_probe_next(struct shop_probe *p)
{
	uint32_t v;

	if (!p->left)
		return UINT32_MAX;
	v = p->slot[p->at];
	p->at = p->at + 1 == p->slots ? 0 : p->at + 1;
	p->left = v ? p->left - 1 : 0;
	return v ? v - 1 : UINT32_MAX;
}

enum err shop_index_find(const struct shop_index *idx, struct str id, uint32_t *ret_ordinal)
{
	struct shop_probe p = shop_probe_of(idx->view, SEC_ID, id);

	for (uint32_t o; (o = shop_probe_next(&p)) != UINT32_MAX;) {
		struct shop_record_head h;

		if (!shop_record_head(idx->view, o, &h) && str_eq(h.id, id)) {
			*ret_ordinal = o;
			return ERR_OK;
		}
	}
	return ERR_NOT_FOUND;
}

enum err shop_index_get(const struct shop_index *idx, uint32_t ordinal, struct arena *a,
			struct shop *ret_shop)
{
	return ordinal < idx->shops ? shop_record_get(idx->view, ordinal, a, ret_shop)
				    : ERR_NOT_FOUND;
}

struct str shop_name(const struct shop *s)
{
	const struct str *const best[] = { &s->sign, &s->meituan, &s->eleme, &s->former,
					   &s->company };

	for (size_t i = 0; i < ARRAY_LEN(best); i++)
		if (best[i]->len)
			return *best[i];
	return (struct str){ "", 0 };
}
