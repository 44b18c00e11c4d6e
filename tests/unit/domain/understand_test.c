#include "testing.h"

#include "domain/understand.h"

#include <stdio.h>

#define NOW 1774500000000LL /* 2026-03-26 12:40 in Fuzhou, a Thursday */

static struct understood hear(const char *text, struct arena *a)
{
	struct understood u;

	arena_reset(a);
	assert_int_equal(understand(str_of(text), NOW, NULL, a, &u), ERR_OK);
	return u;
}

static void is(struct str got, const char *want)
{
	char text[200];

	snprintf(text, sizeof(text), "%.*s", STR_ARG(got));
	assert_string_equal(text, want);
}

static void one_sentence_fills_what_it_says(void **state)
{
	static const struct {
		const char *text, *shop, *place;
		int category;
	} row[] = {
		{"昨晚在仓山万达的老福州锅边点外卖吃到蟑螂",           "老福州锅边",    "仓山万达",       15},
		{ "鼓楼区东街口那家阿婆麻辣烫后厨有老鼠",                "阿婆麻辣烫",    "鼓楼区东街口", 14},
		{ "我要举报台江万达楼下的小李烧烤没有营业执照",       "小李烧烤",       "台江万达楼下", 1 },
		{ "金山公园旁边一家叫大鼓米粉的店，厨师没戴口罩",    "大鼓米粉",       "金山公园旁边", 22},
		{ "老王卤味的肉是臭的",					   "老王卤味",       "",                   16},
		{ "外卖里有虫子，店名是川味小馆",                            "川味小馆",       "",                   15},
		{ "老板把客人剩菜回收再卖，在晋安区王庄的胖子川菜", "胖子川菜",       "晋安区王庄",    27},
		{ "平台把我的差评删了",					   "",                   "",                   28},
		{ "Yesterday I ordered from Lucky Noodle House in Cangshan and found a cockroach "
		  "in the soup",					  "Lucky Noodle House", "Cangshan",           15},
		{ "The kitchen of Golden Wok on Wusi Road is filthy",                      "Golden Wok",         "Wusi Road",
                 13														      },
	};
	struct arena a;

	(void)state;
	arena_init(&a, 1u << 20);
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct understood u = hear(row[i].text, &a);

		is(u.shop, row[i].shop);
		is(u.place, row[i].place);
		assert_int_equal(u.category, row[i].category);
		assert_int_equal(u.intent, INTENT_REPORT);
		if (u.shop_said.found)
			assert_ptr_equal(u.shop.p, row[i].text + u.shop_said.from);
	}
	arena_release(&a);
}

static void what_was_not_said_is_not_claimed(void **state)
{
	static const char *const row[] = {
		"你好",
		"这家店网上的名字和招牌不一样",
		"楼下的奶茶店",
		"我昨天点了外卖",
		"啊啊啊啊",
		"hello",
		"the restaurant was bad",
		"",
		"。。。",
		"12345",
	};
	struct arena a;

	(void)state;
	arena_init(&a, 1u << 20);
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_false(hear(row[i], &a).shop_said.found);
	arena_release(&a);
}

static void wishes_are_told_apart(void **state)
{
	static const struct {
		const char *text;
		enum intent want;
	} row[] = {
		{"你好",			  INTENT_HELP   },
		{ "怎么举报",                   INTENT_HELP   },
		{ "我的举报怎么样了",       INTENT_STATUS },
		{ "奖励什么时候到",          INTENT_REWARD },
		{ "我要退款",                   INTENT_DISPUTE},
		{ "我是骑手，想匿名举报", INTENT_WHISTLE},
		{ "取消",                         INTENT_CANCEL },
		{ "都不是",                      INTENT_NO     },
		{ "不知道",                      INTENT_NO     },
		{ "好的",                         INTENT_YES    },
		{ "how do i report a shop",         INTENT_HELP   },
		{ "none of them",                   INTENT_NO     },
		{ "yes",			    INTENT_YES    },
		{ "没有营业执照",             INTENT_REPORT },
		{ "不戴口罩",                   INTENT_REPORT },
	};
	struct arena a;

	(void)state;
	arena_init(&a, 1u << 20);
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(hear(row[i].text, &a).intent, row[i].want);
	arena_release(&a);
}

static void times_become_ranges_in_the_past(void **state)
{
	/* Minutes from now, which is 12:40. */
	static const struct {
		const char *text;
		int from_min, to_min;
	} row[] = {
		{"昨晚吃的",         -(19 * 60 + 40),  -(8 * 60 + 40)  },
		{ "今天中午",        -100,             0               },
		{ "刚才",              -180,             0               },
		{ "昨天晚上8点半", -(16 * 60 + 40),  -(15 * 60 + 40) },
		{ "三天前",           -(84 * 60 + 40),  -(60 * 60 + 40) },
		{ "上周三",           -(204 * 60 + 40), -(180 * 60 + 40)},
		{ "周一中午",        -(73 * 60 + 40),  -(70 * 60 + 40) },
		{ "3月20日",           -(156 * 60 + 40), -(132 * 60 + 40)},
		{ "yesterday evening",   -(19 * 60 + 40),  -(8 * 60 + 40)  },
		{ "2 hours ago",         -180,             -60             },
		{ "on Monday at 7pm",    -(66 * 60 + 10),  -(65 * 60 + 10) },
	};
	struct arena a;

	(void)state;
	arena_init(&a, 1u << 20);
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct understood u = hear(row[i].text, &a);

		assert_true(u.time_said.found);
		assert_int_equal((u.from_ms - NOW) / 60000, row[i].from_min);
		assert_int_equal((u.to_ms - NOW) / 60000, row[i].to_min);
	}
	assert_false(hear("吃了一点东西", &a).time_said.found);
	arena_release(&a);
}

static void broken_text_is_refused(void **state)
{
	struct arena a;
	struct understood u;

	(void)state;
	arena_init(&a, 1u << 20);
	assert_int_equal(understand(STR("\xFF"), NOW, NULL, &a, &u), ERR_INPUT);
	arena_release(&a);
	arena_init(&a, 100);
	assert_int_equal(understand(STR("x"), NOW, NULL, &a, &u), ERR_MEMORY);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_sentence_fills_what_it_says),
		cmocka_unit_test(what_was_not_said_is_not_claimed),
		cmocka_unit_test(wishes_are_told_apart),
		cmocka_unit_test(times_become_ranges_in_the_past),
		cmocka_unit_test(broken_text_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
