#include "testing.h"

#include "base/secret.h"

#include <string.h>

static void a_secret_is_a_copy_and_its_release_may_come_twice(void **state)
{
	AUTO(secret) s = SECRET_INIT;
	char word[] = "geheim";

	(void)state;
	assert_int_equal(secret_copy(&s, word, sizeof(word)), ERR_OK);
	word[0] = 'x';
	assert_string_equal((char *)s.p, "geheim");
	assert_int_equal(s.len, 7);
	assert_int_equal(secret_copy(&s, "b", 2), ERR_OK); /* what was there before is released */
	assert_string_equal((char *)s.p, "b");
	secret_release(&s);
	assert_null(s.p);
	secret_release(&s);
	secret_release(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_secret_is_a_copy_and_its_release_may_come_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
