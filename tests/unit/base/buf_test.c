#include "testing.h"

#include "base/buf.h"

#include <string.h>

static void what_is_appended_stands_in_order_and_ends_with_nul(void **state)
{
	AUTO(buf) b = BUF_INIT(1000);

	(void)state;
	buf_add_str(&b, STR("a"));
	buf_printf(&b, "%d%s", 12, "x");
	buf_add_char(&b, '!');
	assert_true(buf_ok(&b));
	assert_string_equal(b.p, "a12x!");
	assert_int_equal(b.len, 5);
}

static void beyond_the_cap_it_fails_until_reset(void **state)
{
	AUTO(buf) b = BUF_INIT(8);

	(void)state;
	buf_add(&b, "12345678", 8);
	assert_true(buf_ok(&b));
	buf_add_char(&b, '9');
	assert_false(buf_ok(&b));
	buf_add_str(&b, STR(""));
	assert_false(buf_ok(&b));
	assert_int_equal(b.len, 8);
	buf_reset(&b);
	buf_printf(&b, "%s", "ok");
	assert_true(buf_ok(&b));
	assert_string_equal(b.p, "ok");
}

static void reserved_room_is_the_callers_to_fill(void **state)
{
	AUTO(buf) b = BUF_INIT(100);
	char *p = buf_reserve(&b, 10);

	(void)state;
	assert_non_null(p);
	memcpy(p, "0123456789", 10);
	b.len += 10;
	assert_null(buf_reserve(&b, 91));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_appended_stands_in_order_and_ends_with_nul),
		cmocka_unit_test(beyond_the_cap_it_fails_until_reset),
		cmocka_unit_test(reserved_room_is_the_callers_to_fill),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
