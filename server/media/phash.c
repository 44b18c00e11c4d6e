#include "media/phash.h"

#include <math.h>
#include <stdlib.h>

#define SIDE     32
#define LOW      8
#define FLAT_SUM 16.0 /* of all kept coefficients: below it, a hash would be noise */

/* 32 × 32 grey means; a picture smaller than that is read by nearest pixel. */
static enum err grey(const struct pixels *px, double g[SIDE][SIDE])
{
	uint32_t w = px->width < SIDE ? px->width : SIDE;
	uint32_t h = px->height < SIDE ? px->height : SIDE;
	AUTO(pixels) small = { 0 };
	enum err e = pixels_shrunk(px, w, h, &small);

	if (e)
		return e;
	for (uint32_t y = 0; y < SIDE; y++) {
		const uint8_t *row = pixels_row(&small, y * h / SIDE);

		for (uint32_t x = 0; x < SIDE; x++) {
			const uint8_t *c = row + (size_t)(x * w / SIDE) * 3;

			g[y][x] = 0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2];
		}
	}
	return ERR_OK;
}

/* Frequencies 1..8 both ways: 0 is the mean, which brightness alone moves. */
static void dct(double g[SIDE][SIDE], double out[LOW * LOW])
{
	double wave[LOW][SIDE], rows[SIDE][LOW] = { 0 };

	for (int u = 0; u < LOW; u++)
		for (int x = 0; x < SIDE; x++)
			wave[u][x] = cos(M_PI * (u + 1) * (2 * x + 1) / (2.0 * SIDE)) * 2 / SIDE;
	for (int y = 0; y < SIDE; y++)
		for (int u = 0; u < LOW; u++)
			for (int x = 0; x < SIDE; x++)
				rows[y][u] += g[y][x] * wave[u][x];
	for (int v = 0; v < LOW; v++) {
		for (int u = 0; u < LOW; u++) {
			double sum = 0;

			for (int y = 0; y < SIDE; y++)
				sum += rows[y][u] * wave[v][y];
			out[v * LOW + u] = sum;
		}
	}
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double median(const double *c, size_t n)
{
	double sorted[LOW * LOW];

	for (size_t i = 0; i < n; i++)
		sorted[i] = c[i];
	qsort(sorted, n, sizeof(sorted[0]), by_value);
	return (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

enum err phash(const struct pixels *px, uint64_t *ret_hash)
{
	double g[SIDE][SIDE], c[LOW * LOW], m, energy = 0;
	uint64_t hash = 0;
	enum err e;

	e = grey(px, g);
	if (e)
		return e;
	dct(g, c);
	m = median(c, ARRAY_LEN(c));
	for (size_t i = 0; i < ARRAY_LEN(c); i++) {
		energy += fabs(c[i]);
		hash |= (uint64_t)(c[i] > m) << i;
	}
	*ret_hash = energy < FLAT_SUM ? 0 : hash;
	return ERR_OK;
}
