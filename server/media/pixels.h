/*
 * A picture as rows of RGB bytes, and what is done to it between decoding and
 * encoding: shrink, turn upright.
 */
#ifndef MEDIA_PIXELS_H
#define MEDIA_PIXELS_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

#define PIXELS_EDGE_MAX 65535 /* sums of a longer row would overflow 32 bits */

/* p has width * height * 3 bytes; zero-initialised means empty. */
struct pixels {
	uint8_t *p;
	uint32_t width, height;
};

/* Zeroed rows. ERR_MEMORY also when the size overflows; ERR_INPUT for an empty picture. */
CHECKED
enum err pixels_alloc(struct pixels *px, uint32_t width, uint32_t height);
void pixels_release(struct pixels *px);

static inline uint8_t *pixels_row(const struct pixels *px, uint32_t y)
{
	return px->p + (size_t)y * px->width * 3;
}

static inline uint32_t pixels_edge(const struct pixels *px)
{
	return px->width > px->height ? px->width : px->height;
}

/*
 * Shrinks *px so that its longer edge is at most edge, each new pixel the
 * exact area average of what it covers. A picture that fits stays as it is.
 */
CHECKED
enum err pixels_shrink(struct pixels *px, uint32_t edge);

/* The same into a new picture; *src stays. ret may not be src. ERR_INPUT: larger, or an edge above
 * the limit. */
CHECKED
enum err pixels_shrunk(const struct pixels *src, uint32_t width, uint32_t height,
		       struct pixels *ret);

/* Turns and mirrors *px so that it stands upright; orientation 1..8 as in EXIF. */
CHECKED
enum err pixels_upright(struct pixels *px, uint8_t orientation);

#endif
