#include "domain/shop_image.h"

#include <math.h>

#define M_PER_DEGREE 111195.0

bool shop_cell_key(const struct shop_image *im, int32_t lat, int32_t lng, uint32_t *ret_key)
{
	int64_t row = ((int64_t)lat - im->lat0) / SHOP_CELL;
	int64_t col = ((int64_t)lng - im->lng0) / SHOP_CELL;

	if (lat < im->lat0 || lng < im->lng0 || row > UINT16_MAX - 1 || col > UINT16_MAX)
		return false;
	*ret_key = (uint32_t)row << 16 | (uint32_t)col;
	return true;
}

/* A coordinate as a row or column, held inside of the grid. */
static int32_t line_of(double degrees, int32_t zero)
{
	double x = floor((degrees * 1e6 - zero) / SHOP_CELL);

	return (int32_t)fmin(fmax(x, -1), UINT16_MAX);
}

struct shop_cells shop_cells_around(const struct shop_view *v, struct geo_point at, double m)
{
	double dlat = m / M_PER_DEGREE;
	double dlng = dlat / fmax(0.05, cos(at.lat * 3.14159265358979 / 180));
	struct shop_cells c = { .v = v };

	c.row = line_of(at.lat - dlat, v->image->lat0);
	c.last_row = line_of(at.lat + dlat, v->image->lat0);
	c.col = line_of(at.lng - dlng, v->image->lng0);
	c.last_col = line_of(at.lng + dlng, v->image->lng0);
	/* -1 is outside: before the first cell of the registry. */
	if (c.last_row < 0 || c.last_col < 0)
		c.row = c.last_row + 1;
	c.row = c.row < 0 ? 0 : c.row;
	c.col = c.col < 0 ? 0 : c.col;
	if (c.last_row > UINT16_MAX - 1)
		c.last_row = UINT16_MAX - 1;
	return c;
}

static uint32_t first_cell(const struct shop_view *v, uint32_t key)
{
	uint32_t lo = 0, hi = v->cells;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (v->cell[mid].key < key)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool shop_cells_next(struct shop_cells *c, uint32_t *ret_from, uint32_t *ret_to)
{
	uint32_t row;

	if (c->row > c->last_row)
		return false;
	row = (uint32_t)c->row++ << 16;
	*ret_from = c->v->cell[first_cell(c->v, row | (uint32_t)c->col)].first;
	*ret_to = c->v->cell[first_cell(c->v, (row | (uint32_t)c->last_col) + 1)].first;
	return true;
}

uint32_t shop_cells_count(const struct shop_view *v, struct geo_point at, double m)
{
	struct shop_cells c = shop_cells_around(v, at, m);
	uint32_t n = 0, from, to;

	while (shop_cells_next(&c, &from, &to))
		n += to - from;
	return n;
}
