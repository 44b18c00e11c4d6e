/* A small town's registry for tests: chains with branches, homophones, closed and moved shops. */
#ifndef UNIT_DOMAIN_SHOPS_H
#define UNIT_DOMAIN_SHOPS_H

#include "testing.h"

#include "domain/shop_index.h"

#include <stdio.h>

#define SHOPS_FIXED 8
#define SHOPS_FILL  400

static const struct shop shops_fixed[SHOPS_FIXED] = {
#define S(text)                           \
	{                                 \
		"" text, sizeof(text) - 1 \
	}
	{.id = S("1001"),
		       .company = S("福州市鼓楼区林依妹小吃店"),
		       .sign = S("依妹锅边糊"),
		       .meituan = S("依妹锅边糊(南后街店)"),
		       .eleme = S("依妹锅边糊(南后街店)"),
		       .address = S("福州市鼓楼区南街街道南后街88号"),
		       .area = S("350102"),
		       .street_code = S("350102005"),
		       .street = S("南街街道"),
		       .uscc = S("91350104315308392G"),
		       .licence = S("JY13501040006708"),
		       .category = S("小吃"),
		       .has_at = true,
		       .at = { 26.0860, 119.2960 },
		       .sales = 900 },
	{ .id = S("1002"),
		       .company = S("福州依妹餐饮管理有限公司福州学生街分公司"),
		       .sign = S("依妹锅边糊"),
		       .meituan = S("依妹锅边糊(学生街店)"),
		       .address = S("福州市仓山区对湖街道上三路8号学生街2层B12"),
		       .area = S("350104"),
		       .street_code = S("350104005"),
		       .street = S("对湖街道"),
		       .uscc = S("914403001922038216"),
		       .licence = S("JY13301080111719"),
		       .category = S("小吃"),
		       .has_at = true,
		       .at = { 26.0400, 119.3100 },
		       .sales = 700 },
	{ .id = S("1003"),
		       .company = S("福州市仓山区陈大旺餐饮店"),
		       .sign = S("旺旺鱼丸"),
		       .meituan = S("旺旺鱼丸【限时满减】"),
		       .former = S("海口鱼丸"),
		       .address = S("福州市仓山区对湖街道上三路120号"),
		       .area = S("350104"),
		       .street_code = S("350104005"),
		       .street = S("对湖街道"),
		       .licence = S("JY11108071215650"),
		       .category = S("小吃"),
		       .has_at = true,
		       .at = { 26.0412, 119.3085 },
		       .sales = 300 },
	{ .id = S("x-4"),
		       .company = S("福州市台江区黄秀珍饮食店"),
		       .sign = S("秀珍拌面扁肉"),
		       .address = S("福州市台江区上海街道白马南路15号之一"),
		       .area = S("350103"),
		       .street_code = S("350103006"),
		       .street = S("上海街道"),
		       .category = S("拌面"),
		       .has_at = true,
		       .at = { 26.0550, 119.3000 },
		       .status = SHOP_CLOSED },
	{ .id = S("1005"),
		       .company = S("福州蓝鲸餐饮有限公司"),
		       .sign = S("KFG炸鸡汉堡"),
		       .eleme = S("KFG炸鸡汉堡·学生街店"),
		       .address = S("福州市仓山区对湖街道上三路10号"),
		       .area = S("350104"),
		       .street_code = S("350104005"),
		       .street = S("对湖街道"),
		       .category = S("炸鸡"),
		       .has_at = true,
		       .at = { 26.0401, 119.3102 },
		       .sales = 1500,
		       .no_dine_in = true },
	{ .id = S("1006"),
		       .company = S("福州市鼓楼区四海烧烤店"),
		       .sign = S("四海烧烤"),
		       .address = S("福州市鼓楼区东街街道东街33号"),
		       .area = S("350102"),
		       .street_code = S("350102004"),
		       .street = S("东街街道"),
		       .category = S("烧烤"),
		       .has_at = true,
		       .at = { 26.0880, 119.3010 },
		       .sales = 400 },
	{ .id = S("1007"),
		       .company = S("福州市鼓楼区十海烧烤店"),
		       .sign = S("十海烧烤"),
		       .address = S("福州市鼓楼区东街街道东街35号"),
		       .area = S("350102"),
		       .street_code = S("350102004"),
		       .street = S("东街街道"),
		       .category = S("烧烤"),
		       .has_at = true,
		       .at = { 26.0881, 119.3012 },
		       .sales = 400,
		       .aliases = 1,
		       .alias = { S("老海哥撸串") } },
	{ .id = S("1008"),
		       .company = S("福州市长乐区没有坐标小吃店"),
		       .sign = S("没有坐标的店"),
		       .address = S("福州市长乐区吴航街道会堂路5号"),
		       .area = S("350112"),
		       .street_code = S("350112001"),
		       .street = S("吴航街道"),
		       .category = S("小吃")                            },
#undef S
};

/* Numbered shops around, so that the matcher has a crowd to choose from. */
static enum err shops_fill(struct shop_build *b, struct arena *a)
{
	static const char *const head[] = { "阿强", "小红", "大树", "云端", "江边",
					    "老街", "福满", "喜多", "金鼎", "百味" };
	static const char *const tail[] = { "快餐", "奶茶", "米线", "水饺", "粥铺",
					    "烤肉", "面馆", "火锅", "炒饭", "卤味" };
	const char *why;

	for (size_t i = 0; i < SHOPS_FILL; i++) {
		struct shop s = shops_fixed[i % 7];

		s.id = arena_printf(a, "%zu", 5000 + i);
		s.sign = arena_printf(a, "%s%s%s", head[i % 10], i >= 100 ? head[i / 100] : "",
				      tail[i / 10 % 10]);
		s.company = arena_printf(a, "福州市鼓楼区%s店", s.sign.p);
		s.meituan = s.eleme = s.former = s.uscc = s.licence = (struct str){ "", 0 };
		s.aliases = 0;
		s.at.lat += 0.0007 * (double)(i % 23);
		s.at.lng += 0.0007 * (double)(i % 19);
		s.status = SHOP_ACTIVE;
		if (shop_build_add(b, &s, &why))
			return ERR_INPUT;
	}
	return ERR_OK;
}

/* The image of all of them, in the arena. */
static struct str shops_image(struct arena *a)
{
	struct shop_build *b = shop_build_new(a);
	struct str image = { NULL, 0 };
	const char *why = "";

	assert_non_null(b);
	for (size_t i = 0; i < SHOPS_FIXED; i++)
		assert_int_equal(shop_build_add(b, &shops_fixed[i], &why), ERR_OK);
	assert_int_equal(shops_fill(b, a), ERR_OK);
	assert_int_equal(shop_build_finish(b, 7, &image), ERR_OK);
	return image;
}

static UNUSED struct shop_index shops_open(struct arena *a)
{
	struct shop_index idx;
	const char *fault;

	assert_int_equal(shop_index_open(shops_image(a), a, &idx, &fault), ERR_OK);
	return idx;
}

#endif
