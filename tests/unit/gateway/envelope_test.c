#include "testing.h"

#include "gateway/dispatch.h"
#include "gateway/envelope.h"
#include "gateway/errors.h"

#include <sodium.h>
#include <string.h>

static int check_tables(void **state)
{
	(void)state;
	return sodium_init() < 0 || dispatch_check_tables();
}

static void frames_are_requests_or_say_what_is_wrong(void **state)
{
	static const struct {
		const char *frame, *error, *id;
	} row[] = {
		{"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",                         NULL,             "1" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":\"a\\\"b\",\"method\":\"ping\",\"params\":{}}", NULL,
                 "\"a\\\"b\""											},
		{ "{\"jsonrpc\":\"2.0\",\"method\":\"ack\",\"params\":{\"seq\":1}}",           NULL,             NULL},
		{ "{",									 "json.bad",       NULL},
		{ "",									  "json.bad",       NULL},
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}",               "json.bad",       NULL},
		{ "[]",									"request.bad",    NULL},
		{ "7",									 "json.bad",       NULL},
		{ "{\"id\":1,\"method\":\"ping\"}",                                            "request.bad",    "1" },
		{ "{\"jsonrpc\":\"2.0\",\"method\":\"ping\"}",                                 "request.bad",    NULL},
		{ "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",                       "request.bad",    NULL},
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"timer.verdict\"}",               "method.unknown",
                 "1"												 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"nothing\"}",                     "method.unknown", "1" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}",          "params.bad",
                 "1"												 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct envelope env;
		const char *error = envelope_read(str_of(row[i].frame), &env);

		if (row[i].error)
			assert_string_equal(error, row[i].error);
		else
			assert_null(error);
		assert_true(str_eq(env.id, str_of(row[i].id)));
		envelope_release(&env);
	}
}

static enum err key_of(const char *params, struct id *key, struct id *hash)
{
	char frame[512];
	struct envelope env;
	enum err e;

	snprintf(frame, sizeof(frame),
		 "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"report.submit\",\"params\":%s}",
		 params);
	assert_null(envelope_read(str_of(frame), &env));
	e = envelope_key(&env, key, hash);
	envelope_release(&env);
	return e;
}

static void the_same_content_hashes_alike_in_any_order(void **state)
{
	struct id k1, k2, a, b, c;

	(void)state;
	assert_int_equal(
		key_of("{\"key\":\"f81d4fae-7dec-41d0-a765-00a0c91e6bf6\",\"x\":1,\"y\":[2]}", &k1,
		       &a),
		ERR_OK);
	assert_int_equal(
		key_of("{\"y\":[2], \"x\":1,\"key\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}", &k2,
		       &b),
		ERR_OK);
	assert_int_equal(
		key_of("{\"y\":[3], \"x\":1,\"key\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}", &k2,
		       &c),
		ERR_OK);
	assert_true(id_eq(a, b) && !id_eq(b, c) && !id_eq(k1, k2));
}

static void a_key_is_a_random_uuid(void **state)
{
	static const char *const bad[] = {
		"{}",
		"{\"key\":1}",
		"{\"key\":\"\"}",
		"{\"key\":\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"}",
		"{\"key\":\"f81d4fae7dec41d0a76500a0c91e6bf6\"}",
		"{\"key\":\"f81d4fae-7dec-41d0-a765-00a0c91e6bfg\"}",
		"{\"key\":\"f81d4fae-7dec-41d0-a765-00a0c91e6bf6 \"}",
	};
	struct id k, h;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(key_of(bad[i], &k, &h), ERR_INPUT);
}

static void every_error_speaks_both_languages_and_has_a_code_of_the_protocol(void **state)
{
	static const int codes[] = { -32700, -32600, -32601, -32602, -32001, -32003,
				     -32004, -32009, -32010, -32029, -32050, -32060 };

	(void)state;
	for (const struct error_type *t = error_types; t->type; t++) {
		size_t known = 0;

		for (size_t i = 0; i < ARRAY_LEN(codes); i++)
			known += codes[i] == t->code;
		assert_int_equal(known, 1);
		assert_true(strlen(t->zh) > 0 && strlen(t->en) > 0);
		assert_ptr_equal(error_find(t->type), t); /* no type twice */
	}
	assert_string_equal(error_find("no.such")->type, "internal");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_are_requests_or_say_what_is_wrong),
		cmocka_unit_test(the_same_content_hashes_alike_in_any_order),
		cmocka_unit_test(a_key_is_a_random_uuid),
		cmocka_unit_test(every_error_speaks_both_languages_and_has_a_code_of_the_protocol),
	};
	return cmocka_run_group_tests(tests, check_tables, NULL);
}
