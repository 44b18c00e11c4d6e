#include "testing.h"

#include "domain/geo.h"

#include <math.h>

/* Published pairs: the same place in each datum. */
static const struct {
	struct geo_point wgs, gcj, bd;
	int has_bd;
} vector[] = {
	{{ 26.0745, 119.2965 },  { 26.0713980, 119.3012998 }, { 26.0775597, 119.3077849 }, 1},
	{ { 25.9895, 119.4561 }, { 25.9865402, 119.4609482 }, { 0, 0 },                    0},
};

static void near(struct geo_point got, struct geo_point want, double degrees)
{
	assert_true(fabs(got.lat - want.lat) <= degrees);
	assert_true(fabs(got.lng - want.lng) <= degrees);
}

static void known_places_convert_to_the_published_points(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vector); i++) {
		near(geo_convert(vector[i].wgs, GEO_WGS84, GEO_GCJ02), vector[i].gcj, 1e-7);
		near(geo_convert(vector[i].gcj, GEO_GCJ02, GEO_WGS84), vector[i].wgs, 1e-6);
		if (vector[i].has_bd) {
			near(geo_convert(vector[i].wgs, GEO_WGS84, GEO_BD09), vector[i].bd, 1e-6);
			near(geo_convert(vector[i].bd, GEO_BD09, GEO_GCJ02), vector[i].gcj, 1e-6);
		}
	}
}

static void every_conversion_comes_back_to_a_centimetre(void **state)
{
	(void)state;
	for (double lat = 20; lat < 50; lat += 3.7) {
		for (double lng = 80; lng < 130; lng += 4.3) {
			for (int from = 0; from < GEO_DATUM__COUNT; from++) {
				for (int to = 0; to < GEO_DATUM__COUNT; to++) {
					struct geo_point p = { lat, lng };
					struct geo_point q = geo_convert(p, (enum geo_datum)from,
									 (enum geo_datum)to);

					q = geo_convert(q, (enum geo_datum)to,
							(enum geo_datum)from);
					near(q, p, 1e-7);
				}
			}
		}
	}
}

static void a_photo_and_a_map_point_of_one_place_agree(void **state)
{
	struct geo_point photo = { 26.0745, 119.2965 }, map = { 26.0713980, 119.3012998 };

	(void)state;
	assert_true(geo_distance_m(geo_convert(photo, GEO_WGS84, GEO_GCJ02), map) < 5);
	assert_true(fabs(geo_distance_m(photo, map) - 590) < 20);
}

static void places_outside_china_are_not_shifted(void **state)
{
	struct geo_point paris = { 48.85, 2.35 };

	(void)state;
	near(geo_convert(paris, GEO_WGS84, GEO_GCJ02), paris, 0);
}

static void distance_is_that_of_the_sphere(void **state)
{
	struct geo_point a = { 0, 0 }, b = { 0, 180 }, c = { 26, 119 }, d = { 26.001, 119 };

	(void)state;
	assert_true(fabs(geo_distance_m(a, b) - 20015114) < 10);
	assert_true(fabs(geo_distance_m(c, d) - 111.2) < 0.1);
	assert_true(geo_distance_m(c, c) < 1e-9);
}

static void a_datum_is_read_by_its_protocol_name_only(void **state)
{
	enum geo_datum d = GEO_WGS84;

	(void)state;
	for (int i = 0; i < GEO_DATUM__COUNT; i++) {
		assert_int_equal(geo_datum_parse(geo_datum_name((enum geo_datum)i), &d), ERR_OK);
		assert_int_equal(d, i);
	}
	assert_int_equal(geo_datum_parse(STR("WGS84"), &d), ERR_INPUT);
	assert_int_equal(geo_datum_parse(STR(""), &d), ERR_INPUT);
}

static void a_point_off_the_globe_is_invalid(void **state)
{
	(void)state;
	assert_true(geo_valid((struct geo_point){ -90, 180 }));
	assert_false(geo_valid((struct geo_point){ 90.1, 0 }));
	assert_false(geo_valid((struct geo_point){ 0, -180.5 }));
	assert_false(geo_valid((struct geo_point){ (double)NAN, 0 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_places_convert_to_the_published_points),
		cmocka_unit_test(every_conversion_comes_back_to_a_centimetre),
		cmocka_unit_test(a_photo_and_a_map_point_of_one_place_agree),
		cmocka_unit_test(places_outside_china_are_not_shifted),
		cmocka_unit_test(distance_is_that_of_the_sphere),
		cmocka_unit_test(a_datum_is_read_by_its_protocol_name_only),
		cmocka_unit_test(a_point_off_the_globe_is_invalid),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
