#include "domain/geo.h"

#include <math.h>

#define PI      3.14159265358979323846
#define BD_PI   (PI * 3000.0 / 180.0)
/* Krasovsky 1940, on which GCJ-02's series is written. */
#define AXIS_M  6378245.0
#define ECC2    0.00669342162296594323
#define EARTH_M 6371008.8

static const struct {
	const char *name;
} datum[] = { { "wgs84" }, { "gcj02" }, { "bd09" } };

enum err geo_datum_parse(struct str s, enum geo_datum *ret_datum)
{
	for (size_t i = 0; i < ARRAY_LEN(datum); i++) {
		if (!str_eq(s, str_of(datum[i].name)))
			continue;
		*ret_datum = (enum geo_datum)i;
		return ERR_OK;
	}
	return ERR_INPUT;
}

struct str geo_datum_name(enum geo_datum d)
{
	return str_of(d < GEO_DATUM__COUNT ? datum[d].name : "");
}

bool geo_valid(struct geo_point p)
{
	/* NaN fails every comparison. */
	return p.lat >= -90 && p.lat <= 90 && p.lng >= -180 && p.lng <= 180;
}

/* The box outside which map makers leave WGS-84 alone. */
static bool shifted_here(struct geo_point p)
{
	return p.lat > 0.8293 && p.lat < 55.8271 && p.lng > 72.004 && p.lng < 137.8347;
}

static double wave(double x, double a1, double w1, double a2, double w2)
{
	return (a1 * sin(x * w1 * PI) + a2 * sin(x * w2 * PI)) * 2.0 / 3.0;
}

/* How far GCJ-02 lies from WGS-84 at the WGS-84 point p, in degrees. */
static struct geo_point gcj_shift(struct geo_point p)
{
	double x = p.lng - 105.0, y = p.lat - 35.0;
	double root = sqrt(fabs(x));
	double lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root +
		     wave(x, 20, 6, 20, 2) + wave(y, 20, 1, 40, 1.0 / 3) +
		     wave(y, 160, 1.0 / 12, 320, 1.0 / 30);
	double lng = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root +
		     wave(x, 20, 6, 20, 2) + wave(x, 20, 1, 40, 1.0 / 3) +
		     wave(x, 150, 1.0 / 12, 300, 1.0 / 30);
	double phi = p.lat / 180.0 * PI;
	double m = 1 - ECC2 * sin(phi) * sin(phi);

	return (struct geo_point){
		.lat = lat * 180.0 / (AXIS_M * (1 - ECC2) / (m * sqrt(m)) * PI),
		.lng = lng * 180.0 / (AXIS_M / sqrt(m) * cos(phi) * PI),
	};
}

static struct geo_point wgs_to_gcj(struct geo_point p)
{
	struct geo_point d;

	if (!shifted_here(p))
		return p;
	d = gcj_shift(p);
	return (struct geo_point){ p.lat + d.lat, p.lng + d.lng };
}

/* The series has no inverse; three steps of fixed-point iteration reach 1e-9 degrees. */
static struct geo_point gcj_to_wgs(struct geo_point p)
{
	struct geo_point w = p;

	if (!shifted_here(p))
		return p;
	for (int i = 0; i < 4; i++) {
		struct geo_point d = gcj_shift(w);

		w = (struct geo_point){ p.lat - d.lat, p.lng - d.lng };
	}
	return w;
}

static struct geo_point gcj_to_bd(struct geo_point p)
{
	double z = hypot(p.lng, p.lat) + 0.00002 * sin(p.lat * BD_PI);
	double theta = atan2(p.lat, p.lng) + 0.000003 * cos(p.lng * BD_PI);

	return (struct geo_point){ z * sin(theta) + 0.006, z * cos(theta) + 0.0065 };
}

static struct geo_point bd_to_gcj(struct geo_point p)
{
	struct geo_point g = { p.lat - 0.006, p.lng - 0.0065 };

	for (int i = 0; i < 4; i++) {
		struct geo_point b = gcj_to_bd(g);

		g.lat += p.lat - b.lat;
		g.lng += p.lng - b.lng;
	}
	return g;
}

struct geo_point geo_convert(struct geo_point p, enum geo_datum from, enum geo_datum to)
{
	if (from == to)
		return p;
	if (from == GEO_WGS84)
		p = wgs_to_gcj(p);
	else if (from == GEO_BD09)
		p = bd_to_gcj(p);
	if (to == GEO_WGS84)
		return gcj_to_wgs(p);
	return to == GEO_BD09 ? gcj_to_bd(p) : p;
}

double geo_distance_m(struct geo_point a, struct geo_point b)
{
	double rad = PI / 180.0;
	double s = sin((b.lat - a.lat) * rad / 2), t = sin((b.lng - a.lng) * rad / 2);
	double h = s * s + cos(a.lat * rad) * cos(b.lat * rad) * t * t;

	return 2 * EARTH_M * asin(sqrt(h < 1 ? h : 1));
}
