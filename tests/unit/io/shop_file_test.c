#include "testing.h"

#include "io/shop_file.h"

#include <stdio.h>
#include <unistd.h>

#define PATH "/tmp/ezhili-shop-file-test"

static void write_index(const char *id, size_t cut)
{
	AUTO(arena) a = { .cap = 64 << 20 };
	struct shop_build *b = shop_build_new(&a);
	struct shop shop = { .id = str_of(id),
			     .company = STR("福州某餐饮有限公司"),
			     .sign = STR("老街锅边"),
			     .address = STR("福州市鼓楼区东街1号"),
			     .area = STR("350102"),
			     .street_code = STR("350102001"),
			     .street = STR("鼓东街道") };
	const char *field;
	struct str image;
	FILE *f = fopen(PATH, "wb");

	assert_non_null(f);
	assert_int_equal(shop_build_add(b, &shop, &field), ERR_OK);
	assert_int_equal(shop_build_finish(b, 7, &image), ERR_OK);
	assert_int_equal(fwrite(image.p, 1, image.len - cut, f), image.len - cut);
	fclose(f);
}

static void a_held_index_outlives_its_replacement(void **state)
{
	struct shop_file *f = shop_file_new();
	struct shop_mapping *old, *now;
	uint32_t at;

	(void)state;
	assert_null(shop_file_hold(f));
	write_index("A1", 0);
	assert_int_equal(shop_file_load(f, PATH, NULL), ERR_OK);
	old = shop_file_hold(f);
	unlink(PATH); /* as a rename does: the mapping keeps the old file */
	write_index("B2", 0);
	assert_int_equal(shop_file_load(f, PATH, NULL), ERR_OK);
	now = shop_file_hold(f);
	assert_int_equal(shop_index_find(shop_mapping_index(old), STR("A1"), &at), ERR_OK);
	assert_int_equal(shop_index_find(shop_mapping_index(now), STR("B2"), &at), ERR_OK);
	assert_int_equal(shop_index_find(shop_mapping_index(now), STR("A1"), &at), ERR_NOT_FOUND);
	shop_file_drop(f, old);
	shop_file_drop(f, now);
	shop_file_free(f);
	unlink(PATH);
}

static void a_truncated_file_is_refused_and_the_old_index_stays(void **state)
{
	struct shop_file *f = shop_file_new();
	struct shop_mapping *m;
	const char *fault = "";
	uint32_t at;

	(void)state;
	write_index("A1", 0);
	assert_int_equal(shop_file_load(f, PATH, NULL), ERR_OK);
	unlink(PATH);
	write_index("B2", 5);
	assert_int_not_equal(shop_file_load(f, PATH, &fault), ERR_OK);
	assert_true(fault[0] != '\0');
	unlink(PATH);
	assert_int_equal(shop_file_load(f, PATH, &fault), ERR_NOT_FOUND);
	m = shop_file_hold(f);
	assert_int_equal(shop_index_find(shop_mapping_index(m), STR("A1"), &at), ERR_OK);
	shop_file_drop(f, m);
	shop_file_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_held_index_outlives_its_replacement),
		cmocka_unit_test(a_truncated_file_is_refused_and_the_old_index_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
