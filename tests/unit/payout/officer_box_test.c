#include "testing.h"

#include "payout/officer_box.h"

#include <sodium.h>
#include <string.h>

static const struct id request = { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 } },
		       report = { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 } };

static void only_the_officer_reads_it_and_it_is_padded(void **state)
{
	AUTO(arena) a = { .cap = 1 << 16 };
	unsigned char pk[32], sk[32], plain[SEAL_PLAIN_LEN + 1] = { 0 };
	const struct unsealed u = { .name = STR("林\"\\\n"),
				    .id_no = STR("1"),
				    .phone = STR("2"),
				    .rail = STR("bank"),
				    .account = STR("3") };
	static const char want[] =
		"{\"v\":1,\"request\":\"00000000000000000000000002\",\"report\":"
		"\"00000000000000000000000001\",\"name\":\"林\\\"\\\\\\u000a\",\"id_no\":\"1\","
		"\"phone\":\"2\",\"rail\":\"bank\",\"account\":\"3\"} ";
	struct str sealed;

	(void)state;
	crypto_box_keypair(pk, sk);
	assert_int_equal(officer_box(&u, request, report, pk, &a, &sealed), ERR_OK);
	assert_int_equal(sealed.len, SEAL_LEN);
	assert_int_equal(
		crypto_box_seal_open(plain, (const unsigned char *)sealed.p, sealed.len, pk, sk),
		0);
	assert_memory_equal(plain, want, strlen(want));
	assert_int_equal(strspn((char *)plain + strlen(want), " "), SEAL_PLAIN_LEN - strlen(want));
}

static void what_does_not_fit_is_refused(void **state)
{
	AUTO(arena) a = { .cap = 1 << 16 };
	char name[SEAL_PLAIN_LEN];
	unsigned char pk[32], sk[32];
	const struct unsealed u = {
		.name = {name, sizeof(name)}
	};
	struct str sealed;

	(void)state;
	memset(name, 'x', sizeof(name));
	crypto_box_keypair(pk, sk);
	assert_int_equal(officer_box(&u, request, report, pk, &a, &sealed), ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_officer_reads_it_and_it_is_padded),
		cmocka_unit_test(what_does_not_fit_is_refused),
	};

	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
