#include "testing.h"

#include "domain/shop_image.h"
#include "domain/shop_index.h"
#include "shops.h"

static void same(struct str got, struct str want)
{
	assert_int_equal(got.len, want.len);
	assert_memory_equal(got.p, want.p, want.len);
}

static void every_row_comes_back_as_it_was_given(void **state)
{
	struct arena a;
	struct shop_index idx;

	(void)state;
	arena_init(&a, 256u << 20);
	idx = shops_open(&a);
	assert_int_equal(idx.shops, SHOPS_FIXED + SHOPS_FILL);
	for (size_t i = 0; i < SHOPS_FIXED; i++) {
		const struct shop *want = &shops_fixed[i];
		struct shop got;
		uint32_t o;

		assert_int_equal(shop_index_find(&idx, want->id, &o), ERR_OK);
		assert_int_equal(shop_index_get(&idx, o, &a, &got), ERR_OK);
		same(got.id, want->id);
		same(got.company, want->company);
		same(got.sign, want->sign);
		same(got.meituan, want->meituan);
		same(got.eleme, want->eleme);
		same(got.former, want->former);
		same(got.address, want->address);
		same(got.area, want->area);
		same(got.street_code, want->street_code);
		same(got.street, want->street);
		same(got.uscc, want->uscc);
		same(got.licence, want->licence);
		same(got.category, want->category);
		assert_int_equal(got.sales, want->sales);
		assert_int_equal(got.status, want->status);
		assert_int_equal(got.no_dine_in, want->no_dine_in);
		assert_int_equal(got.has_at, want->has_at);
		assert_int_equal(got.aliases, want->aliases);
		if (want->has_at)
			assert_true(geo_distance_m(got.at, want->at) < 0.2);
		if (want->aliases)
			same(got.alias[0], want->alias[0]);
	}
	arena_release(&a);
}

static void an_unknown_id_is_not_found(void **state)
{
	struct arena a;
	struct shop_index idx;
	struct shop s;
	uint32_t o;

	(void)state;
	arena_init(&a, 256u << 20);
	idx = shops_open(&a);
	assert_int_equal(shop_index_find(&idx, STR("01001"), &o), ERR_NOT_FOUND);
	assert_int_equal(shop_index_find(&idx, STR(""), &o), ERR_NOT_FOUND);
	assert_int_equal(shop_index_get(&idx, idx.shops, &a, &s), ERR_NOT_FOUND);
	arena_release(&a);
}

static void a_bad_row_is_refused_by_its_field(void **state)
{
	struct arena a;
	struct shop_build *b;
	struct shop s = shops_fixed[0];
	char many[SHOP_TEXT_MAX + 1];
	const char *field;

	(void)state;
	arena_init(&a, 64u << 20);
	b = shop_build_new(&a);
	memset(many, 'x', sizeof(many));
	assert_int_equal(shop_build_add(b, &s, &field), ERR_OK);
	assert_int_equal(shop_build_add(b, &s, &field), ERR_CONFLICT);
	assert_string_equal(field, "shop_id");
	s.id = STR("");
	assert_int_equal(shop_build_add(b, &s, &field), ERR_INPUT);
	assert_string_equal(field, "shop_id");
	s.id = STR("2");
	s.address = (struct str){ many, sizeof(many) };
	assert_int_equal(shop_build_add(b, &s, &field), ERR_INPUT);
	assert_string_equal(field, "address");
	s.address = STR("\xFF");
	assert_int_equal(shop_build_add(b, &s, &field), ERR_INPUT);
	s.address = STR("");
	s.at.lat = 200;
	assert_int_equal(shop_build_add(b, &s, &field), ERR_INPUT);
	assert_string_equal(field, "lat");
	s.at.lat = 26;
	s.sign = s.meituan = s.eleme = s.company = STR("");
	assert_int_equal(shop_build_add(b, &s, &field), ERR_INPUT);
	assert_string_equal(field, "sign");
	arena_release(&a);
}

/* The caller's bytes must be aligned: a copy of its own, changed by fn. */
static const char *fault_after(struct arena *a, struct str image, size_t len, size_t flip)
{
	char *p = arena_alloc(a, len + 8);
	struct shop_index idx;
	const char *fault = "";

	memcpy(p, image.p, len < image.len ? len : image.len);
	if (flip < len)
		p[flip] = (char)(p[flip] ^ 0x40);
	if (!shop_index_open((struct str){ p, len }, a, &idx, &fault))
		return "";
	return fault;
}

static void a_damaged_image_is_refused_with_its_reason(void **state)
{
	struct arena a;
	struct str image;

	(void)state;
	arena_init(&a, (size_t)1 << 30);
	image = shops_image(&a);
	assert_string_equal(fault_after(&a, image, image.len, SIZE_MAX), "");
	assert_string_equal(fault_after(&a, image, 0, SIZE_MAX), "not a shop index");
	assert_string_equal(fault_after(&a, image, image.len, 0), "not a shop index");
	assert_string_equal(fault_after(&a, image, image.len, 8),
			    "another version of the shop index");
	assert_string_equal(fault_after(&a, image, 100, SIZE_MAX), "truncated");
	assert_string_equal(fault_after(&a, image, image.len - 1, SIZE_MAX), "truncated");
	assert_string_equal(fault_after(&a, image, image.len + 8, SIZE_MAX), "longer than it says");
	for (size_t at = sizeof(struct shop_image); at < image.len; at += image.len / 97)
		assert_string_equal(fault_after(&a, image, image.len, at), "its checksum is wrong");
	arena_release(&a);
}

static void the_same_rows_make_the_same_image(void **state)
{
	struct arena a;
	struct str x, y;

	(void)state;
	arena_init(&a, 512u << 20);
	x = shops_image(&a);
	y = shops_image(&a);
	same(x, y);
	arena_release(&a);
}

static void an_empty_registry_makes_an_index_that_opens(void **state)
{
	struct arena a;
	struct str image;
	struct shop_index idx;
	uint32_t o;

	(void)state;
	arena_init(&a, 64u << 20);
	assert_int_equal(shop_build_finish(shop_build_new(&a), 7, &image), ERR_OK);
	assert_int_equal(shop_index_open(image, &a, &idx, NULL), ERR_OK);
	assert_int_equal(idx.shops, 0);
	assert_int_equal(shop_index_find(&idx, STR("1"), &o), ERR_NOT_FOUND);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_comes_back_as_it_was_given),
		cmocka_unit_test(an_unknown_id_is_not_found),
		cmocka_unit_test(a_bad_row_is_refused_by_its_field),
		cmocka_unit_test(a_damaged_image_is_refused_with_its_reason),
		cmocka_unit_test(the_same_rows_make_the_same_image),
		cmocka_unit_test(an_empty_registry_makes_an_index_that_opens),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
