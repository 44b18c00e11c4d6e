#include "testing.h"

#include "io/signature.h"

#include <sodium.h>

static unsigned char key[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES],
	sig[crypto_sign_BYTES];

static struct str span(const unsigned char *p, size_t len)
{
	return (struct str){ (const char *)p, len };
}

static bool ok(struct str text)
{
	return signature_ok(span(sig, sizeof(sig)), text, span(key, sizeof(key)));
}

static int sign(void **state)
{
	(void)state;
	if (sodium_init() < 0)
		return -1;
	crypto_sign_keypair(key, secret);
	return crypto_sign_detached(sig, NULL, (const unsigned char *)"pay 200", 7, secret);
}

static void a_signature_holds_for_its_text_and_key_alone(void **state)
{
	unsigned char other[crypto_sign_PUBLICKEYBYTES], unused[crypto_sign_SECRETKEYBYTES];

	(void)state;
	assert_true(ok(STR("pay 200")));
	assert_false(ok(STR("pay 900")));
	assert_false(ok(STR("pay 200 ")));
	crypto_sign_keypair(other, unused);
	assert_false(
		signature_ok(span(sig, sizeof(sig)), STR("pay 200"), span(other, sizeof(other))));
}

static void what_is_no_signature_key_or_text_holds_nothing(void **state)
{
	const struct str none = { NULL, 0 };

	(void)state;
	assert_false(ok(none));
	assert_false(signature_ok(none, STR("pay 200"), span(key, sizeof(key))));
	assert_false(
		signature_ok(span(sig, sizeof(sig) - 1), STR("pay 200"), span(key, sizeof(key))));
	assert_false(signature_ok(span(sig, sizeof(sig)), STR("pay 200"), none));
	assert_false(
		signature_ok(span(sig, sizeof(sig)), STR("pay 200"), span(key, sizeof(key) - 1)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signature_holds_for_its_text_and_key_alone),
		cmocka_unit_test(what_is_no_signature_key_or_text_holds_nothing),
	};

	return cmocka_run_group_tests(tests, sign, NULL);
}
