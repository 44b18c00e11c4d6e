#include "testing.h"

#include "io/effects.h"

static void effects_keep_their_order_and_copy_their_rows(void **state)
{
	AUTO(arena) a = { .cap = 1 << 16 };
	struct effects fx;

	(void)state;
	effects_init(&fx, &a);
	assert_true(effects_empty(&fx));
	FX(&fx, timer_put, .due_ms = 1, .kind = STR("a"));
	FX(&fx, timer_put, .due_ms = 2, .kind = STR("b"));
	effects_event(&fx, (struct id){ { 1 } }, STR("one"), STR("{}"));
	effects_event(&fx, (struct id){ { 1 } }, STR("two"), STR("{}"));
	assert_int_equal(fx.writes->query, Q_timer_put);
	assert_int_equal(((const struct q_timer_put *)fx.writes->params)->due_ms, 1);
	assert_int_equal(((const struct q_timer_put *)fx.writes->next->params)->due_ms, 2);
	assert_true(str_eq(fx.events->method, STR("one")) &&
		    str_eq(fx.events->next->method, STR("two")));
	assert_false(effects_empty(&fx));
	assert_false(fx.failed);
}

static void running_out_of_memory_is_remembered(void **state)
{
	AUTO(arena) a = { .cap = 256 };
	struct effects fx;

	(void)state;
	effects_init(&fx, &a);
	for (int i = 0; i < 10; i++)
		effects_hint(&fx, STR("review"), (struct id){ { 1 } }, STR("1"));
	assert_true(fx.failed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(effects_keep_their_order_and_copy_their_rows),
		cmocka_unit_test(running_out_of_memory_is_remembered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
