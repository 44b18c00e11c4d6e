/*
 * Foreign bytes as a shop index. The first byte chooses: the bytes as they are,
 * an image whose checksum is made right first (so that the checks behind it are
 * reached), or a whole image in which the bytes change a few others, its checksum
 * made right as well. What opens must be readable everywhere.
 */
#include "domain/shop_image.h"
#include "domain/shop_match.h"
#include "domain/shop_near.h"
#include "small_town.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(const struct shop_index *idx)
{
	struct shop_query q = {
		.text = STR("老街面馆(东街店)"),
		.address = STR("东街12号"),
		.licence = STR("JY13501040006708"),
		.has_at = true,
		.at = {26.08, 119.3}
	};
	struct shop_match_result r;
	struct arena a;

	arena_init(&a, 8u << 20);
	for (uint32_t i = 0; i < idx->shops && i < 64; i++) {
		struct shop s;
		uint32_t o;

		if (!shop_index_get(idx, i, &a, &s))
			(void)!shop_index_find(idx, s.id, &o);
		arena_reset(&a);
	}
	(void)!shop_match(idx, &q, &a, &r);
	arena_reset(&a);
	q.licence = STR("JY13501040006709");
	q.text = STR("laojie面管,阿强魚丸");
	(void)!shop_match(idx, &q, &a, &r);
	for (uint32_t i = 0; i < idx->shops && i < 8; i++) {
		arena_reset(&a);
		(void)!shop_match_one(idx, i, &q, &a, &r.candidate[0]);
	}
	(void)shop_near(idx, q.at, GEO_WGS84, r.candidate);
	arena_release(&a);
}

static void mend(uint8_t *p, size_t size)
{
	struct shop_image *im = (struct shop_image *)(void *)p;

	if (size < sizeof(*im))
		return;
	memcpy(im->magic, SHOP_IMAGE_MAGIC, sizeof(im->magic));
	im->version = SHOP_IMAGE_VERSION;
	im->len = size;
	im->checksum = 0;
	im->checksum = shop_image_checksum(p + sizeof(*im), size - sizeof(*im),
					   shop_image_checksum(im, sizeof(*im), 1));
}

#define PATCH 4 /* offset in three bytes, then the new value */

/* A copy of the small town's image with some bytes changed. */
static uint8_t *patched(const uint8_t *data, size_t size, size_t *ret_size)
{
	static struct str town; /* built once */
	static struct arena kept;
	uint8_t *p;

	if (!town.p) {
		arena_init(&kept, 64u << 20);
		town = small_town(&kept);
	}
	p = malloc(town.len);
	if (!p)
		return NULL;
	memcpy(p, town.p, town.len);
	for (; size >= PATCH; data += PATCH, size -= PATCH)
		p[(data[0] | (size_t)data[1] << 8 | (size_t)data[2] << 16) % town.len] = data[3];
	*ret_size = town.len;
	return p;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct shop_index idx;
	struct arena a;
	uint8_t *p;
	size_t len = size - 1;

	if (size < 1)
		return 0;
	p = data[0] & 2 ? patched(data + 1, size - 1, &len) : malloc(size);
	if (!p)
		return 0;
	if (!(data[0] & 2))
		memcpy(p, data + 1, size - 1);
	if (data[0] & 3)
		mend(p, len);
	arena_init(&a, 1u << 20);
	if (!shop_index_open((struct str){ (const char *)p, len }, &a, &idx, NULL))
		read_all(&idx);
	arena_release(&a);
	free(p);
	return 0;
}
