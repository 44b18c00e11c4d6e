/*
 * Points on the map and their datum.
 *
 * Phones and Exif give WGS-84, Amap and Tencent maps GCJ-02, Baidu BD-09; in
 * Fuzhou the three lie 590 m and 1,180 m apart, so a point never travels
 * without its datum. The registry is stored in GCJ-02.
 * Formulas: the published GCJ-02 series on the Krasovsky ellipsoid, BD-09 as a
 * further polar shift. Outside mainland China GCJ-02 equals WGS-84.
 */
#ifndef DOMAIN_GEO_H
#define DOMAIN_GEO_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

enum geo_datum { GEO_WGS84, GEO_GCJ02, GEO_BD09, GEO_DATUM__COUNT };

/* Degrees. */
struct geo_point {
	double lat, lng;
};

/* "wgs84", "gcj02", "bd09" as in the protocol. ERR_INPUT for anything else. */
CHECKED
enum err geo_datum_parse(struct str s, enum geo_datum *ret_datum);
struct str geo_datum_name(enum geo_datum d);

/* Finite, latitude within ±90, longitude within ±180. */
bool geo_valid(struct geo_point p);

/* Exact within 1e-7 degrees (1 cm) there and back. p must be valid. */
struct geo_point geo_convert(struct geo_point p, enum geo_datum from, enum geo_datum to);

/* Great-circle distance on a sphere of 6,371,008.8 m. */
double geo_distance_m(struct geo_point a, struct geo_point b);

#endif
