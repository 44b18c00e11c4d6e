#include "testing.h"

#include "payout/wechat_answer.h"

#include <stdio.h>
#include <string.h>

#define BILL "EZBILL01"

static struct rail_answer read(enum rail_op op, long status, const char *body, struct arena *a)
{
	struct http_answer http = { .status = status, .body = str_of(body) };
	struct rail_answer r = { .event = TRANSFER_EV_UNKNOWN, .amount_fen = -1 };

	wechat_read_answer(op, BILL, &http, a, &r);
	return r;
}

static void each_state_of_a_query_is_an_event(void **state)
{
	static const struct {
		const char *state;
		enum transfer_event want;
	} row[] = {
		{"ACCEPTED",           TRANSFER_EV_PENDING   },
		{ "PROCESSING",        TRANSFER_EV_PENDING   },
		{ "WAIT_USER_CONFIRM", TRANSFER_EV_NEEDS_USER},
		{ "TRANSFERING",       TRANSFER_EV_PENDING   },
		{ "CANCELING",         TRANSFER_EV_PENDING   },
		{ "SUCCESS",           TRANSFER_EV_PAID      },
		{ "FAIL",              TRANSFER_EV_FAILED    },
		{ "CANCELLED",         TRANSFER_EV_CANCELLED },
		{ "SOMETHING_NEW",     TRANSFER_EV_UNKNOWN   },
	};
	AUTO(arena) a = { .cap = 65536 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct rail_answer r;
		char body[256];

		snprintf(body, sizeof(body),
			 "{\"out_bill_no\":\"" BILL "\",\"state\":\"%s\",\"transfer_amount\":500,"
			 "\"openid\":\"o1\"}",
			 row[i].state);
		r = read(RAIL_QUERY, 200, body, &a);
		assert_int_equal(r.event, row[i].want);
		assert_int_equal(r.amount_fen, 500);
		assert_true(str_eq(r.account, STR("o1")));
	}
}

static void money_moves_only_on_an_answer_that_names_amount_and_payee(void **state)
{
	AUTO(arena) a = { .cap = 65536 };

	(void)state;
	assert_int_equal(
		read(RAIL_SUBMIT, 200, "{\"out_bill_no\":\"" BILL "\",\"state\":\"SUCCESS\"}", &a)
			.event,
		TRANSFER_EV_PENDING);
	assert_int_equal(
		read(RAIL_QUERY, 200, "{\"out_bill_no\":\"" BILL "\",\"state\":\"SUCCESS\"}", &a)
			.event,
		TRANSFER_EV_UNKNOWN);
	assert_int_equal(
		read(RAIL_QUERY, 200, "{\"out_bill_no\":\"EZOTHER\",\"state\":\"SUCCESS\"}", &a)
			.event,
		TRANSFER_EV_MISMATCH);
}

static void each_error_code_does_what_its_table_says(void **state)
{
	static const struct {
		long status;
		const char *code;
		enum transfer_event submit, query;
		bool stops;
	} row[] = {
		{500,  "SYSTEM_ERROR",           TRANSFER_EV_UNKNOWN,    TRANSFER_EV_UNKNOWN,   false},
		{ 429, "FREQUENCY_LIMIT_EXCEED", TRANSFER_EV_RETRY_SAME, TRANSFER_EV_UNKNOWN,
                 false									       },
		{ 429, "WHATEVER",               TRANSFER_EV_RETRY_SAME, TRANSFER_EV_UNKNOWN,   false},
		{ 403, "NOT_ENOUGH",             TRANSFER_EV_RETRY_SAME, TRANSFER_EV_UNKNOWN,   true },
		{ 400, "ALREADY_EXISTS",         TRANSFER_EV_UNKNOWN,    TRANSFER_EV_UNKNOWN,   false},
		{ 400, "PARAM_ERROR",            TRANSFER_EV_HALT,       TRANSFER_EV_HALT,      true },
		{ 400, "INVALID_REQUEST",        TRANSFER_EV_HALT,       TRANSFER_EV_HALT,      true },
		{ 401, "SIGN_ERROR",             TRANSFER_EV_HALT,       TRANSFER_EV_UNKNOWN,   true },
		{ 403, "NO_AUTH",                TRANSFER_EV_HALT,       TRANSFER_EV_UNKNOWN,   true },
		{ 404, "NOT_FOUND",              TRANSFER_EV_UNKNOWN,    TRANSFER_EV_NOT_FOUND, false},
		{ 418, "NEVER_HEARD_OF",         TRANSFER_EV_UNKNOWN,    TRANSFER_EV_UNKNOWN,   false},
	};
	AUTO(arena) a = { .cap = 65536 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		char body[128];

		snprintf(body, sizeof(body), "{\"code\":\"%s\",\"message\":\"x\"}", row[i].code);
		assert_int_equal(read(RAIL_SUBMIT, row[i].status, body, &a).event, row[i].submit);
		assert_int_equal(read(RAIL_QUERY, row[i].status, body, &a).event, row[i].query);
		assert_int_equal(read(RAIL_SUBMIT, row[i].status, body, &a).stops_rail,
				 row[i].stops);
	}
	assert_int_equal(read(RAIL_SUBMIT, 400,
			      "{\"code\":\"INVALID_REQUEST\",\"message\":"
			      "\"单号已存在但信息不一致\"}",
			      &a)
				 .event,
			 TRANSFER_EV_UNKNOWN);
	assert_int_equal(read(RAIL_SUBMIT, 200, "<html>", &a).event, TRANSFER_EV_UNKNOWN);
	assert_int_equal(read(RAIL_SUBMIT, 200, "", &a).event, TRANSFER_EV_UNKNOWN);
}

