#include "testing.h"

#include "io/letter.h"

#include <sodium.h>
#include <string.h>

static int keys_make(void **state)
{
	static struct keyring keys[2];
	unsigned char master[KEYRING_MASTER_LEN] = { 1 };

	if (sodium_init() < 0 || keyring_init(&keys[0], master))
		return -1;
	master[0] = 2;
	*state = keys;
	return keyring_init(&keys[1], master);
}

static int keys_drop(void **state)
{
	struct keyring *keys = *state;

	keyring_release(&keys[0]);
	keyring_release(&keys[1]);
	return 0;
}

static void a_letter_is_read_by_its_own_keys_alone(void **state)
{
	const struct keyring *keys = *state;
	AUTO(arena) a = { .cap = 1 << 16 };
	struct str word, text,
		sealed = letter_seal(&keys[0], STR("report.changed"), STR("{\"report\":\"r\"}"),
				     &a);

	assert_non_null(sealed.p);
	assert_null(strstr(sealed.p, "report"));
	assert_int_equal(letter_open(&keys[0], sealed, &a, &word, &text), ERR_OK);
	assert_true(str_eq(word, STR("report.changed")));
	assert_true(str_eq(text, STR("{\"report\":\"r\"}")));
	assert_int_equal(letter_open(&keys[1], sealed, &a, &word, &text), ERR_CORRUPT);
	assert_int_equal(letter_open(&keys[0], STR("{\"open\":1}"), &a, &word, &text), ERR_CORRUPT);
	assert_int_equal(letter_open(&keys[0], STR(""), &a, &word, &text), ERR_CORRUPT);
}

static void its_length_tells_nothing_of_what_is_told(void **state)
{
	const struct keyring *keys = *state;
	AUTO(arena) a = { .cap = 1 << 16 };
	struct str one = letter_seal(&keys[0], STR("whistle.changed"), STR("{}"), &a),
		   other = letter_seal(&keys[0], STR("reward.changed"),
				       STR("{\"report\":\"0123456789\",\"state\":\"needs_user\"}"),
				       &a);

	assert_int_equal(one.len, other.len);
	assert_string_not_equal(one.p,
				letter_seal(&keys[0], STR("whistle.changed"), STR("{}"), &a).p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_is_read_by_its_own_keys_alone),
		cmocka_unit_test(its_length_tells_nothing_of_what_is_told),
	};

	return cmocka_run_group_tests(tests, keys_make, keys_drop);
}
