#include "testing.h"

#include "domain/near_text.h"

#include <stdio.h>
#include <string.h>

#define LONG_AGO 0

static const char original[] =
	"昨晚在这家店点了一份牛肉面，打开之后发现汤里有一只蟑螂，联系商家对方态度恶劣，拒绝退款。";

struct fixture {
	struct arena arena;
	struct near_text index;
};

static int set_up(void **state)
{
	static struct fixture f;

	arena_init(&f.arena, 32 << 20);
	assert_int_equal(near_text_new(&f.arena, 4096, &f.index), ERR_OK);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	arena_release(&f->arena);
	return 0;
}

static void send(struct fixture *f, const char *text, uint64_t owner)
{
	struct text_print p = text_print(str_of(text));

	near_text_add(&f->index, &p, owner, 1000);
}

static bool is_copy(struct fixture *f, const char *text, uint64_t owner)
{
	struct text_print p = text_print(str_of(text));

	return near_text_find(&f->index, &p, owner, LONG_AGO);
}

static void small_changes_do_not_hide_a_copy(void **state)
{
	static const char *const copy[] = {
		original,
		"昨晚在这家店点了一份牛肉面， 打开之后 发现汤里有一只蟑螂!! 联系商家对方态度恶劣 "
		"拒绝退款",
		"昨晚我在这家店点了一份牛肉面，打开之后发现汤里面有一只蟑螂，联系商家对方态度恶劣，"
		"拒绝退款。",
		"前天晚上在这家店点了一份牛肉面，打开之后发现汤里有一只蟑螂，联系商家对方态度恶劣，"
		"拒绝退款！",
	};
	struct fixture *f = *state;

	send(f, original, 1);
	for (size_t i = 0; i < ARRAY_LEN(copy); i++)
		assert_true(is_copy(f, copy[i], 2));
	assert_false(is_copy(f, original, 1));
}

static void ones_own_words_about_the_same_thing_are_no_copy(void **state)
{
	static const char *const own[] = {
		"牛肉面里吃出蟑螂，商家还不肯退钱，太恶心了，请你们查一查这家店的后厨卫生。",
		"我中午点的外卖，吃到一半看见一只小强在碗底，老板说不是他们的问题。",
		"这家店的后厨地面全是油污，垃圾桶没有盖子，还有老鼠跑来跑去。",
	};
	struct fixture *f = *state;

	send(f, original, 1);
	for (size_t i = 0; i < ARRAY_LEN(own); i++) {
		assert_false(is_copy(f, own[i], 2));
		send(f, own[i], 2 + i);
	}
}

static void a_short_remark_is_everybodys(void **state)
{
	struct fixture *f = *state;

	send(f, "后厨很脏，有老鼠！", 1);
	assert_false(is_copy(f, "后厨很脏，有老鼠！", 2));
	assert_int_equal(text_print(STR("，。！ ……🙂")).len, 0);
}

static void sending_a_text_again_does_not_make_it_ones_own(void **state)
{
	struct fixture *f = *state;

	send(f, original, 1);
	send(f, original, 2);
	assert_true(is_copy(f, original, 2));
}

static void width_and_case_do_not_count(void **state)
{
	struct text_print a = text_print(STR("ORDER １２３４５６７８９０ abcdef"));
	struct text_print b = text_print(STR("order 1234567890 ABCDEF."));

	(void)state;
	assert_int_equal(text_print_alike(&a, &b), TEXT_PRINT);
}

static void an_old_text_is_past(void **state)
{
	struct fixture *f = *state;
	struct text_print p = text_print(str_of(original));

	near_text_add(&f->index, &p, 1, 1000);
	assert_true(near_text_find(&f->index, &p, 2, 1000));
	assert_false(near_text_find(&f->index, &p, 2, 1001));
}

static void a_million_distinct_texts_need_no_more_memory(void **state)
{
	struct fixture *f = *state;
	size_t before = f->arena.used_total;
	uint32_t seed = 1;

	for (int i = 0; i < 1000000; i++) {
		struct text_print p = { .len = 40 };

		for (size_t k = 0; k < TEXT_PRINT; k++) {
			seed = seed * 1664525u + 1013904223u;
			p.least[k] = seed;
		}
		near_text_add(&f->index, &p, 7, i);
	}
	assert_int_equal(f->arena.used_total, before);
	send(f, original, 1);
	assert_true(is_copy(f, original, 2));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(small_changes_do_not_hide_a_copy),
		TEST(ones_own_words_about_the_same_thing_are_no_copy),
		TEST(a_short_remark_is_everybodys),
		TEST(sending_a_text_again_does_not_make_it_ones_own),
		TEST(width_and_case_do_not_count),
		TEST(an_old_text_is_past),
		TEST(a_million_distinct_texts_need_no_more_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
