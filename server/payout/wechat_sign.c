#include "payout/wechat_sign.h"

#include "base/secret.h"

#include <dirent.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define SIG_MAX   1024
#define TAG_LEN   16
#define NONCE_LEN 12

struct ring_key {
	char serial[WECHAT_SERIAL_MAX + 1];
	EVP_PKEY *key;
};

struct wechat_keys {
	EVP_PKEY *merchant;
	char mchid[33], serial[WECHAT_SERIAL_MAX + 1];
	struct ring_key ring[WECHAT_RING_MAX];
	size_t n_ring;
	EVP_PKEY *encrypts; /* borrowed from the ring */
	char encrypts_id[WECHAT_SERIAL_MAX + 1];
	struct secret apiv3;
};

/* --- reading the files ------------------------------------------------------ */

static enum err complain(struct buf *why, const char *file, const char *what)
{
	buf_printf(why, "%s: %s\n", file, what);
	return ERR_INPUT;
}

/* A public key, or the one of a certificate. */
static EVP_PKEY *read_public(const char *file)
{
	FILE *f = fopen(file, "re");
	EVP_PKEY *key = NULL;
	X509 *cert;

	if (!f)
		return NULL;
	key = PEM_read_PUBKEY(f, NULL, NULL, NULL);
	if (!key) {
		rewind(f);
		cert = PEM_read_X509(f, NULL, NULL, NULL);
		key = cert ? X509_get_pubkey(cert) : NULL;
		X509_free(cert);
	}
	fclose(f);
	if (key && !EVP_PKEY_is_a(key, "RSA")) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	return key;
}

static enum err ring_add(struct wechat_keys *k, const char *serial, size_t len, const char *file,
			 struct buf *why)
{
	struct ring_key *r = &k->ring[k->n_ring];

	if (k->n_ring == WECHAT_RING_MAX)
		return complain(why, file, "too many keys in the ring");
	if (!len || len > WECHAT_SERIAL_MAX)
		return complain(why, file, "the key's serial is missing or too long");
	r->key = read_public(file);
	if (!r->key)
		return complain(why, file, "not an RSA public key or certificate (PEM)");
	memcpy(r->serial, serial, len);
	k->n_ring++;
	return ERR_OK;
}

static enum err ring_read_dir(struct wechat_keys *k, const char *dir, struct buf *why)
{
	DIR *d = opendir(dir);
	struct dirent *ent;
	enum err e = ERR_OK;

	if (!d)
		return complain(why, dir, "cannot be read");
	while (!e && (ent = readdir(d))) {
		char file[4096];
		size_t len = strlen(ent->d_name);

		if (len < 5 || strcmp(ent->d_name + len - 4, ".pem") != 0)
			continue;
		snprintf(file, sizeof(file), "%s/%s", dir, ent->d_name);
		e = ring_add(k, ent->d_name, len - 4, file, why);
	}
	closedir(d);
	return e;
}

static enum err read_ring(struct wechat_keys *k, const struct wechat_key_files *f, struct buf *why)
{
	struct stat st;
	enum err e;

	if (stat(f->public_key, &st) == 0 && S_ISDIR(st.st_mode))
		e = ring_read_dir(k, f->public_key, why);
	else
		e = ring_add(k, f->public_key_id, strlen(f->public_key_id), f->public_key, why);
	if (e)
		return e;
	for (size_t i = 0; i < k->n_ring; i++)
		if (strcmp(k->ring[i].serial, f->public_key_id) == 0)
			k->encrypts = k->ring[i].key;
	if (!k->encrypts)
		return complain(why, f->public_key, "has no key named by wechat_public_key_id");
	snprintf(k->encrypts_id, sizeof(k->encrypts_id), "%s", f->public_key_id);
	return ERR_OK;
}

static enum err read_apiv3(struct wechat_keys *k, const char *file, struct buf *why)
{
	FILE *f = fopen(file, "re");
	enum err e = secret_alloc(&k->apiv3, WECHAT_APIV3_LEN);
	size_t n;
	int rest;

	if (!f || e) {
		if (f)
			fclose(f);
		return f ? e : complain(why, file, "cannot be read");
	}
	n = fread(k->apiv3.p, 1, WECHAT_APIV3_LEN, f);
	rest = getc(f);
	fclose(f);
	if (n != WECHAT_APIV3_LEN || (rest != EOF && rest != '\n' && rest != '\r'))
		return complain(why, file, "the APIv3 key must have 32 bytes");
	return ERR_OK;
}

