#include "testing.h"

#include "domain/lexicon.h"
#include "domain/shop_text.h"

static const char *const words[] = { "沙县小吃", "老街鱼丸", "阿强拌面", "阿强扁肉",
				     "深巷",     "味轩",     "kfg炸鸡" };

static struct lexicon build(struct arena *a)
{
	struct lexicon_build *b = lexicon_build_new(a);
	struct str section[LEX_SECTIONS];
	struct lexicon l;

	for (uint32_t i = 0; i < ARRAY_LEN(words); i++) {
		struct syms s;
		uint32_t id, again;

		assert_int_equal(syms_of(str_of(words[i]), &s), ERR_OK);
		assert_int_equal(lexicon_intern(b, s.c, s.n, &id), ERR_OK);
		assert_int_equal(lexicon_intern(b, s.c, s.n, &again), ERR_OK);
		assert_int_equal(id, i);
		assert_int_equal(again, i);
		for (uint32_t m = 0; m <= i; m++)
			assert_int_equal(lexicon_member(b, id, 1000 - m * 7), ERR_OK);
		assert_int_equal(lexicon_member(b, id, 1000), ERR_OK);
	}
	assert_int_equal(lexicon_pack(b, section), ERR_OK);
	assert_int_equal(lexicon_open(section, &l), ERR_OK);
	return l;
}

static void strings_and_their_members_come_back(void **state)
{
	struct arena a;
	struct lexicon l;

	(void)state;
	arena_init(&a, 64u << 20);
	l = build(&a);
	assert_int_equal(l.n, ARRAY_LEN(words));
	for (uint32_t i = 0; i < ARRAY_LEN(words); i++) {
		struct lexicon_members m;
		uint32_t v, n = 0, before = 0;
		struct syms s;

		assert_int_equal(syms_of(str_of(words[i]), &s), ERR_OK);
		assert_int_equal(lexicon_exact(&l, s.c, s.n), i);
		assert_int_equal(lexicon_members(&l, i, &m), i + 1);
		for (; lexicon_next(&m, &v); n++) {
			assert_true(v > before);
			before = v;
		}
		assert_int_equal(n, i + 1);
		assert_int_equal(before, 1000);
	}
	assert_int_equal(lexicon_exact(&l, (const uint16_t[]){ 'x', 'y' }, 2), UINT32_MAX);
	arena_release(&a);
}

static void a_text_with_a_mistake_still_finds_its_string(void **state)
{
	static const struct {
		const char *text;
		uint32_t want;
	} row[] = {
		{"沙县小吃店",  0},
                { "沙线小吃",    0},
                { "老鱼丸",       1},
                { "强阿拌面",    2},
		{ "阿强的扁肉", 3},
                { "申巷",          4},
                { "味宣",          5},
                { "KFG",             6}
	};
	struct arena a;
	struct lexicon l;

	(void)state;
	arena_init(&a, 64u << 20);
	l = build(&a);
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct lexicon_hit hit[8];
		struct syms s;
		size_t n;

		assert_int_equal(syms_of(str_of(row[i].text), &s), ERR_OK);
		assert_int_equal(lexicon_search(&l, s.c, s.n, 100, &a, hit, 8, &n), ERR_OK);
		assert_true(n > 0);
		assert_int_equal(hit[0].id, row[i].want);
	}
	arena_release(&a);
}

static void what_is_rare_costs_more(void **state)
{
	struct arena a;
	struct lexicon l;
	struct syms s;
	float w[SYMS_MAX];

	(void)state;
	arena_init(&a, 64u << 20);
	l = build(&a);
	assert_int_equal(syms_of(STR("阿强龘"), &s), ERR_OK);
	lexicon_weights(&l, s.c, s.n, w);
	assert_true(w[1] < w[0]); /* 强 follows 阿 twice of twice */
	assert_true(w[2] > w[1]);
	arena_release(&a);
}

static void sections_that_contradict_each_other_are_refused(void **state)
{
	struct str none[LEX_SECTIONS] = {
		{NULL, 0}
	};
	struct lexicon l;

	(void)state;
	assert_int_equal(lexicon_open(none, &l), ERR_CORRUPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_and_their_members_come_back),
		cmocka_unit_test(a_text_with_a_mistake_still_finds_its_string),
		cmocka_unit_test(what_is_rare_costs_more),
		cmocka_unit_test(sections_that_contradict_each_other_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
