#include "testing.h"

#include "domain/shop_match.h"
#include "shops.h"

struct town {
	struct arena index, work;
	struct shop_index idx;
};

static int open_town(void **state)
{
	struct town *t = test_malloc(sizeof(*t));

	arena_init(&t->index, 256u << 20);
	arena_init(&t->work, SHOP_MATCH_ARENA);
	t->idx = shops_open(&t->index);
	*state = t;
	return 0;
}

static int close_town(void **state)
{
	struct town *t = *state;

	arena_release(&t->index);
	arena_release(&t->work);
	test_free(t);
	return 0;
}

static struct shop_match_result ask(struct town *t, const struct shop_query *q)
{
	struct shop_match_result r;

	arena_reset(&t->work);
	assert_int_equal(shop_match(&t->idx, q, &t->work, &r), ERR_OK);
	return r;
}

static const char *first_id(struct town *t, const struct shop_match_result *r)
{
	struct shop s;

	if (!r->candidates)
		return "";
	assert_int_equal(shop_index_get(&t->idx, r->candidate[0].ordinal, &t->index, &s), ERR_OK);
	return s.id.p;
}

static bool has_reason(const struct shop_candidate *c, enum shop_reason_code code)
{
	for (size_t i = 0; i < c->reasons; i++)
		if (c->reason[i].code == code)
			return true;
	return false;
}

static void people_find_their_shop_however_they_write_it(void **state)
{
	static const struct {
		const char *text, *address, *want;
	} row[] = {
		{"依妹锅边糊(南后街店)",         "",                "1001"},
		{ "依妹锅边糊 学生街",            "",                "1002"},
		{ "依妹锅边糊",                      "上三路8号",   "1002"},
		{ "一妹锅边糊",                      "南后街",       "1001"},
		{ "依妹鍋邊糊（南後街店）",    "",                "1001"},
		{ "旺旺鱼丸",                         "",                "1003"},
		{ "旺旺鱼九",                         "上三路",       "1003"},
		{ "海口鱼丸",                         "上三路120号", "1003"},
		{ "wangwang鱼丸",                       "",                "1003"},
		{ "ＫＦＧ炸鸡汉堡！！",          "",                "1005"},
		{ "老海哥撸串",                      "",                "1007"},
		{ "十海烧烤",                         "",                "1007"},
		{ "四海烧烤店",                      "",                "1006"},
		{ "没有坐标的店",                   "",                "1008"},
		{ "福州市台江区黄秀珍饮食店", "",                "x-4" },
	};

	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct shop_query q = { .text = str_of(row[i].text),
					.address = str_of(row[i].address) };
		struct shop_match_result r = ask(*state, &q);

		assert_string_equal(first_id(*state, &r), row[i].want);
	}
}

static void a_position_tells_branches_apart_whatever_its_label(void **state)
{
	struct shop_query q = { .text = STR("依妹锅边糊"), .has_at = true };
	static const struct geo_point gcj = { 26.0401, 119.3101 };
	struct shop_match_result r;

	q.at = gcj;
	q.datum = GEO_GCJ02;
	r = ask(*state, &q);
	assert_string_equal(first_id(*state, &r), "1002");
	assert_true(r.candidate[0].distance_m < 30);
	assert_true(has_reason(&r.candidate[0], SHOP_R_DISTANCE));
	q.at = geo_convert(gcj, GEO_GCJ02, GEO_WGS84);
	q.datum = GEO_WGS84;
	r = ask(*state, &q);
	assert_string_equal(first_id(*state, &r), "1002");
	/* A phone's position passed off as a map's. */
	q.datum = GEO_GCJ02;
	r = ask(*state, &q);
	assert_string_equal(first_id(*state, &r), "1002");
	assert_true(has_reason(&r.candidate[0], SHOP_R_DATUM));
}

