#include "testing.h"

#include "gateway/receipt.h"
#include "gateway/totp.h"

#include <sodium.h>
#include <string.h>

static struct keyring keys;

static int make_keys(void **state)
{
	static const unsigned char master[KEYRING_MASTER_LEN] = { 5 };

	(void)state;
	return sodium_init() < 0 || keyring_init(&keys, master);
}

static void a_code_is_found_however_it_is_typed(void **state)
{
	struct receipt_code code = receipt_code(&keys, (struct id){ { 3 } });
	struct id want = receipt_lookup(&keys, str_of(code.c));
	char typed[64];
	size_t n = 0;

	(void)state;
	assert_int_equal(strlen(code.c), RECEIPT_CODE_LEN);
	for (const char *p = code.c; *p; p++) {
		char c = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;

		if (c == '-')
			continue;
		typed[n++] = c == '0' ? 'o' : c == '1' ? 'l' : c;
		typed[n++] = ' ';
	}
	assert_true(id_eq(receipt_lookup(&keys, (struct str){ typed, n }), want));
	typed[0] = typed[0] == 'z' ? 'y' : 'z';
	assert_false(id_eq(receipt_lookup(&keys, (struct str){ typed, n }), want));
}

static void codes_of_two_reports_differ(void **state)
{
	struct receipt_code a = receipt_code(&keys, (struct id){ { 3 } });
	struct receipt_code b = receipt_code(&keys, (struct id){ { 4 } });

	(void)state;
	assert_string_not_equal(a.c, b.c);
}

static void fields_do_not_run_together_in_the_hash(void **state)
{
	unsigned char a[RECEIPT_HASH_LEN], b[RECEIPT_HASH_LEN];
	struct id id = { { 1 } };

	(void)state;
	receipt_hash(id, 1, STR("V14"), STR("ab"), STR("c"), a);
	receipt_hash(id, 1, STR("V14"), STR("a"), STR("bc"), b);
	assert_memory_not_equal(a, b, sizeof(a));
}

/* RFC 6238, appendix B, SHA-256: the last six of its eight digits. */
static void one_time_passwords_are_those_of_the_standard(void **state)
{
	struct str secret = STR("12345678901234567890123456789012");
	char digits[7];

	(void)state;
	totp_digits(secret, 59 / 30, digits);
	assert_string_equal(digits, "119246");
	totp_digits(secret, 1111111109 / 30, digits);
	assert_string_equal(digits, "084774");
	assert_true(totp_ok(secret, STR("084774"), 1111111109000 + 30000));
	assert_false(totp_ok(secret, STR("084774"), 1111111109000 + 90000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_is_found_however_it_is_typed),
		cmocka_unit_test(codes_of_two_reports_differ),
		cmocka_unit_test(fields_do_not_run_together_in_the_hash),
		cmocka_unit_test(one_time_passwords_are_those_of_the_standard),
	};
	return cmocka_run_group_tests(tests, make_keys, NULL);
}