static void a_login_code_becomes_an_account_or_is_refused(void **state)
{
	static const struct {
		const char *body;
		enum transfer_event want;
	} row[] = {
		{"{\"openid\":\"oABC123\",\"session_key\":\"k\"}",   TRANSFER_EV_RESOLVED},
		{ "{\"errcode\":40029,\"errmsg\":\"invalid code\"}", TRANSFER_EV_REFUSED },
		{ "{\"errcode\":40163}",                             TRANSFER_EV_REFUSED },
		{ "{\"errcode\":-1}",                                TRANSFER_EV_UNKNOWN },
		{ "{\"errcode\":40125}",                             TRANSFER_EV_UNKNOWN },
		{ "nothing",					 TRANSFER_EV_UNKNOWN },
	};
	AUTO(arena) a = { .cap = 65536 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct http_answer http = { .status = 200, .body = str_of(row[i].body) };
		struct rail_answer r = { .event = TRANSFER_EV_UNKNOWN, .amount_fen = -1 };

		wechat_read_login(&http, &a, &r);
		assert_int_equal(r.event, row[i].want);
	}
}

static void a_callback_must_carry_an_aes_gcm_resource(void **state)
{
	AUTO(arena) a = { .cap = 65536 };
	struct wechat_sealed s;
	struct rail_answer says;
	struct str bill;

	(void)state;
	assert_int_equal(
		wechat_read_callback(
			STR("{\"resource\":{\"algorithm\":\"AEAD_AES_256_GCM\",\"nonce\":\"n\","
			    "\"ciphertext\":\"c\"}}"),
			&a, &s),
		ERR_OK);
	assert_int_equal(
		wechat_read_callback(STR("{\"resource\":{\"algorithm\":\"NONE\"}}"), &a, &s),
		ERR_INPUT);
	assert_int_equal(wechat_read_callback(STR("[]"), &a, &s), ERR_INPUT);
	assert_int_equal(wechat_read_bill(STR("{\"out_bill_no\":\"EZ1\"}"), &a, &bill, &says),
			 ERR_OK);
	assert_int_equal(says.amount_fen, -1);
	assert_null(says.account.p);
	assert_int_equal(wechat_read_bill(STR("{\"out_bill_no\":\"EZ1\",\"transfer_amount\":7,"
					      "\"openid\":\"o1\"}"),
					  &a, &bill, &says),
			 ERR_OK);
	assert_int_equal(says.amount_fen, 7);
	assert_true(str_eq(says.account, STR("o1")));
	assert_int_equal(wechat_read_bill(STR("{}"), &a, &bill, &says), ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_of_a_query_is_an_event),
		cmocka_unit_test(money_moves_only_on_an_answer_that_names_amount_and_payee),
		cmocka_unit_test(each_error_code_does_what_its_table_says),
		cmocka_unit_test(a_login_code_becomes_an_account_or_is_refused),
		cmocka_unit_test(a_callback_must_carry_an_aes_gcm_resource),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
