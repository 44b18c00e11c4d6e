#include "testing.h"

#include "domain/phrase.h"

static const char *const texts[] = {
	"福州市鼓楼区东街街道东街12号", "福州市鼓楼区南街街道南后街8号", "福州市台江区上海街道白马南路",
	"福州市鼓楼区林记小吃店", "福州市台江区陈记小吃店", "", "🔥新店", "é",
};

static struct phrases learn(struct arena *a, struct phrase_coder **c)
{
	struct str sample[64], start, text;
	struct phrases ph;

	for (size_t i = 0; i < ARRAY_LEN(sample); i++)
		sample[i] = str_of(texts[i % ARRAY_LEN(texts)]);
	assert_int_equal(phrase_learn(a, sample, ARRAY_LEN(sample), 500, c), ERR_OK);
	phrase_sections(*c, &start, &text);
	assert_int_equal(phrases_open(start, text, &ph), ERR_OK);
	return ph;
}

static void every_text_comes_back_shorter_than_it_was(void **state)
{
	const struct str a_text = STR("林记小吃店"), b_text = STR("陈记"), none = STR("");
	static const char *const more[] = { "林记小吃店(东街店)", "陈记", "从未见过的文字ABC", "\t\n" };
	struct arena a;
	struct phrase_coder *c;
	struct phrases ph;
	size_t coded = 0, plain = 0;

	(void)state;
	arena_init(&a, 256u << 20);
	ph = learn(&a, &c);
	for (size_t i = 0; i < ARRAY_LEN(texts) + ARRAY_LEN(more); i++) {
		struct str s = str_of(i < ARRAY_LEN(texts) ? texts[i] : more[i - ARRAY_LEN(texts)]);
		uint8_t code[1024];
		const uint8_t *p = code;
		char back[512];
		size_t len, n = phrase_encode(c, s, a_text, i % 2 ? b_text : none, code);

		assert_int_equal(phrase_decode(&ph, &p, code + n, a_text, i % 2 ? b_text : none, back,
					       sizeof(back), &len),
				 ERR_OK);
		assert_ptr_equal(p, code + n);
		assert_int_equal(len, s.len);
		assert_memory_equal(back, s.p, len);
		if (i < 5) {
			coded += n;
			plain += s.len;
		}
	}
	assert_true(coded * 3 < plain);
	arena_release(&a);
}

static void broken_code_is_refused(void **state)
{
	static const uint8_t bad[][3] = { { 200 }, { PHRASE_ESCAPE }, { PHRASE_ESCAPE, 0xE4, 0xB8 },
					  { 255, 255, 0 } };
	struct arena a;
	struct phrase_coder *c;
	struct phrases ph;
	char out[8];
	size_t len;

	(void)state;
	arena_init(&a, 256u << 20);
	ph = learn(&a, &c);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const uint8_t *p = bad[i];

		assert_int_equal(phrase_decode(&ph, &p, bad[i] + (i == 0 ? 1 : i), STR(""), STR(""),
					       out, sizeof(out), &len),
				 ERR_CORRUPT);
	}
	{
		const uint8_t code[] = { PHRASE_COPY_A, PHRASE_COPY_A, PHRASE_END }, *p = code;

		assert_int_equal(phrase_decode(&ph, &p, code + 3, STR("12345"), STR(""), out,
					       sizeof(out), &len),
				 ERR_LIMIT);
	}
	assert_int_equal(phrases_open(STR(""), STR(""), &ph), ERR_CORRUPT);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_text_comes_back_shorter_than_it_was),
		cmocka_unit_test(broken_code_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
