#include "testing.h"

#include "domain/audit_draw.h"

#define REPORTS 100000

static struct id numbered(uint32_t n)
{
	struct id id = { { 0 } };

	for (size_t i = 0; i < 4; i++)
		id.b[i] = (uint8_t)(n >> (8 * i));
	return id;
}

static void one_in_twenty_is_drawn(void **state)
{
	int drawn = 0;

	(void)state;
	for (uint32_t n = 0; n < REPORTS; n++)
		drawn += audit_draw(numbered(7), numbered(n));
	assert_in_range(drawn, REPORTS / AUDIT_DRAW_ONE_IN - 300,
			REPORTS / AUDIT_DRAW_ONE_IN + 300);
}

static void a_draw_can_be_repeated_and_another_seed_draws_others(void **state)
{
	int both = 0;

	(void)state;
	for (uint32_t n = 0; n < REPORTS; n++) {
		bool drawn = audit_draw(numbered(7), numbered(n));

		assert_int_equal(drawn, audit_draw(numbered(7), numbered(n)));
		both += drawn && audit_draw(numbered(8), numbered(n));
	}
	assert_in_range(both, 150, 350); /* one in 400 */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_in_twenty_is_drawn),
		cmocka_unit_test(a_draw_can_be_repeated_and_another_seed_draws_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
