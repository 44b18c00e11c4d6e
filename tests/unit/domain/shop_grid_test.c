#include "testing.h"

#include "domain/shop_hot.h"
#include "shops.h"

static void the_cells_around_a_point_hold_exactly_the_shops_near_it(void **state)
{
	struct geo_point at = { 26.0401, 119.3101 };
	struct arena a;
	struct shop_index idx;
	uint32_t near = 0, count;

	(void)state;
	arena_init(&a, 256u << 20);
	idx = shops_open(&a);
	for (uint32_t i = 0; i < idx.shops; i++) {
		const struct shop_rec *r = &idx.view->rec[i];
		struct geo_point p = { r->lat / 1e6, r->lng / 1e6 };

		near += r->lat != SHOP_NOWHERE && geo_distance_m(p, at) < 500;
	}
	count = shop_cells_count(idx.view, at, 500);
	assert_true(near > 0);
	assert_true(count >= near);
	assert_true(count < idx.shops);
	assert_int_equal(shop_cells_count(idx.view, (struct geo_point){ -60, 10 }, 500), 0);
	assert_int_equal(shop_cells_count(idx.view, (struct geo_point){ 90, 180 }, 1e7) < idx.shops,
			 1);
	arena_release(&a);
}

static void hot_shops_are_those_around_and_at_named_places(void **state)
{
	struct shop_query q = {
		.text = STR("依妹锅边糊学生街店"),
		.has_at = true,
		.at = {26.0860, 119.2960},
		.datum = GEO_GCJ02
	};
	struct shop_evidence *ev;
	struct shop_hot hot = { NULL, 0 };
	struct shop_index idx;
	struct arena a;
	uint32_t o, n = 0;

	(void)state;
	arena_init(&a, 256u << 20);
	idx = shops_open(&a);
	ev = arena_new(&a, struct shop_evidence);
	assert_int_equal(shop_evidence_init(ev, idx.view, &q, &a), ERR_OK);
	assert_int_equal(shop_hot_build(&hot, ev, &a), ERR_OK);
	assert_int_equal(shop_index_find(&idx, STR("1001"), &o), ERR_OK);
	assert_true(shop_is_hot(&hot, o));
	assert_int_equal(shop_index_find(&idx, STR("1002"), &o), ERR_OK);
	assert_true(shop_is_hot(&hot, o)); /* far away, but its branch was named */
	assert_int_equal(shop_index_find(&idx, STR("1008"), &o), ERR_OK);
	assert_false(shop_is_hot(&hot, o));
	for (uint32_t i = 0; i < idx.shops + 100; i++)
		n += shop_is_hot(&hot, i);
	assert_true(n < idx.shops);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cells_around_a_point_hold_exactly_the_shops_near_it),
		cmocka_unit_test(hot_shops_are_those_around_and_at_named_places),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
