#include "testing.h"

#include "domain/shop_near.h"
#include "shops.h"

static void the_nearest_shops_come_first_with_their_distance(void **state)
{
	struct shop_candidate near[SHOP_CANDIDATES];
	struct geo_point at = { 26.0880, 119.3010 };
	struct shop_index idx;
	struct arena a;
	struct shop s;
	size_t n;

	(void)state;
	arena_init(&a, 64 << 20);
	idx = shops_open(&a);
	n = shop_near(&idx, at, GEO_GCJ02, near);
	assert_int_equal(n, SHOP_CANDIDATES);
	assert_int_equal(shop_index_get(&idx, near[0].ordinal, &a, &s), ERR_OK);
	assert_true(near[0].distance_m < 1);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(near[i].reason[0].code, SHOP_R_DISTANCE);
		assert_true(i == 0 || near[i].distance_m >= near[i - 1].distance_m);
		assert_int_equal(shop_index_get(&idx, near[i].ordinal, &a, &s), ERR_OK);
		assert_true(geo_distance_m(at, s.at) - near[i].distance_m < 1);
	}
	arena_release(&a);
}

static void a_phones_own_datum_leads_to_the_same_shop(void **state)
{
	struct shop_candidate by_map[SHOP_CANDIDATES], by_phone[SHOP_CANDIDATES];
	struct geo_point at = { 26.0880, 119.3010 };
	struct shop_index idx;
	struct arena a;

	(void)state;
	arena_init(&a, 64 << 20);
	idx = shops_open(&a);
	assert_true(shop_near(&idx, at, GEO_GCJ02, by_map) > 0);
	assert_true(shop_near(&idx, geo_convert(at, GEO_GCJ02, GEO_WGS84), GEO_WGS84, by_phone) >
		    0);
	assert_int_equal(by_map[0].ordinal, by_phone[0].ordinal);
	arena_release(&a);
}

static void closed_shops_and_other_towns_are_not_near(void **state)
{
	static const struct geo_point row[] = {
		{39.9,   116.4},
                { -33.9, 151.2},
                { 0,     0    },
                { 90,    180  }
	};
	struct shop_candidate near[SHOP_CANDIDATES];
	struct shop_index idx;
	struct arena a;
	struct shop s;
	size_t n;

	(void)state;
	arena_init(&a, 64 << 20);
	idx = shops_open(&a);
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(shop_near(&idx, row[i], GEO_WGS84, near), 0);
	n = shop_near(&idx, shops_fixed[3].at, GEO_GCJ02, near); /* the closed one's door */
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(shop_index_get(&idx, near[i].ordinal, &a, &s), ERR_OK);
		assert_int_equal(s.status, SHOP_ACTIVE);
	}
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_shops_come_first_with_their_distance),
		cmocka_unit_test(a_phones_own_datum_leads_to_the_same_shop),
		cmocka_unit_test(closed_shops_and_other_towns_are_not_near),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
