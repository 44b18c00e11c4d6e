#include "testing.h"

#include "io/keyring.h"

#include <sodium.h>
#include <string.h>

static void each_use_hashes_differently(void **state)
{
	static const unsigned char master[KEYRING_MASTER_LEN] = { 1, 2, 3 };
	AUTO(keyring) k = { SECRET_INIT };
	struct id seen[KEY__COUNT];

	(void)state;
	assert_int_equal(keyring_init(&k, master), ERR_OK);
	for (int use = KEY_TOKEN; use < KEY__COUNT; use++) {
		seen[use] = keyring_hash(&k, (enum keyring_use)use, "same", 4);
		for (int before = KEY_TOKEN; before < use; before++)
			assert_false(id_eq(seen[use], seen[before]));
	}
}

static void a_sealed_id_opens_only_with_its_key_and_whole(void **state)
{
	static const unsigned char master[KEYRING_MASTER_LEN] = { 9 };
	static const unsigned char nonce[24] = { 7 };
	AUTO(keyring) k = { SECRET_INIT };
	AUTO(arena) a = { .cap = 4096 };
	struct id id = { { 1, 2, 3 } }, back;
	struct str sealed;

	(void)state;
	assert_int_equal(keyring_init(&k, master), ERR_OK);
	sealed = keyring_seal_id(&k, KEY_CONTACT, id, nonce, &a);
	assert_int_equal(keyring_open_id(&k, KEY_CONTACT, sealed, &back), ERR_OK);
	assert_true(id_eq(id, back));
	assert_int_equal(keyring_open_id(&k, KEY_OWNER, sealed, &back), ERR_CORRUPT);
	((char *)(uintptr_t)sealed.p)[30] ^= 1;
	assert_int_equal(keyring_open_id(&k, KEY_CONTACT, sealed, &back), ERR_CORRUPT);
	sealed.len--;
	assert_int_equal(keyring_open_id(&k, KEY_CONTACT, sealed, &back), ERR_CORRUPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_use_hashes_differently),
		cmocka_unit_test(a_sealed_id_opens_only_with_its_key_and_whole),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
