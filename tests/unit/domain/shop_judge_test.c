#include "testing.h"

#include "domain/shop_evidence.h"
#include "shops.h"

/* What each kind of evidence says of one shop. */
static struct shop_judged judge(const char *id, const struct shop_query *q)
{
	struct name_at nowhere = {
		{0, 0},
                0, 0
	};
	struct shop_evidence *ev;
	struct shop_judged j;
	struct shop_index idx;
	struct arena a;
	uint32_t o;

	arena_init(&a, 256u << 20);
	idx = shops_open(&a);
	ev = arena_new(&a, struct shop_evidence);
	assert_int_equal(shop_index_find(&idx, str_of(id), &o), ERR_OK);
	assert_int_equal(shop_evidence_init(ev, idx.view, q, &a), ERR_OK);
	shop_evidence_judge(ev, o, &nowhere, &j);
	j.branch = NULL; /* it lies in the arena */
	arena_release(&a);
	return j;
}

static void a_near_position_speaks_for_and_a_far_one_against(void **state)
{
	struct shop_query q = {
		.text = STR("x"), .has_at = true, .datum = GEO_GCJ02, .at = {26.0861, 119.2961}
	};
	struct shop_judged near = judge("1001", &q), far = judge("1003", &q),
			   none = judge("1008", &q);

	(void)state;
	assert_true(near.gps > 3 && near.distance_m < 30);
	assert_true(far.gps < 0 && far.distance_m > 4000);
	assert_true(none.distance_m < 0);
}

static void an_address_speaks_by_road_and_number(void **state)
{
	struct shop_query same = { .text = STR("x"), .address = STR("南后街88号") };
	struct shop_query number = { .text = STR("x"), .address = STR("南后街31号") };
	struct shop_query road = { .text = STR("x"), .address = STR("上三路120号") };
	float s = judge("1001", &same).address, n = judge("1001", &number).address,
	      r = judge("1001", &road).address;

	(void)state;
	assert_true(s > n);
	assert_true(n > r);
	assert_true(r < 0);
}

static void a_named_branch_speaks_for_its_shop_alone(void **state)
{
	struct shop_query q = { .text = STR("南后街") };

	(void)state;
	assert_true(judge("1001", &q).text_place > judge("1003", &q).text_place);
}

static void a_chosen_district_speaks_against_the_others(void **state)
{
	struct shop_query q = { .text = STR("x"), .area = STR("350104") };

	(void)state;
	assert_true(judge("1003", &q).area > 0);
	assert_true(judge("1001", &q).area < 0);
}

static void a_cancelled_registration_counts_a_little_less(void **state)
{
	struct shop_query q = { .text = STR("x") };

	(void)state;
	assert_true(judge("x-4", &q).prior < judge("1008", &q).prior);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_near_position_speaks_for_and_a_far_one_against),
		cmocka_unit_test(an_address_speaks_by_road_and_number),
		cmocka_unit_test(a_named_branch_speaks_for_its_shop_alone),
		cmocka_unit_test(a_chosen_district_speaks_against_the_others),
		cmocka_unit_test(a_cancelled_registration_counts_a_little_less),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
