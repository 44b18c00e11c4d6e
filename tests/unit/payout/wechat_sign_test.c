#include "testing.h"

#include "payout/wechat_sign.h"
#include "rsa_files.h"

#include <string.h>

#define NOW_S 1750000000

static struct wechat_keys *keys_of(const struct rsa_files *r)
{
	struct wechat_key_files files = { r->merchant, "5A1B",         "1900000109",
					  r->platform, "PUB_KEY_ID_1", r->apiv3 };
	struct buf why = BUF_INIT(1000);
	struct wechat_keys *k = NULL;

	assert_int_equal(wechat_keys_new(&files, &k, &why), ERR_OK);
	buf_release(&why);
	return k;
}

static bool verifies(EVP_PKEY *key, const char *text, struct str sig64)
{
	unsigned char sig[512];
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int n = EVP_DecodeBlock(sig, (const unsigned char *)sig64.p, (int)sig64.len);
	bool ok;

	while (n > 0 && sig64.p[sig64.len - 1] == '=')
		sig64.len--, n--;
	EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key);
	ok = EVP_DigestVerify(ctx, sig, (size_t)n, (const unsigned char *)text, strlen(text)) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

static void a_request_is_signed_over_exactly_its_lines(void **state)
{
	AUTO(arena) a = { .cap = 65536 };
	struct rsa_files *r = *state;
	struct wechat_keys *k = keys_of(r);
	uint8_t nonce[16] = { 0xAB, 1 };
	struct str auth = wechat_authorization(k, "GET", STR("/v3/x?y=1"), STR(""), NOW_S, nonce,
					       &a);
	struct str sig = auth;
	char text[256];

	snprintf(text, sizeof(text), "GET\n/v3/x?y=1\n%d\nAB010000000000000000000000000000\n\n",
		 NOW_S);
	assert_true(
		str_starts(auth, STR("WECHATPAY2-SHA256-RSA2048 mchid=\"1900000109\",nonce_str=\""
				     "AB010000000000000000000000000000\",signature=\"")));
	assert_non_null(memmem(auth.p, auth.len, "serial_no=\"5A1B\"", 16));
	assert_non_null(memmem(auth.p, auth.len, "timestamp=\"1750000000\"", 22));
	sig.p = memmem(auth.p, auth.len, "signature=\"", 11);
	sig.p += 11;
	sig.len = strcspn(sig.p, "\"");
	assert_true(verifies(r->merchant_key, text, sig));
	wechat_keys_free(k);
}

struct answer_case {
	const char *serial, *timestamp, *body, *prefix;
	bool foreign;
	enum err want;
};

static void only_what_the_ring_signed_in_time_is_believed(void **state)
{
	static const struct answer_case row[] = {
		{"PUB_KEY_ID_1",  "1750000000", "{}",  "",                    false, ERR_OK    },
		{ "PUB_KEY_ID_1", "1750000300", "{}",  "",                    false, ERR_OK    },
		{ "PUB_KEY_ID_1", "1750000301", "{}",  "",                    false, ERR_LIMIT },
		{ "PUB_KEY_ID_1", "1749999699", "{}",  "",                    false, ERR_LIMIT },
		{ "PUB_KEY_ID_1", "soon",       "{}",  "",                    false, ERR_DENIED},
		{ "PUB_KEY_ID_2", "1750000000", "{}",  "",                    false, ERR_DENIED},
		{ "",             "1750000000", "{}",  "",                    false, ERR_DENIED},
		{ "PUB_KEY_ID_1", "1750000000", "{ }", "",                    false, ERR_DENIED},
		{ "PUB_KEY_ID_1", "1750000000", "{}",  "WECHATPAY/SIGNTEST/", false, ERR_DENIED},
		{ "PUB_KEY_ID_1", "1750000000", "{}",  "",                    true,  ERR_DENIED},
	};
	struct rsa_files *r = *state;
	struct wechat_keys *k = keys_of(r);

	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		char text[128], sig[512], whole[600];
		struct wechat_signed s = {
			str_of(row[i].serial),
			str_of(row[i].timestamp),
			STR("abc"),
			{NULL, 0},
			str_of(row[i].body)
		};

		snprintf(text, sizeof(text), "%s\nabc\n{}\n", row[i].timestamp);
		rsa_sign(row[i].foreign ? r->merchant_key : r->platform_key, text, strlen(text),
			 sig);
		snprintf(whole, sizeof(whole), "%s%s", row[i].prefix, sig);
		s.signature = str_of(whole);
		assert_int_equal(wechat_verify(k, &s, NOW_S), row[i].want);
	}
	wechat_keys_free(k);
}

