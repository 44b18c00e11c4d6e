#include "testing.h"

#include "base/id.h"

#include <string.h>

static void an_id_survives_its_text(void **state)
{
	uint8_t rnd[16];

	(void)state;
	for (int round = 0; round < 256; round++) {
		struct id id, back;
		struct id_text t;

		for (size_t i = 0; i < sizeof(rnd); i++)
			rnd[i] = (uint8_t)(round * 37 + (int)i * 11);
		id = id_random(rnd);
		t = id_text(id);
		assert_int_equal(strlen(t.c), ID_TEXT_LEN);
		assert_int_equal(id_parse(str_of(t.c), &back), ERR_OK);
		assert_true(id_eq(id, back));
	}
}

static void text_that_is_no_id_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"0",
		"0123456789abcdefghjkmnpqr",
		"8zzzzzzzzzzzzzzzzzzzzzzzzz",
		"0000000000000000000000000i",
		"0000000000000000000000000A",
		"000000000000000000000000000",
	};
	struct id id;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(id_parse(str_of(bad[i]), &id), ERR_INPUT);
}

static void timed_ids_sort_by_time(void **state)
{
	uint8_t high[16], low[16] = { 0 };
	struct id earlier, later;

	(void)state;
	memset(high, 0xFF, sizeof(high));
	earlier = id_timed(high, 1000);
	later = id_timed(low, 1001);
	assert_true(id_cmp(earlier, later) < 0);
	assert_true(strcmp(ID_C(earlier), ID_C(later)) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_survives_its_text),
		cmocka_unit_test(text_that_is_no_id_is_refused),
		cmocka_unit_test(timed_ids_sort_by_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
