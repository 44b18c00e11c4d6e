#include "testing.h"

#include "domain/shop_align.h"
#include "domain/shop_text.h"

/* Each symbol of the text weighs 8 nats here. */
static struct aligned align(const char *text, const char *name)
{
	static struct syms t, s;
	static float w[SYMS_MAX];
	struct align_text at;
	struct aligned al;
	struct arena a;

	arena_init(&a, 1u << 20);
	for (size_t i = 0; i < SYMS_MAX; i++)
		w[i] = 8;
	assert_int_equal(syms_of(str_of(text), &t), ERR_OK);
	assert_int_equal(syms_of(str_of(name), &s), ERR_OK);
	assert_int_equal(align_text_init(&at, t.c, w, t.n, &a), ERR_OK);
	al = shop_align(&at, s.c, s.n);
	arena_release(&a);
	return al;
}

static void what_is_written_exactly_earns_its_weight(void **state)
{
	struct aligned al = align("东街老王鱼丸店", "老王鱼丸");

	(void)state;
	assert_true(al.llr > 31 && al.llr < 32);
	assert_int_equal(al.from, 2);
	assert_int_equal(al.to, 6);
}

static void mistakes_cost_by_how_often_people_make_them(void **state)
{
	float exact = align("老王鱼丸", "老王鱼丸").llr;
	float sound = align("老王鱼完", "老王鱼丸").llr;
	float look = align("老玉鱼丸", "老王鱼丸").llr;
	float swap = align("王老鱼丸", "老王鱼丸").llr;
	float drop = align("老鱼丸", "老王鱼丸").llr;
	float added = align("老王的鱼丸", "老王鱼丸").llr;
	float other = align("老赵鱼丸", "老王鱼丸").llr;
	float cut = align("老王", "老王鱼丸").llr;

	(void)state;
	assert_true(exact > swap && exact > added && added > drop);
	assert_true(sound > other && look > other);
	assert_true(swap > other);
	assert_true(cut > 8);
}

static void nothing_in_common_earns_nothing(void **state)
{
	struct aligned al = align("完全不同", "老王鱼丸");

	(void)state;
	assert_true(al.llr <= 0);
	assert_true(align("", "老王").llr <= 0);
}

/* Names are passed over by their bound: one that were too low would change answers. */
static void no_alignment_earns_more_than_its_bound(void **state)
{
	static const char *const texts[] = { "东街老王鱼丸店", "王老鱼完",     "laowang鱼丸",
					     "老玉鱼九",       "沙县小吃abc7", "八方来客",
					     "口口口" };
	static const char *const names[] = { "老王鱼丸", "鱼丸老王", "老鱼",
					     "沙县小吃", "王",       "八八八",
					     "abc",      "莎县小痴", "来客老王鱼丸沙县" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		for (size_t k = 0; k < ARRAY_LEN(names); k++) {
			AUTO(arena) a = { .cap = 1u << 20 };
			struct syms t, s;
			struct align_text at;
			float w[SYMS_MAX], bound;

			assert_int_equal(syms_of(str_of(texts[i]), &t), ERR_OK);
			assert_int_equal(syms_of(str_of(names[k]), &s), ERR_OK);
			for (size_t j = 0; j < t.n; j++)
				w[j] = (float)(j * 7 % 13);
			assert_int_equal(align_text_init(&at, t.c, w, t.n, &a), ERR_OK);
			bound = shop_align_bound(&at, s.c, s.n);
			assert_true(shop_align(&at, s.c, s.n).llr <= bound);
			/* Nor does what the memo holds by then change the answer. */
			assert_true(shop_align_bound(&at, s.c, s.n) == bound);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_exactly_earns_its_weight),
		cmocka_unit_test(mistakes_cost_by_how_often_people_make_them),
		cmocka_unit_test(nothing_in_common_earns_nothing),
		cmocka_unit_test(no_alignment_earns_more_than_its_bound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
