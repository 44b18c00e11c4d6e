#include "testing.h"

#include "domain/dialog.h"

#include <string.h>

static void a_draft_survives_being_stored(void **state)
{
	struct dialog d, back;
	struct str saved;
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 20);
	dialog_init(&d, true);
	d.stage = DIALOG_PHOTO;
	d.shop_state = DIALOG_SHOP_FREE;
	d.shop_text = STR("小胖:烧烤\n5:x");
	d.text = STR("第一行\n第二行\n");
	d.area = STR("350104");
	d.has_at = true;
	d.at = (struct geo_point){ 26.0745123, -119.2965 };
	d.datum = GEO_GCJ02;
	d.accuracy_m = 12.5;
	d.category = 28;
	d.from_ms = 1790000000000LL;
	d.photos = 2;
	d.photo[0] = (struct id){ { 1 } };
	d.photo[1] = (struct id){ { 2 } };
	d.report = (struct id){ { 3 } };
	assert_int_equal(dialog_save(&d, &a, &saved), ERR_OK);
	assert_int_equal(dialog_load(saved, &a, &back), ERR_OK);
	assert_int_equal(back.stage, d.stage);
	assert_true(back.whistle);
	assert_int_equal(back.shop_state, d.shop_state);
	assert_true(str_eq(back.shop_text, d.shop_text));
	assert_true(str_eq(back.text, d.text));
	assert_true(str_eq(back.area, d.area));
	assert_true(back.has_at && back.datum == GEO_GCJ02);
	assert_true(back.at.lat > 26.07451229 && back.at.lat < 26.07451231);
	assert_true(back.at.lng < -119.2964999 && back.accuracy_m > 12.49);
	assert_int_equal(back.category, 28);
	assert_int_equal(back.from_ms, d.from_ms);
	assert_int_equal(back.photos, 2);
	assert_true(id_eq(back.photo[1], d.photo[1]) && id_eq(back.report, d.report));
	arena_release(&a);
}

static void nothing_stored_is_a_fresh_draft(void **state)
{
	struct dialog d;
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 16);
	assert_int_equal(dialog_load(STR(""), &a, &d), ERR_OK);
	assert_int_equal(d.stage, DIALOG_HOME);
	assert_int_equal(d.photos, 0);
	arena_release(&a);
}

static void keys_of_a_later_release_are_passed_over(void **state)
{
	struct dialog d;
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 16);
	assert_int_equal(dialog_load(STR("d1\n~3:new\nc2:14\n"), &a, &d), ERR_OK);
	assert_int_equal(d.category, 14);
	arena_release(&a);
}

static void damaged_drafts_are_noticed(void **state)
{
	static const char *const bad[] = {
		"d2\n",         "x",          "d1\nc",       "d1\nc2:1\n",
		"d1\nc2:99\n",  "d1\nc-1:\n", "d1\nc9:14\n", "d1\nc2:xx\n",
		"d1\ng3:-10\n", "d1\ng1:9\n", "d1\nf2:ab\n", "d1\no1:x\n",
		"d1\nc2:14",    "d1\nd1:7\n", "d1\ns1:8\n",  "d1\nh1:1\ny10:9990000000\n",
	};
	struct dialog d;
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 16);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		dialog_init(&d, false);
		if (dialog_load(str_of(bad[i]), &a, &d) != ERR_CORRUPT)
			fail_msg("%s", bad[i]);
	}
	arena_release(&a);
}

static void the_fullest_draft_fits(void **state)
{
	static char text[DIALOG_TEXT_MAX * 4], shop[DIALOG_SHOP_MAX * 4];
	struct dialog d;
	struct str saved;
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 20);
	for (size_t i = 0; i < sizeof(text); i += 4)
		memcpy(text + i, "\xF0\x9F\x8D\x9C", 4);
	memcpy(shop, text, sizeof(shop));
	dialog_init(&d, false);
	d.text = (struct str){ text, sizeof(text) };
	d.shop_text = d.place = (struct str){ shop, sizeof(shop) };
	d.shop_name = d.shop = (struct str){ shop, sizeof(shop) };
	d.photos = DIALOG_PHOTOS_MAX;
	memset(d.photo, 0xFF, sizeof(d.photo));
	assert_int_equal(dialog_save(&d, &a, &saved), ERR_OK);
	assert_true(saved.len <= DIALOG_SAVED_MAX);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_draft_survives_being_stored),
		cmocka_unit_test(nothing_stored_is_a_fresh_draft),
		cmocka_unit_test(keys_of_a_later_release_are_passed_over),
		cmocka_unit_test(damaged_drafts_are_noticed),
		cmocka_unit_test(the_fullest_draft_fits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