static enum err read_merchant(struct wechat_keys *k, const struct wechat_key_files *f,
			      struct buf *why)
{
	FILE *file = fopen(f->merchant_key, "re");

	if (!file)
		return complain(why, f->merchant_key, "cannot be read");
	k->merchant = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	fclose(file);
	if (!k->merchant || !EVP_PKEY_is_a(k->merchant, "RSA"))
		return complain(why, f->merchant_key, "not an RSA private key (PEM)");
	if (!*f->mchid || strlen(f->mchid) >= sizeof(k->mchid))
		return complain(why, "wechat_mchid", "is missing or too long");
	if (!*f->merchant_serial || strlen(f->merchant_serial) >= sizeof(k->serial))
		return complain(why, "wechat_merchant_serial", "is missing or too long");
	snprintf(k->mchid, sizeof(k->mchid), "%s", f->mchid);
	snprintf(k->serial, sizeof(k->serial), "%s", f->merchant_serial);
	return ERR_OK;
}

enum err wechat_keys_new(const struct wechat_key_files *files, struct wechat_keys **ret_keys,
			 struct buf *why)
{
	struct wechat_keys *k = calloc(1, sizeof(*k));
	enum err e;

	if (!k)
		return ERR_MEMORY;
	e = read_merchant(k, files, why);
	if (!e)
		e = read_ring(k, files, why);
	if (!e)
		e = read_apiv3(k, files->apiv3_key_file, why);
	if (e) {
		wechat_keys_free(k);
		return e;
	}
	*ret_keys = k;
	return ERR_OK;
}

void wechat_keys_free(struct wechat_keys *k)
{
	if (!k)
		return;
	EVP_PKEY_free(k->merchant);
	for (size_t i = 0; i < k->n_ring; i++)
		EVP_PKEY_free(k->ring[i].key);
	secret_release(&k->apiv3);
	free(k);
}

struct str wechat_public_key_id(const struct wechat_keys *k)
{
	return str_of(k->encrypts_id);
}

/* --- signing and verifying ---------------------------------------------------- */

static struct str base64(const unsigned char *p, size_t len, struct arena *a)
{
	char *out = arena_alloc(a, (len + 2) / 3 * 4 + 1);

	if (!out)
		return (struct str){ NULL, 0 };
	return (struct str){ out, (size_t)EVP_EncodeBlock((unsigned char *)out, p, (int)len) };
}

/* -1 unless s is whole base64 of at most max bytes. */
static int unbase64(struct str s, unsigned char *out, size_t max)
{
	int n, pad = 0;

	if (!s.len || s.len % 4 || s.len / 4 * 3 > max)
		return -1;
	n = EVP_DecodeBlock(out, (const unsigned char *)s.p, (int)s.len);
	while (pad < 2 && s.p[s.len - 1 - (size_t)pad] == '=')
		pad++;
	return n < 0 ? -1 : n - pad;
}

static enum err sign(EVP_PKEY *key, struct str text, unsigned char *sig, size_t *len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = ctx && EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
		  EVP_DigestSign(ctx, sig, len, (const unsigned char *)text.p, text.len) == 1;

	EVP_MD_CTX_free(ctx);
	return ok ? ERR_OK : ERR_MEMORY;
}

struct str wechat_authorization(const struct wechat_keys *k, const char *method, struct str path,
				struct str body, int64_t now_s, const uint8_t nonce[16],
				struct arena *a)
{
	static const struct str none = { NULL, 0 };
	unsigned char sig[SIG_MAX];
	size_t sig_len = sizeof(sig);
	char nonce_text[33];
	struct str text, sig64;

	for (size_t i = 0; i < 16; i++)
		snprintf(nonce_text + 2 * i, 3, "%02X", nonce[i]);
	text = arena_printf(a, "%s\n%.*s\n%lld\n%s\n%.*s\n", method, STR_ARG(path),
			    (long long)now_s, nonce_text, STR_ARG(body));
	if (!text.p || sign(k->merchant, text, sig, &sig_len))
		return none;
	sig64 = base64(sig, sig_len, a);
	if (!sig64.p)
		return none;
	return arena_printf(
		a,
		"WECHATPAY2-SHA256-RSA2048 mchid=\"%s\",nonce_str=\"%s\",signature=\"%.*s\","
		"timestamp=\"%lld\",serial_no=\"%s\"",
		k->mchid, nonce_text, STR_ARG(sig64), (long long)now_s, k->serial);
}

