#include "testing.h"

#include "gateway/token.h"

#include <sodium.h>
#include <string.h>

static struct keyring keys;

static int make_keys(void **state)
{
	static const unsigned char master[KEYRING_MASTER_LEN] = { 4 };

	(void)state;
	return sodium_init() < 0 || keyring_init(&keys, master);
}

static struct principal somebody(void)
{
	return (struct principal){ .id = { { 1, 2 } },
				   .roles = ROLE_REVIEWER,
				   .token = { { 9 } },
				   .expires_ms = 5000,
				   .login = "reviewer1",
				   .name = "审核员一" };
}

static void a_token_is_who_it_was_made_for(void **state)
{
	AUTO(arena) a = { .cap = 4096 };
	struct principal who = somebody(), read;
	struct str text = token_make(&keys, &who, &a);

	(void)state;
	assert_int_equal(token_read(&keys, text, 4999, &read), ERR_OK);
	assert_true(id_eq(read.id, who.id) && id_eq(read.token, who.token));
	assert_int_equal(read.roles, who.roles);
	assert_string_equal(read.login, "reviewer1");
	assert_string_equal(read.name, "审核员一");
}

static void it_runs_out(void **state)
{
	AUTO(arena) a = { .cap = 4096 };
	struct principal who = somebody(), read;
	struct str text = token_make(&keys, &who, &a);

	(void)state;
	assert_int_equal(token_read(&keys, text, 5000, &read), ERR_NOT_FOUND);
}

static void a_changed_character_makes_it_worthless(void **state)
{
	AUTO(arena) a = { .cap = 4096 };
	struct principal who = somebody(), read;
	struct str text = token_make(&keys, &who, &a);
	char *p = (char *)(uintptr_t)text.p;

	(void)state;
	for (size_t i = 0; i + 1 < text.len; i++) {
		char was = p[i];

		p[i] = was == 'A' ? 'B' : 'A';
		assert_int_equal(token_read(&keys, text, 0, &read), ERR_DENIED);
		p[i] = was;
	}
	assert_int_equal(token_read(&keys, (struct str){ text.p, text.len - 4 }, 0, &read),
			 ERR_DENIED);
	assert_int_equal(token_read(&keys, STR(""), 0, &read), ERR_DENIED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_is_who_it_was_made_for),
		cmocka_unit_test(it_runs_out),
		cmocka_unit_test(a_changed_character_makes_it_worthless),
	};
	return cmocka_run_group_tests(tests, make_keys, NULL);
}
