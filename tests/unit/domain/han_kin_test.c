#include "testing.h"

#include "domain/han.h"
#include "domain/han_kin.h"

static const uint16_t text[] = u"沙县小吃麦当劳abc7";
#define TEXT_N (ARRAY_LEN(text) - 1)

static bool kin_of_any(uint16_t registered)
{
	for (size_t i = 0; i < TEXT_N; i++)
		if (text[i] == registered || han_same_sound(text[i], registered) ||
		    han_near_sound(text[i], registered) || han_alike(text[i], registered))
			return true;
	return false;
}

static void no_kin_of_the_text_is_ever_missed(void **state)
{
	struct han_kin k = { 0 };
	size_t yes = 0, wrongly = 0;

	(void)state;
	han_kin_init(&k, text, TEXT_N);
	for (uint32_t c = 1; c < 0xE000 + 1024; c++) {
		bool is = kin_of_any((uint16_t)c), said = han_kin_has(&k, (uint16_t)c);

		assert_true(said || !is);
		yes += is;
		wrongly += said && !is;
	}
	/* It is a filter only if it holds something back. */
	assert_true(yes > 100);
	assert_true(wrongly < 3000);
}

static void a_typed_syllable_is_kin_of_the_characters_that_sound_so(void **state)
{
	uint16_t typed = (uint16_t)(HAN_PINYIN + han_syllable_find(STR("sha")));
	struct han_kin k = { 0 };

	(void)state;
	han_kin_init(&k, &typed, 1);
	assert_true(han_kin_has(&k, u'沙'));
	assert_true(han_kin_has(&k, u'撒'));
	assert_false(han_kin_has(&k, u'面'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_kin_of_the_text_is_ever_missed),
		cmocka_unit_test(a_typed_syllable_is_kin_of_the_characters_that_sound_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