/* The same place as a picture's EXIF has it and as a map has it. */
static void a_photo_and_a_map_point_are_as_far_from_the_shop(void **state)
{
	struct shop_query map = {
		.text = STR("老街鱼丸"),
		.has_at = true,
		.at = {26.0713980, 119.3012998},
		.datum = GEO_GCJ02
	};
	struct shop_query photo = map;
	double far;

	photo.at = (struct geo_point){ 26.0745, 119.2965 };
	photo.datum = GEO_WGS84;
	for (uint32_t i = 0; i < SHOPS_FIXED; i++) {
		struct town *t = *state;
		struct shop_candidate a, b;

		arena_reset(&t->work);
		assert_int_equal(shop_match_one(&t->idx, i, &map, &t->work, &a), ERR_OK);
		arena_reset(&t->work);
		assert_int_equal(shop_match_one(&t->idx, i, &photo, &t->work, &b), ERR_OK);
		far = a.distance_m - b.distance_m;
		assert_true(far < 5 && far > -5);
	}
}

static void an_effort_beyond_its_limit_is_refused(void **state)
{
	struct town *t = *state;
	struct shop_query q = { .text = STR("老街鱼丸"), .effort_pct = SHOP_EFFORT_MAX + 1 };
	struct shop_match_result r, all;

	arena_reset(&t->work);
	assert_int_equal(shop_match(&t->idx, &q, &t->work, &r), ERR_INPUT);
	q.effort_pct = SHOP_EFFORT_MAX;
	r = ask(t, &q);
	q.effort_pct = 0;
	all = ask(t, &q);
	assert_int_equal(r.candidate[0].ordinal, all.candidate[0].ordinal);
}

static void a_licence_number_finds_its_shop_even_with_one_wrong_digit(void **state)
{
	struct shop_query q = { .text = STR(""), .licence = STR("JY13501040006708") };
	struct shop_match_result r = ask(*state, &q);

	assert_string_equal(first_id(*state, &r), "1001");
	assert_true(has_reason(&r.candidate[0], SHOP_R_LICENCE_SAME));
	assert_int_equal(r.decision, SHOP_LINK);
	q.licence = STR("jy13501040006703");
	r = ask(*state, &q);
	assert_string_equal(first_id(*state, &r), "1001");
	assert_true(has_reason(&r.candidate[0], SHOP_R_LICENCE_ONE_WRONG));
	q.licence = STR("914403001922038217");
	r = ask(*state, &q);
	assert_string_equal(first_id(*state, &r), "1002");
}

static void a_shop_nobody_registered_is_not_linked(void **state)
{
	static const char *const names[] = { "月球背面螺蛳粉", "zzz", "不知道叫什么" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct shop_query q = { .text = str_of(names[i]) };
		struct shop_match_result r = ask(*state, &q);

		assert_int_not_equal(r.decision, SHOP_LINK);
		assert_true(r.p_none > 0.3);
	}
}

static void branches_that_cannot_be_told_apart_are_asked_for(void **state)
{
	struct shop_query q = { .text = STR("依妹锅边糊") };
	struct shop_match_result r = ask(*state, &q);

	assert_int_equal(r.decision, SHOP_ASK);
	assert_true(r.candidates >= 2);
	assert_true(has_reason(&r.candidate[0], SHOP_R_BRANCH_MISSING));
}

static void probabilities_are_shares_of_one(void **state)
{
	struct shop_query q = { .text = STR("依妹锅边糊"), .address = STR("上三路") };
	struct shop_match_result r = ask(*state, &q);
	double sum = r.p_none;

	for (size_t i = 0; i < r.candidates; i++) {
		assert_true(i == 0 || r.candidate[i].p <= r.candidate[i - 1].p);
		sum += r.candidate[i].p;
	}
	assert_true(sum > 0 && sum < 1.000001);
}