static void an_unsigned_answer_is_forged(void **state)
{
	struct wechat_keys *k = keys_of(*state);
	struct wechat_signed s = { .body = STR("{\"state\":\"SUCCESS\"}") };

	assert_int_equal(wechat_verify(k, &s, NOW_S), ERR_DENIED);
	wechat_keys_free(k);
}

static void a_name_is_encrypted_for_the_platform_alone(void **state)
{
	AUTO(arena) a = { .cap = 65536 };
	struct rsa_files *r = *state;
	struct wechat_keys *k = keys_of(r);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(r->platform_key, NULL);
	unsigned char sealed[512], plain[512];
	size_t len = sizeof(plain);
	struct str base64;
	int n;

	assert_int_equal(wechat_encrypt(k, STR("张三"), &a, &base64), ERR_OK);
	n = EVP_DecodeBlock(sealed, (const unsigned char *)base64.p, (int)base64.len);
	assert_true(n >= 256);
	EVP_PKEY_decrypt_init(ctx);
	EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING);
	assert_int_equal(EVP_PKEY_decrypt(ctx, plain, &len, sealed, 256), 1);
	assert_int_equal(len, strlen("张三"));
	assert_memory_equal(plain, "张三", len);
	EVP_PKEY_CTX_free(ctx);
	wechat_keys_free(k);
}

static struct str gcm_seal(const char *plain, unsigned char out[256], char base64[400])
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0, len = 0;

	EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, (const unsigned char *)APIV3_KEY,
			   (const unsigned char *)"nonce-of-12b");
	EVP_EncryptUpdate(ctx, NULL, &n, (const unsigned char *)"mch_payment", 11);
	EVP_EncryptUpdate(ctx, out, &len, (const unsigned char *)plain, (int)strlen(plain));
	EVP_EncryptFinal_ex(ctx, out + len, &n);
	EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, 16, out + len);
	EVP_CIPHER_CTX_free(ctx);
	return (struct str){ base64,
			     (size_t)EVP_EncodeBlock((unsigned char *)base64, out, len + 16) };
}

static void a_callbacks_resource_opens_only_whole(void **state)
{
	AUTO(arena) a = { .cap = 65536 };
	struct wechat_keys *k = keys_of(*state);
	unsigned char raw[256];
	char base64[400];
	struct str sealed = gcm_seal("{\"a\":1}", raw, base64), plain;

	assert_int_equal(wechat_open_resource(k, STR("nonce-of-12b"), STR("mch_payment"), sealed,
					      &a, &plain),
			 ERR_OK);
	assert_true(str_eq(plain, STR("{\"a\":1}")));
	assert_int_equal(
		wechat_open_resource(k, STR("nonce-of-12b"), STR("other"), sealed, &a, &plain),
		ERR_DENIED);
	assert_int_equal(
		wechat_open_resource(k, STR("nonce"), STR("mch_payment"), sealed, &a, &plain),
		ERR_DENIED);
	base64[2] = base64[2] == 'A' ? 'B' : 'A';
	assert_int_equal(wechat_open_resource(k, STR("nonce-of-12b"), STR("mch_payment"), sealed,
					      &a, &plain),
			 ERR_DENIED);
	assert_int_equal(
		wechat_open_resource(k, STR("nonce-of-12b"), STR(""), STR("AAAA"), &a, &plain),
		ERR_DENIED);
	wechat_keys_free(k);
}

static void missing_key_files_are_named(void **state)
{
	struct rsa_files *r = *state;
	struct wechat_key_files files = { "/nowhere", "5A", "1", r->platform, "X", r->apiv3 };
	struct buf why = BUF_INIT(1000);
	struct wechat_keys *k = NULL;

	assert_int_equal(wechat_keys_new(&files, &k, &why), ERR_INPUT);
	assert_non_null(strstr(why.p, "/nowhere"));
	files.merchant_key = r->merchant;
	files.apiv3_key_file = r->platform;
	assert_int_equal(wechat_keys_new(&files, &k, &why), ERR_INPUT);
	assert_non_null(strstr(why.p, "32 bytes"));
	buf_release(&why);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_signed_over_exactly_its_lines),
		cmocka_unit_test(only_what_the_ring_signed_in_time_is_believed),
		cmocka_unit_test(an_unsigned_answer_is_forged),
		cmocka_unit_test(a_name_is_encrypted_for_the_platform_alone),
		cmocka_unit_test(a_callbacks_resource_opens_only_whole),
		cmocka_unit_test(missing_key_files_are_named),
	};
	return cmocka_run_group_tests(tests, rsa_files_make, rsa_files_remove);
}
