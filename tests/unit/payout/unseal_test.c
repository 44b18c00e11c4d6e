#include "testing.h"

#include "payout/unseal.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PRINCIPAL "00000000000000000000000001"
#define REPORT    "00000000000000000000000002"
#define UUID      "01020304-0506-4708-890a-0b0c0d0e0f10"

static struct seal_ring *ring_of(void **state)
{
	return *state;
}

static int ring_make(void **state)
{
	static struct seal_ring ring;
	unsigned char pk[32];
	struct seal_secret *k = &ring.key[0];

	if (sodium_init() < 0 || secret_alloc(&k->secret, 32))
		return -1;
	crypto_box_keypair(pk, k->secret.p);
	memcpy(k->public_key, pk, 32);
	snprintf(k->key_id, sizeof(k->key_id), "k1");
	ring.n = 1;
	*state = &ring;
	return 0;
}

static int ring_drop(void **state)
{
	seal_ring_release(*state);
	return 0;
}

static struct str seal(const struct seal_ring *ring, const char *json, unsigned char out[SEAL_LEN])
{
	unsigned char plain[SEAL_PLAIN_LEN];

	memset(plain, ' ', sizeof(plain));
	memcpy(plain, json, strlen(json));
	crypto_box_seal(out, plain, sizeof(plain), ring->key[0].public_key);
	return (struct str){ (const char *)out, SEAL_LEN };
}

static struct seal_binding binding(void)
{
	struct seal_binding b = { .use = "claim" };

	b.principal.b[15] = 1;
	b.report.b[15] = 2;
	for (int i = 0; i < 16; i++)
		b.key.b[i] = (uint8_t)(i + 1);
	b.key.b[6] = 0x47;
	b.key.b[8] = 0x89;
	return b;
}

#define CLAIM(use, principal, report, key)                                                  \
	"{\"v\":1,\"use\":\"" use "\",\"principal\":\"" principal "\",\"report\":\"" report \
	"\",\"key\":\"" key "\",\"name\":\"张三\",\"rail\":\"wechat\",\"account\":\"o-1\"}"

static void what_is_sealed_again_opens_with_the_other_key_alone(void **state)
{
	AUTO(arena) a = { .cap = 1 << 16 };
	AUTO(unsealed) u = { .plain = SECRET_INIT };
	struct seal_ring other = { .n = 1 };
	struct seal_secret *k = &other.key[0];
	unsigned char blob[SEAL_LEN];
	struct seal_binding b = binding();
	struct str sealed = seal(ring_of(state), CLAIM("claim", PRINCIPAL, REPORT, UUID), blob),
		   moved;

	assert_int_equal(secret_alloc(&k->secret, 32), ERR_OK);
	crypto_box_keypair(k->public_key, k->secret.p);
	snprintf(k->key_id, sizeof(k->key_id), "k2");
	assert_int_equal(seal_again(*state, STR("k1"), sealed, k->public_key, &a, &moved), ERR_OK);
	assert_int_equal(unseal(&other, STR("k2"), moved, &b, &u), ERR_OK);
	assert_true(str_eq(u.account, STR("o-1")));
	assert_int_equal(unseal(*state, STR("k1"), moved, &b, &u), ERR_CORRUPT);
	assert_int_equal(seal_again(*state, STR("k9"), sealed, k->public_key, &a, &moved),
			 ERR_NOT_FOUND);
	blob[100] ^= 1;
	assert_int_equal(seal_again(*state, STR("k1"), sealed, k->public_key, &a, &moved),
			 ERR_CORRUPT);
	seal_ring_release(&other);
}

static void a_fitting_seal_opens(void **state)
{
	AUTO(unsealed) u = { .plain = SECRET_INIT };
	unsigned char blob[SEAL_LEN];
	struct seal_binding b = binding();
	struct str sealed = seal(ring_of(state), CLAIM("claim", PRINCIPAL, REPORT, UUID), blob);

	assert_int_equal(unseal(*state, STR("k1"), sealed, &b, &u), ERR_OK);
	assert_true(str_eq(u.name, STR("张三")));
	assert_true(str_eq(u.account, STR("o-1")));
	assert_null(u.id_no.p);
}