static void a_shop_named_by_id_is_checked_against_the_text(void **state)
{
	struct town *t = *state;
	struct shop_query fits = { .text = STR("依妹锅边糊南后街店"),
				   .address = STR("南后街88号") };
	struct shop_query other = { .text = STR("月球背面螺蛳粉"), .address = STR("东街33号") };
	struct shop_query tale = { .text = STR("后厨有老鼠跑来跑去，碗也没洗") };
	struct shop_candidate good, bad;
	uint32_t o;

	assert_int_equal(shop_index_find(&t->idx, STR("1001"), &o), ERR_OK);
	assert_int_equal(shop_match_one(&t->idx, o, &fits, &t->work, &good), ERR_OK);
	assert_int_equal(shop_match_one(&t->idx, o, &other, &t->work, &bad), ERR_OK);
	assert_true(good.p > 0.95);
	assert_true(has_reason(&good, SHOP_R_NUMBER_SAME));
	assert_true(bad.p < 0.5);
	assert_int_equal(shop_match_one(&t->idx, o, &tale, &t->work, &good), ERR_OK);
	assert_true(good.p > 0.8);
	assert_int_equal(shop_match_one(&t->idx, t->idx.shops, &fits, &t->work, &good),
			 ERR_NOT_FOUND);
}

static void a_query_without_evidence_or_with_broken_text_is_refused(void **state)
{
	struct town *t = *state;
	struct shop_query q = { .text = STR("") };
	struct shop_match_result r;

	assert_int_equal(shop_match(&t->idx, &q, &t->work, &r), ERR_INPUT);
	q.text = STR("\xC0\xAF");
	assert_int_equal(shop_match(&t->idx, &q, &t->work, &r), ERR_INPUT);
	q = (struct shop_query){
		.text = STR("依妹"), .has_at = true, .at = {91, 0}
	};
	assert_int_equal(shop_match(&t->idx, &q, &t->work, &r), ERR_INPUT);
	arena_release(&t->work);
	arena_init(&t->work, 1024);
	q.has_at = false;
	assert_int_equal(shop_match(&t->idx, &q, &t->work, &r), ERR_MEMORY);
}

static void reasons_read_in_both_languages(void **state)
{
	struct town *t = *state;
	struct shop_reason same_sound = { SHOP_R_HOMOPHONE, 0x9762, 0x9EB5 };
	struct shop_reason away = { SHOP_R_DISTANCE, 120, 0 };

	assert_string_equal(shop_reason_text(&same_sound, false, &t->work).p, "同音字: 面/麵");
	assert_string_equal(shop_reason_text(&same_sound, true, &t->work).p, "sounds alike: 面/麵");
	assert_string_equal(shop_reason_text(&away, false, &t->work).p, "距离 120 m");
	for (int i = 0; i < SHOP_R__COUNT; i++) {
		struct shop_reason r = { (enum shop_reason_code)i, 0x9762, 0x9EB5 };

		assert_true(shop_reason_text(&r, false, &t->work).len > 0);
		assert_true(shop_reason_text(&r, true, &t->work).len > 0);
		assert_true(strlen(shop_reason_name(r.code)) > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_TOWN(f) cmocka_unit_test_setup_teardown(f, open_town, close_town)
		IN_TOWN(people_find_their_shop_however_they_write_it),
		IN_TOWN(a_position_tells_branches_apart_whatever_its_label),
		IN_TOWN(a_licence_number_finds_its_shop_even_with_one_wrong_digit),
		IN_TOWN(a_photo_and_a_map_point_are_as_far_from_the_shop),
		IN_TOWN(an_effort_beyond_its_limit_is_refused),
		IN_TOWN(a_shop_nobody_registered_is_not_linked),
		IN_TOWN(branches_that_cannot_be_told_apart_are_asked_for),
		IN_TOWN(probabilities_are_shares_of_one),
		IN_TOWN(a_shop_named_by_id_is_checked_against_the_text),
		IN_TOWN(a_query_without_evidence_or_with_broken_text_is_refused),
		IN_TOWN(reasons_read_in_both_languages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