static EVP_PKEY *ring_find(const struct wechat_keys *k, struct str serial)
{
	for (size_t i = 0; i < k->n_ring; i++)
		if (str_eq(serial, str_of(k->ring[i].serial)))
			return k->ring[i].key;
	return NULL;
}

static bool verifies(EVP_PKEY *key, const struct wechat_signed *s, const unsigned char *sig,
		     size_t sig_len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	const struct str part[] = {
		s->timestamp, STR("\n"), s->nonce, STR("\n"), s->body, STR("\n")
	};
	bool ok = ctx && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1;

	for (size_t i = 0; ok && i < ARRAY_LEN(part); i++)
		ok = EVP_DigestVerifyUpdate(ctx, part[i].p, part[i].len) == 1;
	ok = ok && EVP_DigestVerifyFinal(ctx, sig, sig_len) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

enum err wechat_verify(const struct wechat_keys *k, const struct wechat_signed *s, int64_t now_s)
{
	unsigned char sig[SIG_MAX];
	EVP_PKEY *key = ring_find(k, s->serial);
	long long at;
	int sig_len;

	if (!key || !s->nonce.len || !str_to_i64(s->timestamp, &at))
		return ERR_DENIED;
	/* WeChat Pay sends these to see who accepts them. */
	if (str_starts(s->signature, STR("WECHATPAY/SIGNTEST/")))
		return ERR_DENIED;
	sig_len = unbase64(s->signature, sig, sizeof(sig));
	if (sig_len <= 0 || !verifies(key, s, sig, (size_t)sig_len))
		return ERR_DENIED;
	if (at < now_s - WECHAT_WINDOW_S || at > now_s + WECHAT_WINDOW_S)
		return ERR_LIMIT;
	return ERR_OK;
}

/* --- what is encrypted ----------------------------------------------------------- */

enum err wechat_encrypt(const struct wechat_keys *k, struct str plain, struct arena *a,
			struct str *ret_base64)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(k->encrypts, NULL);
	unsigned char out[SIG_MAX];
	size_t len = sizeof(out);
	bool ok;

	ok = ctx && EVP_PKEY_encrypt_init(ctx) == 1 &&
	     EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING) == 1 &&
	     EVP_PKEY_CTX_set_rsa_oaep_md(ctx, EVP_sha1()) == 1 &&
	     EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha1()) == 1 &&
	     EVP_PKEY_encrypt(ctx, out, &len, (const unsigned char *)plain.p, plain.len) == 1;
	EVP_PKEY_CTX_free(ctx);
	if (!ok)
		return ERR_INPUT;
	*ret_base64 = base64(out, len, a);
	return ret_base64->p ? ERR_OK : ERR_MEMORY;
}

static bool gcm_open(const struct wechat_keys *k, struct str nonce, struct str associated,
		     const unsigned char *sealed, int len, unsigned char *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	unsigned char tag[TAG_LEN];
	int n = 0;
	bool ok;

	memcpy(tag, sealed + len, TAG_LEN);
	ok = ctx &&
	     EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, k->apiv3.p,
				(const unsigned char *)nonce.p) == 1 &&
	     EVP_DecryptUpdate(ctx, NULL, &n, (const unsigned char *)associated.p,
			       (int)associated.len) == 1 &&
	     EVP_DecryptUpdate(ctx, out, &n, sealed, len) == 1 &&
	     EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, TAG_LEN, tag) == 1 &&
	     EVP_DecryptFinal_ex(ctx, out + n, &n) == 1;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

enum err wechat_open_resource(const struct wechat_keys *k, struct str nonce, struct str associated,
			      struct str ciphertext, struct arena *a, struct str *ret_plain)
{
	size_t room = ciphertext.len / 4 * 3 + 3;
	unsigned char *sealed = arena_alloc(a, room), *plain = arena_alloc(a, room);
	int len;

	if (!sealed || !plain)
		return ERR_MEMORY;
	len = unbase64(ciphertext, sealed, room);
	if (len < TAG_LEN || nonce.len != NONCE_LEN)
		return ERR_DENIED;
	len -= TAG_LEN;
	if (!gcm_open(k, nonce, associated, sealed, len, plain))
		return ERR_DENIED;
	*ret_plain = (struct str){ (char *)plain, (size_t)len };
	return ERR_OK;
}
