/* What two people decide about a transfer, and who is never paid. The payer acts on it. */
#include "cli/cli.h"
#include "cli/two_people.h"

#include "domain/role.h"
#include "io/datadir.h"
#include "io/keyring.h"

#include <stdio.h>
#include <string.h>

#define DECIDES   (ROLE_ADMIN | ROLE_FINANCE | ROLE_APPROVER)
#define LIST_MAX  200
#define LINE_MAX  44
#define VALUE_MAX 200

/* --- orders --------------------------------------------------------------------------- */

struct order {
	const char *kind;
	bool needs_line, needs_fen;
};

static int order_run(struct cli *cli, int argc, char **argv, const struct order *o)
{
	const char *decision = cli_option(argc, argv, "--decision"),
		   *line = cli_option(argc, argv, "--line"),
		   *fen_text = cli_option(argc, argv, "--fen");
	long long fen = 0;
	struct str actor;
	enum err e;

	if (argc < 1 || argv[0][0] == '-' || !decision || !*decision)
		return CLI_USAGE;
	if (o->needs_line && (!line || !*line || strlen(line) > LINE_MAX))
		return CLI_USAGE;
	if (o->needs_fen && (!fen_text || !str_to_i64(str_of(fen_text), &fen) || fen <= 0))
		return CLI_USAGE;
	if (!cli_two_people(cli, argc, argv, DECIDES, &actor))
		return CLI_FAILED;
	e = DB_RUN(cli->db, money_order_put, .kind = str_of(o->kind), .bill = str_of(argv[0]),
		   .amount_fen = fen, .line = str_of(o->needs_line ? line : NULL),
		   .decision = str_of(decision), .actor = actor, .at_ms = cli_now_ms());
	if (e == ERR_CONFLICT)
		fputs("此银行流水已用过 this statement line has been used already\n", stderr);
	if (e)
		return cli_fail(argv[0], e, cli->db);
	printf("已登记，由付款进程执行 recorded, the payer carries it out: %s %s\n", o->kind,
	       argv[0]);
	return CLI_OK;
}

static int cancel_run(struct cli *cli, int argc, char **argv)
{
	static const struct order o = { "cancel", false, false };

	return order_run(cli, argc, argv, &o);
}

static int returned_run(struct cli *cli, int argc, char **argv)
{
	static const struct order o = { "return", true, false };

	return order_run(cli, argc, argv, &o);
}

static int clawback_run(struct cli *cli, int argc, char **argv)
{
	static const struct order o = { "clawback", true, true };

	return order_run(cli, argc, argv, &o);
}

static enum err list_ask(struct cli *cli, struct db *db, bool *ret_bad)
{
	struct r_money_order_list *row;
	size_t n;
	enum err e;

	(void)ret_bad;
	e = DB_ROWS(db, &cli->arena, money_order_list, &row, &n, .most = LIST_MAX);
	if (e)
		return e;
	for (size_t i = 0; i < n; i++)
		printf("%lld %.*s %.*s %lld %.*s %.*s %.*s %.*s\n", (long long)row[i].n,
		       STR_ARG(row[i].kind), STR_ARG(row[i].bill), (long long)row[i].amount_fen,
		       STR_ARG(row[i].line), STR_ARG(row[i].state), STR_ARG(row[i].actor),
		       STR_ARG(row[i].decision));
	return ERR_OK;
}

static int list_run(struct cli *cli, int argc, char **argv)
{
	(void)argv;
	return cli_ask(cli, argc, "order list", list_ask);
}

/* --- staff are never payees --------------------------------------------------------------- */

static enum err bar(struct cli *cli, const struct keyring *keys, const char *value, size_t len,
		    const char *login)
{
	return DB_RUN(cli->db, barred_payee_put, .hash = keyring_hash(keys, KEY_BARRED, value, len),
		      .added_ms = cli_now_ms(), .added_by = str_of(login));
}

/* One value a line: an identity number, a phone, an account. They are hashed and not kept. */
static enum err bar_lines(struct cli *cli, const struct keyring *keys, const char *login,
			  int *ret_n)
{
	AUTO(secret) line = SECRET_INIT;
	enum err e = secret_alloc(&line, VALUE_MAX + 2);

	*ret_n = 0;
	while (!e && fgets((char *)line.p, (int)line.len, stdin)) {
		size_t len = strcspn((const char *)line.p, "\r\n");

		if (!len)
			continue;
		e = bar(cli, keys, (const char *)line.p, len, login);
		*ret_n += !e;
	}
	return e;
}

static int bar_run(struct cli *cli, int argc, char **argv)
{
	AUTO(secret) master = SECRET_INIT;
	struct keyring keys = { 0 };
	int n = 0;
	enum err e;

	if (argc != 1)
		return CLI_USAGE;
	if (!cli_find_staff(cli, argv[0], ROLE_STAFF))
		return CLI_FAILED;
	e = datadir_key(&cli->config, "payout/payout.key", false, &master);
	if (!e)
		e = keyring_init(&keys, master.p);
	if (!e)
		e = bar_lines(cli, &keys, argv[0], &n);
	keyring_release(&keys);
	if (e)
		return cli_fail("staff bar", e, cli->db);
	printf("已登记为不得领奖 never to be paid: %s (%d)\n", argv[0], n);
	return CLI_OK;
}

const struct command order_commands[] = {
	{"transfer cancel",					"BILL --decision TEXT --by A --second B",
         "撤销用户尚未确认的付款（两人办理）", "withdraws a transfer that its payee has not confirmed (two people)", cancel_run },
	{ "transfer returned",    "BILL --line TEXT --decision TEXT --by A --second B",
         "银行退汇入账，可重新领取（两人办理）", "the bank gave the money back: it can be claimed again (two people)", returned_run },
	{ "transfer clawback",					      "BILL --fen N --line TEXT --decision TEXT --by A --second B",
         "依新的决定追回奖金，按到账流水入账（两人办理）", "money paid back by a new decision, by a line of the bank's statement (two people)",
         clawback_run },
	{ "order list",				     "", "撤销、退汇、追回的决定", "what was decided about transfers",
         list_run },
	{ "staff bar", "LOGIN <VALUES", "工作人员不得领奖：标准输入每行一个身份证号、手机或账号",
         "staff are never payees: identity number, phone, accounts on standard input, one a line", bar_run },
	{ .name = NULL					   }
};
