#include "testing.h"

#include "sms/sms_request.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct fixture {
	struct config c;
	struct buf why;
	char file[64];
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	int fd;

	if (!f || config_init(&f->c))
		return 1;
	f->why = BUF_INIT(4096);
	snprintf(f->file, sizeof(f->file), "/tmp/ezhili-sms-XXXXXX");
	fd = mkstemp(f->file);
	if (fd < 0 || write(fd, "a secret of tests 0123\n", 23) != 23 || close(fd))
		return 1;
	*state = f;
	return config_set(&f->c, STR("sms_url"), STR("https://sms.example/send"), &f->why) ||
	       config_set(&f->c, STR("sms_template"), STR("SMS_1"), &f->why) ||
	       config_set(&f->c, STR("sms_secret_file"), str_of(f->file), &f->why);
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	unlink(f->file);
	config_release(&f->c);
	buf_release(&f->why);
	free(f);
	return 0;
}

static void a_request_is_signed_over_its_time_and_body(void **state)
{
	static const struct sms_mail mail = { .phone = "13800138000", .code = "012345" };
	struct fixture *f = *state;
	struct sms_form form = { .config = NULL };
	AUTO(arena) a = { .cap = 65536 };
	crypto_auth_hmacsha256_state st;
	unsigned char mac[32];
	struct sms_request rq;
	char hex[65];
	json_t *body;

	assert_int_equal(sms_form_init(&form, &f->c, &f->why), ERR_OK);
	assert_int_equal(
		sms_request_make(&form, (struct id){ { 7 } }, &mail, 1794000000123, &a, &rq),
		ERR_OK);
	assert_true(rq.http.post);
	assert_memory_equal(rq.header[1].value.p, "1794000000", 11);
	crypto_auth_hmacsha256_init(&st, (const unsigned char *)"a secret of tests 0123", 22);
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)"1794000000\n", 11);
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)rq.http.body.p, rq.http.body.len);
	crypto_auth_hmacsha256_final(&st, mac);
	assert_string_equal(rq.header[2].value.p, sodium_bin2hex(hex, sizeof(hex), mac, 32));

	body = json_loadb(rq.http.body.p, rq.http.body.len, 0, NULL);
	assert_string_equal(json_string_value(json_object_get(body, "phone")), "13800138000");
	assert_string_equal(json_string_value(json_object_get(body, "template")), "SMS_1");
	assert_string_equal(json_string_value(json_object_get(body, "text")),
			    "【e治理】验证码 012345，5 分钟内有效。请勿告诉他人。");
	json_decref(body);
	sms_form_release(&form);
}

static void what_is_missing_is_said_in_a_sentence(void **state)
{
	static const struct {
		const char *key, *value, *why;
	} row[] = {
		{"sms_url",          "http://sms.example/send", "https"              },
		{ "sms_secret_file", "",                        "sms_secret_file"    },
		{ "sms_secret_file", "/nonexistent/secret",     "/nonexistent/secret"},
		{ "sms_secret_file", "/dev/null",               "must hold"          },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct sms_form form = { .config = NULL };

		assert_int_equal(
			config_set(&f->c, STR("sms_url"), STR("https://sms.example/send"), &f->why),
			ERR_OK);
		assert_int_equal(
			config_set(&f->c, str_of(row[i].key), str_of(row[i].value), &f->why),
			ERR_OK);
		buf_reset(&f->why);
		assert_int_equal(sms_form_init(&form, &f->c, &f->why), ERR_INPUT);
		assert_non_null(strstr(f->why.p, row[i].why));
		sms_form_release(&form);
	}
}

static void only_what_may_pass_is_tried_again(void **state)
{
	static const struct {
		long status;
		enum sms_fate fate;
	} row[] = {
		{0,    SMS_AGAIN  },
                { 200, SMS_SENT   },
                { 202, SMS_SENT   },
		{ 301, SMS_REFUSED},
                { 400, SMS_REFUSED},
                { 401, SMS_REFUSED},
		{ 408, SMS_AGAIN  },
                { 429, SMS_AGAIN  },
                { 500, SMS_AGAIN  },
		{ 503, SMS_AGAIN  },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(sms_fate(row[i].status), row[i].fate);
}

static void the_wait_doubles_up_to_a_minute(void **state)
{
	(void)state;
	assert_int_equal(sms_wait_ms(0), 1000);
	assert_int_equal(sms_wait_ms(3), 8000);
	assert_int_equal(sms_wait_ms(6), 60000);
	assert_int_equal(sms_wait_ms(1000000), 60000);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(a_request_is_signed_over_its_time_and_body),
		CASE(what_is_missing_is_said_in_a_sentence),
		CASE(only_what_may_pass_is_tried_again),
		CASE(the_wait_doubles_up_to_a_minute),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
