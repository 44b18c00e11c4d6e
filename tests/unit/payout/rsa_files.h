/* Keys made for one test program: a merchant's and a platform's RSA pair, an APIv3 key, as files.
 */
#ifndef RSA_FILES_H
#define RSA_FILES_H

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>

#define APIV3_KEY "0123456789abcdef0123456789abcdef"

struct rsa_files {
	char dir[64], merchant[96], platform[96], apiv3[96], secret[96];
	EVP_PKEY *merchant_key, *platform_key;
};

static inline int write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");

	if (!f)
		return -1;
	fputs(text, f);
	return fclose(f);
}

static inline int write_pem(const char *path, EVP_PKEY *key, int private_half)
{
	FILE *f = fopen(path, "we");
	int ok;

	if (!f)
		return -1;
	ok = private_half ? PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL)
			  : PEM_write_PUBKEY(f, key);
	return fclose(f) || ok != 1 ? -1 : 0;
}

static inline int rsa_files_make(void **state)
{
	static struct rsa_files r;

	snprintf(r.dir, sizeof(r.dir), "/tmp/ezhili-rsa-XXXXXX");
	if (!mkdtemp(r.dir))
		return -1;
	snprintf(r.merchant, sizeof(r.merchant), "%s/merchant.pem", r.dir);
	snprintf(r.platform, sizeof(r.platform), "%s/platform.pem", r.dir);
	snprintf(r.apiv3, sizeof(r.apiv3), "%s/apiv3.key", r.dir);
	snprintf(r.secret, sizeof(r.secret), "%s/secret", r.dir);
	r.merchant_key = EVP_RSA_gen(2048);
	r.platform_key = EVP_RSA_gen(2048);
	*state = &r;
	return write_pem(r.merchant, r.merchant_key, 1) ||
	       write_pem(r.platform, r.platform_key, 0) || write_text(r.apiv3, APIV3_KEY "\n") ||
	       write_text(r.secret, "app secret\n");
}

static inline int rsa_files_remove(void **state)
{
	struct rsa_files *r = *state;
	char command[128];

	EVP_PKEY_free(r->merchant_key);
	EVP_PKEY_free(r->platform_key);
	snprintf(command, sizeof(command), "rm -r %s", r->dir);
	return system(command);
}

/* base64 of the RSA-SHA256 signature over text. */
static inline void rsa_sign(EVP_PKEY *key, const char *text, size_t len, char out[512])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char sig[256];
	size_t n = sizeof(sig);

	EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key);
	EVP_DigestSign(ctx, sig, &n, (const unsigned char *)text, len);
	EVP_EncodeBlock((unsigned char *)out, sig, (int)n);
	EVP_MD_CTX_free(ctx);
}

#endif
