#include "sms/sms_request.h"

#include <errno.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#define SECRET_MAX  512
#define SECRET_MIN  16
#define MINUTE_MS   60000
#define WAIT_MS     1000
#define WAIT_MAX_MS MINUTE_MS

static enum err read_secret(const char *path, struct secret *ret, struct buf *why)
{
	FILE *f = fopen(path, "re");
	struct str text;
	enum err e;
	size_t n;

	if (!f) {
		buf_printf(why, "sms_secret_file %s: %s\n", path, strerror(errno));
		return ERR_INPUT;
	}
	e = secret_alloc(ret, SECRET_MAX);
	n = e ? 0 : fread(ret->p, 1, SECRET_MAX, f);
	fclose(f);
	if (e)
		return e;
	text = str_trim((struct str){ (const char *)ret->p, n });
	if (text.len < SECRET_MIN || n == SECRET_MAX) {
		buf_printf(why, "sms_secret_file %s: must hold %d to %d bytes\n", path, SECRET_MIN,
			   SECRET_MAX - 1);
		return ERR_INPUT;
	}
	memmove(ret->p, text.p, text.len);
	ret->len = text.len;
	return ERR_OK;
}

enum err sms_form_init(struct sms_form *f, const struct config *config, struct buf *why)
{
	AUTO(arena) a = { .cap = 65536 };
	struct str file = config_path(config, config->sms_secret_file, &a);

	f->config = config;
	if (!str_starts(config->sms_url, STR("https://")) && !http_is_loopback(config->sms_url)) {
		buf_add_str(why, STR("sms_url: must begin with https://\n"));
		return ERR_INPUT;
	}
	if (!file.len) {
		buf_add_str(why, STR("sms_secret_file: is needed with sms_url\n"));
		return ERR_INPUT;
	}
	return read_secret(file.p, &f->secret, why);
}

void sms_form_release(struct sms_form *f)
{
	secret_release(&f->secret);
}

/* The message with its code and minutes filled in. */
static struct str message(struct str form, const char *code, long long minutes, struct arena *a)
{
	struct buf out = BUF_INIT(4096);
	struct str text;

	while (form.len) {
		if (str_starts(form, STR("{code}"))) {
			buf_add_str(&out, str_of(code));
			form = (struct str){ form.p + 6, form.len - 6 };
		} else if (str_starts(form, STR("{minutes}"))) {
			buf_printf(&out, "%lld", minutes);
			form = (struct str){ form.p + 9, form.len - 9 };
		} else {
			buf_add_char(&out, *form.p);
			form = (struct str){ form.p + 1, form.len - 1 };
		}
	}
	text = buf_ok(&out) ? arena_str(a, buf_str(&out)) : (struct str){ NULL, 0 };
	buf_release(&out);
	return text;
}

static struct str body_of(const struct sms_form *f, struct id id, const struct sms_mail *mail,
			  struct arena *a)
{
	const struct config *c = f->config;
	long long minutes = c->otp_ttl_ms / MINUTE_MS ? c->otp_ttl_ms / MINUTE_MS : 1;
	struct str text = message(mail->en ? c->sms_text_en : c->sms_text_zh, mail->code, minutes,
				  a);
	json_t *json = json_pack("{s:s, s:s, s:s, s:s%, s:s, s:I, s:s%}", "id", ID_C(id), "phone",
				 mail->phone, "lang", mail->en ? "en" : "zh", "template",
				 c->sms_template.len ? c->sms_template.p : "", c->sms_template.len,
				 "code", mail->code, "minutes", (json_int_t)minutes, "text",
				 text.p ? text.p : "", text.len);
	char *dumped = json ? json_dumps(json, JSON_COMPACT) : NULL;
	struct str body = dumped && text.p ? arena_str(a, str_of(dumped)) : (struct str){ NULL, 0 };

	if (dumped)
		explicit_bzero(dumped, strlen(dumped));
	free(dumped);
	json_decref(json);
	return body;
}

static struct str sign(const struct secret *key, struct str timestamp, struct str body,
		       struct arena *a)
{
	crypto_auth_hmacsha256_state st;
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	char hex[2 * sizeof(mac) + 1];

	crypto_auth_hmacsha256_init(&st, key->p, key->len);
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)timestamp.p, timestamp.len);
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)"\n", 1);
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)body.p, body.len);
	crypto_auth_hmacsha256_final(&st, mac);
	explicit_bzero(&st, sizeof(st));
	return arena_str(a, str_of(sodium_bin2hex(hex, sizeof(hex), mac, sizeof(mac))));
}

enum err sms_request_make(const struct sms_form *f, struct id id, const struct sms_mail *mail,
			  int64_t now_ms, struct arena *a, struct sms_request *ret)
{
	struct str timestamp = arena_printf(a, "%lld", (long long)(now_ms / 1000));
	struct str body = body_of(f, id, mail, a), signature;

	if (!timestamp.p || !body.p)
		return ERR_MEMORY;
	signature = sign(&f->secret, timestamp, body, a);
	if (!signature.p)
		return ERR_MEMORY;
	*ret = (struct sms_request){
		.header = {{ STR("Content-Type"), STR("application/json") },
                           { STR("X-Ezhili-Timestamp"), timestamp },
                           { STR("X-Ezhili-Signature"), signature }},
		.http = { .post = true,
			   .url = f->config->sms_url,
			   .n_header = SMS_HEADERS,
			   .body = body },
	};
	return ERR_OK;
}

enum sms_fate sms_fate(long status)
{
	if (status >= 200 && status < 300)
		return SMS_SENT;
	return status == 0 || status == 408 || status == 429 || status >= 500 ? SMS_AGAIN
									      : SMS_REFUSED;
}

int64_t sms_wait_ms(int64_t tries)
{
	int64_t wait_ms = WAIT_MS;

	for (int64_t i = 0; i < tries && wait_ms < WAIT_MAX_MS; i++)
		wait_ms *= 2;
	return wait_ms < WAIT_MAX_MS ? wait_ms : WAIT_MAX_MS;
}
