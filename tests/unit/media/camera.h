/*
 * Photos of real cameras, from npm's "exif" package (tests/package.json), and
 * pictures made on the spot. A test that needs a camera skips without one.
 */
#ifndef CAMERA_H
#define CAMERA_H

#include "base/buf.h"
#include "media/jpeg.h"
#include "media/pixels.h"

#include <stdio.h>

#define AREA_MAX      100000000
#define CAMERA_FOLDER "tests/node_modules/exif/test/"

/* Empty when the package is not installed. */
static inline struct buf camera_photo(const char *name)
{
	struct buf b = BUF_INIT(16 << 20);
	char path[256], part[4096];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), CAMERA_FOLDER "%s", name);
	f = fopen(path, "rb");
	if (!f)
		return b;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&b, part, n);
	fclose(f);
	return b;
}

/* Smooth shapes that no two seeds share. */
static inline struct pixels painted(uint32_t width, uint32_t height, uint32_t seed)
{
	struct pixels px = { 0 };

	if (pixels_alloc(&px, width, height))
		return px;
	for (uint32_t y = 0; y < height; y++) {
		uint8_t *row = pixels_row(&px, y);

		for (uint32_t x = 0; x < width; x++) {
			uint32_t cx = x * 8 / width, cy = y * 8 / height;
			uint32_t h = (cx * 2654435761u ^ cy * 40503u ^ seed * 97u) * 2246822519u;

			row[3 * x] = (uint8_t)(h >> 24);
			row[3 * x + 1] = (uint8_t)(h >> 16);
			row[3 * x + 2] = (uint8_t)(x * 255 / width);
		}
	}
	return px;
}

static inline struct buf painted_jpeg(uint32_t width, uint32_t height, uint32_t seed, int quality)
{
	struct buf b = BUF_INIT(16 << 20);
	AUTO(pixels) px = painted(width, height, seed);

	if (jpeg_encode(&px, quality, &b))
		b.failed = true;
	return b;
}

#endif
