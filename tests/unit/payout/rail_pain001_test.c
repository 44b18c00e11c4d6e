#include "testing.h"

#include "payout/rail_pain001.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BILL "EZ00000000000000000000000001"

struct bank {
	char dir[64];
	struct config config;
	struct rail rail;
};

static int bank_make(void **state)
{
	static struct bank b;
	struct buf why = BUF_INIT(1000);

	snprintf(b.dir, sizeof(b.dir), "/tmp/ezhili-pain-XXXXXX");
	if (!mkdtemp(b.dir) || config_init(&b.config))
		return -1;
	b.config.pain001_dir = str_of(b.dir);
	b.config.bank_debtor_name = STR("福州市市场监督管理局 & 专户");
	b.config.bank_debtor_account = STR("350100000000000001");
	b.config.bank_debtor_cnaps = STR("105391000012");
	*state = &b;
	return rail_pain001_init(&b.config, &b.rail, &why) ? -1 : 0;
}

static int bank_drop(void **state)
{
	struct bank *b = *state;
	char command[128];

	b->rail.release(b->rail.ctx);
	config_release(&b->config);
	snprintf(command, sizeof(command), "rm -r %s", b->dir);
	return system(command);
}

static struct str build(struct bank *b, struct arena *a)
{
	struct rail_order o = { BILL, 123456, STR("6222021402000123452"), STR("张<三>"),
				1780000000000 };
	struct str body = { NULL, 0 };

	assert_int_equal(b->rail.build(b->rail.ctx, &o, a, &body), ERR_OK);
	return body;
}

static struct rail_answer ask(struct bank *b, enum rail_op op, struct str body, struct arena *a)
{
	struct rail_call call = { .op = op, .bill = BILL, .body = body };
	struct rail_answer r;

	assert_int_equal(b->rail.prepare(b->rail.ctx, &call, a, &r), ERR_OK);
	assert_true(call.is_answered);
	return r;
}

static void bank_says(struct bank *b, const char *text)
{
	char path[160];
	FILE *f;

	snprintf(path, sizeof(path), "%s/answers/%s", b->dir, BILL);
	f = fopen(path, "we");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void an_order_is_a_well_formed_file_made_once(void **state)
{
	AUTO(arena) a = { .cap = 1 << 20 };
	struct bank *b = *state;
	struct str body = build(b, &a);
	char command[256];

	assert_int_equal(ask(b, RAIL_QUERY, body, &a).event, TRANSFER_EV_NOT_FOUND);
	assert_int_equal(ask(b, RAIL_SUBMIT, body, &a).event, TRANSFER_EV_PENDING);
	assert_int_equal(ask(b, RAIL_QUERY, body, &a).event, TRANSFER_EV_PENDING);
	/* The operator has taken it to the bank: a second submission makes no second file. */
	snprintf(command, sizeof(command), "mv %s/out/%s.xml %s/sent.xml", b->dir, BILL, b->dir);
	assert_int_equal(system(command), 0);
	assert_int_equal(ask(b, RAIL_SUBMIT, body, &a).event, TRANSFER_EV_PENDING);
	snprintf(command, sizeof(command), "test ! -e %s/out/%s.xml", b->dir, BILL);
	assert_int_equal(system(command), 0);
	snprintf(command, sizeof(command),
		 "xmllint --noout %s/sent.xml && grep -q '>1234.56<' %s/sent.xml", b->dir, b->dir);
	assert_int_equal(system(command), 0);
}

/* The elements' order is the schema's: a bank refuses a file whose elements are out of place. */
static void elements_stand_in_the_order_of_the_schema(void **state)
{
	static const char *const order[] = {
		"<GrpHdr>",
		"<MsgId>",
		"<CreDtTm>",
		"<NbOfTxs>",
		"<CtrlSum>",
		"<InitgPty>",
		"<PmtInf>",
		"<PmtInfId>",
		"<PmtMtd>TRF",
		"<BtchBookg>",
		"<NbOfTxs>",
		"<CtrlSum>",
		"<ReqdExctnDt>",
		"<Dbtr>",
		"<DbtrAcct>",
		"<DbtrAgt>",
		"<CdtTrfTxInf>",
		"<EndToEndId>",
		"<InstdAmt Ccy=\"CNY\">",
		"<CdtrAgt>",
		"<Cdtr>",
		"<CdtrAcct>",
		"<RmtInf>",
	};
	AUTO(arena) a = { .cap = 1 << 20 };
	struct str body = build(*state, &a);
	const char *at = body.p;

	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		at = strstr(at, order[i]);
		assert_non_null(at);
		at++;
	}
	assert_non_null(strstr(body.p, "张&lt;三&gt;"));
}

static void the_banks_word_settles_it_when_it_agrees(void **state)
{
	AUTO(arena) a = { .cap = 1 << 20 };
	struct bank *b = *state;
	struct str body = build(b, &a);
	struct rail_answer r;

	bank_says(b, "ACSC 123456\n");
	r = ask(b, RAIL_QUERY, body, &a);
	assert_int_equal(r.event, TRANSFER_EV_PAID);
	assert_true(b->rail.agrees(b->rail.ctx, body, BILL, &r, &a));
	bank_says(b, "ACSC 123457\n");
	r = ask(b, RAIL_QUERY, body, &a);
	assert_false(b->rail.agrees(b->rail.ctx, body, BILL, &r, &a));
	bank_says(b, "RJCT 123456\n");
	assert_int_equal(ask(b, RAIL_QUERY, body, &a).event, TRANSFER_EV_FAILED);
	bank_says(b, "PDNG\n");
	assert_int_equal(ask(b, RAIL_QUERY, body, &a).event, TRANSFER_EV_PENDING);
	bank_says(b, "????\n");
	assert_int_equal(ask(b, RAIL_QUERY, body, &a).event, TRANSFER_EV_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_is_a_well_formed_file_made_once),
		cmocka_unit_test(elements_stand_in_the_order_of_the_schema),
		cmocka_unit_test(the_banks_word_settles_it_when_it_agrees),
	};
	return cmocka_run_group_tests(tests, bank_make, bank_drop);
}