static void a_seal_made_for_something_else_is_refused(void **state)
{
	static const struct {
		const char *json;
		enum err want;
	} row[] = {
		{CLAIM("claim",                            PRINCIPAL,          REPORT, "k1"), ERR_OK }, /* bound to the sealing key */
		{ CLAIM("enroll",				   PRINCIPAL,					       REPORT, UUID), ERR_DENIED },
		{ CLAIM("claim",                          REPORT, REPORT, UUID), ERR_DENIED },
		{ CLAIM("claim",				   PRINCIPAL,                                           PRINCIPAL, UUID), ERR_DENIED },
		{ CLAIM("claim",                           PRINCIPAL,              REPORT, "01020304-0506-4708-890a-0b0c0d0e0f11"),
                 ERR_DENIED },
		{ CLAIM("claim",				   PRINCIPAL,                                           REPORT, ""), ERR_DENIED },
		{ "{}",			   ERR_DENIED },
		{ "[1]",				   ERR_INPUT					  },
		{ "not json",                           ERR_INPUT         },
		{ "", ERR_INPUT						  },
	};

	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		AUTO(unsealed) u = { .plain = SECRET_INIT };
		unsigned char blob[SEAL_LEN];
		struct seal_binding b = binding();
		struct str sealed = seal(ring_of(state), row[i].json, blob);

		assert_int_equal(unseal(*state, STR("k1"), sealed, &b, &u), row[i].want);
	}
}

static void a_damaged_seal_or_unknown_key_is_told_apart(void **state)
{
	AUTO(unsealed) u = { .plain = SECRET_INIT };
	unsigned char blob[SEAL_LEN];
	struct seal_binding b = binding();
	struct str sealed = seal(ring_of(state), CLAIM("claim", PRINCIPAL, REPORT, UUID), blob);

	assert_int_equal(unseal(*state, STR("k2"), sealed, &b, &u), ERR_NOT_FOUND);
	sealed.len--;
	assert_int_equal(unseal(*state, STR("k1"), sealed, &b, &u), ERR_CORRUPT);
	sealed.len++;
	blob[100] ^= 1;
	assert_int_equal(unseal(*state, STR("k1"), sealed, &b, &u), ERR_CORRUPT);
}

static void keys_are_read_by_their_names(void **state)
{
	struct seal_ring ring = { 0 };
	struct buf why = BUF_INIT(1000);
	char dir[] = "/tmp/ezhili-seal-XXXXXX", path[64];
	FILE *f;

	(void)state;
	assert_int_equal(seal_ring_read(&ring, "/nowhere/at/all", &why), ERR_OK);
	assert_int_equal(ring.n, 0);
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/s1.key", dir);
	f = fopen(path, "we");
	assert_non_null(f);
	fprintf(f, "%032d", 7);
	fclose(f);
	assert_int_equal(seal_ring_read(&ring, dir, &why), ERR_OK);
	assert_int_equal(ring.n, 1);
	assert_string_equal(ring.key[0].key_id, "s1");
	seal_ring_release(&ring);
	f = fopen(path, "ae");
	assert_non_null(f);
	fputc('x', f);
	fclose(f);
	assert_int_equal(seal_ring_read(&ring, dir, &why), ERR_INPUT);
	assert_non_null(strstr(why.p, "32 bytes"));
	seal_ring_release(&ring);
	unlink(path);
	rmdir(dir);
	buf_release(&why);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fitting_seal_opens),
		cmocka_unit_test(what_is_sealed_again_opens_with_the_other_key_alone),
		cmocka_unit_test(a_seal_made_for_something_else_is_refused),
		cmocka_unit_test(a_damaged_seal_or_unknown_key_is_told_apart),
		cmocka_unit_test(keys_are_read_by_their_names),
	};
	return cmocka_run_group_tests(tests, ring_make, ring_drop);
}
