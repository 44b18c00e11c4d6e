/*
 * The cryptography of WeChat Pay's APIv3. The only file of ezhili that knows
 * OpenSSL, because the rail demands RSA and AES-GCM.
 *
 * Source: WeChat Pay, APIv3 signing and verification (WECHATPAY2-SHA256-RSA2048).
 */
#ifndef PAYOUT_WECHAT_SIGN_H
#define PAYOUT_WECHAT_SIGN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

#define WECHAT_RING_MAX   8
#define WECHAT_SERIAL_MAX 64
#define WECHAT_APIV3_LEN  32
#define WECHAT_WINDOW_S   300

struct wechat_keys;

struct wechat_key_files {
	const char *merchant_key;    /* PEM, RSA private key */
	const char *merchant_serial; /* of the merchant's certificate, upper hex */
	const char *mchid;
	/*
	 * WeChat Pay's keys: one PEM file (a public key or a certificate) that
	 * belongs to public_key_id, or a directory of files SERIAL.pem, of which
	 * public_key_id names the one that encrypts.
	 */
	const char *public_key, *public_key_id;
	const char *apiv3_key_file; /* 32 bytes, a line end after them is ignored */
};

/* Reads all files. ERR_INPUT with a sentence in why. */
CHECKED
enum err wechat_keys_new(const struct wechat_key_files *files, struct wechat_keys **ret_keys,
			 struct buf *why);
void wechat_keys_free(struct wechat_keys *k);

/* Which key we encrypt to; goes into Wechatpay-Serial. */
struct str wechat_public_key_id(const struct wechat_keys *k);

/*
 * The Authorization header of a request. path: with query, as it is sent; body: the very bytes;
 * nonce: 16 random bytes. { NULL, 0 } when the arena is full.
 */
struct str wechat_authorization(const struct wechat_keys *k, const char *method, struct str path,
				struct str body, int64_t now_s, const uint8_t nonce[16],
				struct arena *a);

/*
 * Is this answer (or callback) WeChat Pay's own? ERR_DENIED when it is unsigned,
 * signed by a key outside the ring, a probe, or does not match; ERR_LIMIT when
 * its time is more than WECHAT_WINDOW_S away.
 */
struct wechat_signed {
	struct str serial, timestamp, nonce, signature, body;
};
CHECKED
enum err wechat_verify(const struct wechat_keys *k, const struct wechat_signed *s, int64_t now_s);

/* A payee's name, RSA-OAEP with SHA-1 to public_key_id, base64. */
CHECKED
enum err wechat_encrypt(const struct wechat_keys *k, struct str plain, struct arena *a,
			struct str *ret_base64);

/* A callback's resource, AEAD_AES_256_GCM. ciphertext: base64, its last 16 bytes are the tag.
 * ERR_DENIED. */
CHECKED
enum err wechat_open_resource(const struct wechat_keys *k, struct str nonce, struct str associated,
			      struct str ciphertext, struct arena *a, struct str *ret_plain);

#endif
