#include "testing.h"

#include "io/sms_mail.h"

#include <sodium.h>

static const struct sms_mail mail = { .phone = "13800138000", .code = "012345", .en = true };

static void only_the_sender_opens_what_a_gateway_sealed(void **state)
{
	AUTO(arena) a = { .cap = 4096 };
	unsigned char pk[SMS_KEY_LEN], sk[SMS_KEY_LEN], other_pk[SMS_KEY_LEN],
		other_sk[SMS_KEY_LEN];
	unsigned char plain[SMS_PLAIN_LEN];
	struct sms_sender to;
	struct sms_mail got;
	struct str sealed;

	(void)state;
	crypto_box_keypair(pk, sk);
	crypto_box_keypair(other_pk, other_sk);
	sms_sender_of(pk, &to);
	sealed = sms_mail_seal(&to, &mail, &a);
	assert_int_equal(sealed.len, SMS_SEALED_LEN);
	assert_null(memmem(sealed.p, sealed.len, mail.phone, SMS_PHONE_LEN));
	assert_int_equal(crypto_box_seal_open(plain, (const unsigned char *)sealed.p, sealed.len,
					      other_pk, other_sk),
			 -1);
	assert_int_equal(
		crypto_box_seal_open(plain, (const unsigned char *)sealed.p, sealed.len, pk, sk),
		0);
	assert_int_equal(sms_mail_read((struct str){ (char *)plain, sizeof(plain) }, &got), ERR_OK);
	assert_string_equal(got.phone, mail.phone);
	assert_string_equal(got.code, mail.code);
	assert_true(got.en);
}

static void two_seals_of_one_message_look_unlike_but_are_of_one_length(void **state)
{
	AUTO(arena) a = { .cap = 4096 };
	unsigned char pk[SMS_KEY_LEN], sk[SMS_KEY_LEN];
	struct sms_sender to;
	struct str one, two;

	(void)state;
	crypto_box_keypair(pk, sk);
	sms_sender_of(pk, &to);
	one = sms_mail_seal(&to, &mail, &a);
	two = sms_mail_seal(&to, &mail, &a);
	assert_int_equal(one.len, two.len);
	assert_memory_not_equal(one.p, two.p, one.len);
}

static void senders_are_told_apart_by_their_keys(void **state)
{
	unsigned char a[SMS_KEY_LEN] = { 1 }, b[SMS_KEY_LEN] = { 2 };
	struct sms_sender one, two;

	(void)state;
	sms_sender_of(a, &one);
	sms_sender_of(b, &two);
	assert_false(id_eq(one.id, two.id));
}

static void what_is_not_of_the_layout_is_refused(void **state)
{
	static const char *const bad[] = { "", "z13800138000", "x13800138000012345",
					   "z1380013800001234x", "z138001380000123456" };
	struct sms_sender to = { .id = { { 0 } } };
	AUTO(arena) a = { .cap = 4096 };
	struct sms_mail got;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(sms_mail_read(str_of(bad[i]), &got), ERR_CORRUPT);
	assert_null(
		sms_mail_seal(&to, &(struct sms_mail){ .phone = "138", .code = "012345" }, &a).p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_sender_opens_what_a_gateway_sealed),
		cmocka_unit_test(two_seals_of_one_message_look_unlike_but_are_of_one_length),
		cmocka_unit_test(senders_are_told_apart_by_their_keys),
		cmocka_unit_test(what_is_not_of_the_layout_is_refused),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
