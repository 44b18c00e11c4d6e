#include "media/pixels.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum err pixels_alloc(struct pixels *px, uint32_t width, uint32_t height)
{
	size_t size;
	uint8_t *p;

	if (width == 0 || height == 0)
		return ERR_INPUT;
	if (__builtin_mul_overflow((size_t)width * 3, (size_t)height, &size))
		return ERR_MEMORY;
	p = calloc(size, 1);
	if (!p)
		return ERR_MEMORY;
	*px = (struct pixels){ .p = p, .width = width, .height = height };
	return ERR_OK;
}

void pixels_release(struct pixels *px)
{
	if (!px)
		return;
	free(px->p);
	*px = (struct pixels){ 0 };
}

/*
 * One source row averaged to width columns, each value scaled by 256. In units
 * of 1/width of a source pixel, source pixel i covers [i*width, (i+1)*width)
 * and column x covers [x*src_width, (x+1)*src_width): the overlaps are exact.
 */
static void shrink_row(const uint8_t *row, uint32_t src_width, uint32_t width, uint32_t *out)
{
	uint64_t scale = ((uint64_t)256 << 32) / src_width; /* a division a value would cost most */
	uint32_t r = 0, g = 0, b = 0;
	uint32_t left = src_width; /* what the present column still lacks */

	for (uint32_t i = 0; i < src_width; i++, row += 3) {
		uint32_t here = width < left ? width : left, rest = width - here;

		r += here * row[0];
		g += here * row[1];
		b += here * row[2];
		left -= here;
		if (left)
			continue;
		*out++ = (uint32_t)(r * scale >> 32);
		*out++ = (uint32_t)(g * scale >> 32);
		*out++ = (uint32_t)(b * scale >> 32);
		r = rest * row[0];
		g = rest * row[1];
		b = rest * row[2];
		left = src_width - rest;
	}
}

/* Adds a shrunk source row with its share of height to the sums of an output row. */
static void add_row(uint32_t *sum, const uint32_t *row, size_t n, uint32_t weight)
{
	for (size_t i = 0; i < n; i++)
		sum[i] += weight * row[i];
}

static void finish_row(uint32_t *sum, size_t n, uint32_t src_height, uint8_t *out)
{
	uint64_t unit = (uint64_t)src_height * 256, scale = ((uint64_t)1 << 40) / unit;

	for (size_t i = 0; i < n; i++) {
		out[i] = (uint8_t)((sum[i] + unit / 2) * scale >> 40);
		sum[i] = 0;
	}
}

static void shrink_rows(const struct pixels *src, const struct pixels *dst, uint32_t *row,
			uint32_t *sum)
{
	size_t n = (size_t)dst->width * 3;
	uint32_t y = 0, left = src->height; /* as in shrink_row */

	for (uint32_t i = 0; i < src->height; i++) {
		uint32_t here = dst->height < left ? dst->height : left;

		shrink_row(pixels_row(src, i), src->width, dst->width, row);
		add_row(sum, row, n, here);
		left -= here;
		if (left)
			continue;
		finish_row(sum, n, src->height, pixels_row(dst, y++));
		add_row(sum, row, n, dst->height - here);
		left = src->height - (dst->height - here);
	}
}

enum err pixels_shrunk(const struct pixels *src, uint32_t width, uint32_t height,
		       struct pixels *ret)
{
	AUTO(pixels) dst = { 0 };
	uint32_t *row, *sum;
	enum err e;

	if (width > src->width || height > src->height || src->width > PIXELS_EDGE_MAX ||
	    src->height > PIXELS_EDGE_MAX)
		return ERR_INPUT;
	e = pixels_alloc(&dst, width, height);
	if (e)
		return e;
	row = calloc((size_t)width * 3, sizeof(*row));
	sum = calloc((size_t)width * 3, sizeof(*sum));
	if (row && sum) {
		shrink_rows(src, &dst, row, sum);
		*ret = dst;
		dst = (struct pixels){ 0 };
	} else {
		e = ERR_MEMORY;
	}
	free(row);
	free(sum);
	return e;
}

/* The shorter edge in proportion, never 0. */
static uint32_t in_proportion(uint32_t len, uint32_t edge, uint32_t of)
{
	uint64_t n = ((uint64_t)len * edge + of / 2) / of;

	return n ? (uint32_t)n : 1;
}

enum err pixels_shrink(struct pixels *px, uint32_t edge)
{
	uint32_t of = pixels_edge(px);
	struct pixels small;
	enum err e;

	if (of <= edge)
		return ERR_OK;
	e = pixels_shrunk(px, in_proportion(px->width, edge, of),
			  in_proportion(px->height, edge, of), &small);
	if (e)
		return e;
	pixels_release(px);
	*px = small;
	return ERR_OK;
}

/*
 * Where a stored pixel goes, by EXIF orientation: whether the axes swap, then
 * whether the upright picture runs right to left and bottom to top.
 */
static const struct turn {
	bool swap, flip_x, flip_y;
} turns[9] = {
	[1] = {false,  false, false},
          [2] = { false, true,  false},
          [3] = { false, true,  true },
	[4] = { false, false, true },
          [5] = { true,  false, false},
          [6] = { true,  true,  false},
	[7] = { true,  true,  true },
          [8] = { true,  false, true },
};

enum err pixels_upright(struct pixels *px, uint8_t orientation)
{
	struct turn turn = turns[orientation <= 8 ? orientation : 1];
	struct pixels up;
	enum err e;

	if (orientation <= 1 || orientation > 8)
		return ERR_OK;
	e = pixels_alloc(&up, turn.swap ? px->height : px->width,
			 turn.swap ? px->width : px->height);
	if (e)
		return e;
	for (uint32_t y = 0; y < px->height; y++) {
		const uint8_t *from = pixels_row(px, y);

		for (uint32_t x = 0; x < px->width; x++) {
			uint32_t ux = turn.swap ? y : x, uy = turn.swap ? x : y;

			if (turn.flip_x)
				ux = up.width - 1 - ux;
			if (turn.flip_y)
				uy = up.height - 1 - uy;
			memcpy(pixels_row(&up, uy) + (size_t)ux * 3, from + (size_t)x * 3, 3);
		}
	}
	pixels_release(px);
	*px = up;
	return ERR_OK;
}
