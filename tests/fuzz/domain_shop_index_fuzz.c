/*
 * Foreign bytes as a shop index. The first byte chooses: an image whose
 * checksum is made right first (so that the checks behind it are reached), or
 * the bytes as they are. What opens must be readable everywhere.
 */
#include "domain/shop_image.h"
#include "domain/shop_match.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct shop_index idx;
	struct arena a;
	uint8_t *p;

	if (size < 1)
		return 0;
	p = malloc(size);
	if (!p)
		return 0;
	memcpy(p, data + 1, size - 1);
	if (data[0] & 1)
		mend(p, size - 1);
	arena_init(&a, 1u << 20);
	if (!shop_index_open((struct str){ (const char *)p, size - 1 }, &a, &idx, NULL))
		read_all(&idx);
	arena_release(&a);
	free(p);
	return 0;
}
