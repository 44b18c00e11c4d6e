/* Money as the operator sees it: funding the pool, the ledger's invariants, the rails. */
#include "cli/cli.h"
#include "cli/two_people.h"

#include "domain/ledger.h"
#include "domain/role.h"
#include "domain/workday.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST_MAX 500

/* --- funds ------------------------------------------------------------------------ */

static struct str current_pool(struct cli *cli)
{
	int year, month, day;

	workday_to_date(workday_day_of(cli_now_ms()), &year, &month, &day);
	return arena_printf(&cli->arena, "reward-%d", year);
}

struct funding {
	struct str pool, ref, actor, line;
	int64_t fen;
};

static enum err post_funding(struct db *db, const struct funding *f)
{
	struct ledger_event_id id = ledger_event_id(LEDGER_FUND, f->ref);
	const struct ledger_move *m = &ledger_moves[LEDGER_FUND];
	struct str event = str_of(id.c), from = str_of(ledger_account_name(m->from)),
		   to = str_of(ledger_account_name(m->to));
	enum err e = ERR_OK;

	for (unsigned i = 0; !e && i < LEDGER_ACCOUNT__COUNT; i++)
		e = DB_RUN(db, ledger_account_open, .pool = f->pool,
			   .account = str_of(ledger_account_name((enum ledger_account)i)));
	if (!e)
		e = DB_RUN(db, ledger_tx_put, .event = event, .at_ms = cli_now_ms(),
			   .actor = f->actor, .note = f->line);
	if (!e)
		e = DB_RUN(db, ledger_entry_put, .event = event, .account = from, .pool = f->pool,
			   .fen = -f->fen);
	if (!e)
		e = DB_RUN(db, ledger_entry_put, .event = event, .account = to, .pool = f->pool,
			   .fen = f->fen);
	if (!e)
		e = DB_RUN(db, ledger_balance_move, .fen = -f->fen, .pool = f->pool,
			   .account = from);
	if (!e)
		e = DB_RUN(db, ledger_balance_move, .fen = f->fen, .pool = f->pool, .account = to);
	return e;
}

static int funds_add_run(struct cli *cli, int argc, char **argv)
{
	const char *fen_text = cli_option(argc, argv, "--fen"),
		   *line = cli_option(argc, argv, "--line"),
		   *pool = cli_option(argc, argv, "--pool");
	struct funding f = { 0 };
	long long fen = 0;
	struct db *db;
	enum err e;

	if (!fen_text || !line || !str_to_i64(str_of(fen_text), &fen) || fen <= 0)
		return CLI_USAGE;
	if (!cli_two_people(cli, argc, argv, ROLE_ADMIN | ROLE_FINANCE, &f.actor))
		return CLI_FAILED;
	db = cli->db;
	f.fen = fen;
	f.line = str_of(line);
	f.ref = str_of(line); /* one line of the bank's statement funds once */
	f.pool = pool ? str_of(pool) : current_pool(cli);
	e = db_begin(db);
	if (!e)
		e = post_funding(db, &f);
	if (!e)
		e = db_commit(db);
	else
		db_rollback(db);
	if (e == ERR_CONFLICT)
		fputs("此银行流水已入账 this statement line is in the ledger already\n", stderr);
	if (e)
		return cli_fail("funds add", e, db);
	printf("已拨入 funded: %.*s %lld 分 fen\n", STR_ARG(f.pool), fen);
	return CLI_OK;
}

static enum err funds_show_ask(struct cli *cli, struct db *db, bool *ret_bad)
{
	struct r_ledger_balance_list *row;
	size_t n;
	enum err e;

	(void)ret_bad;
	e = DB_ROWS(db, &cli->arena, ledger_balance_list, &row, &n, .none = 0);
	if (e)
		return e;
	for (size_t i = 0; i < n; i++)
		printf("%-14.*s %-9.*s %16" PRId64 ".%02d\n", STR_ARG(row[i].pool),
		       STR_ARG(row[i].account), row[i].fen / 100, abs((int)(row[i].fen % 100)));
	return ERR_OK;
}

static int funds_show_run(struct cli *cli, int argc, char **argv)
{
	(void)argv;
	return cli_ask(cli, argc, "funds show", funds_show_ask);
}

/* --- rails -------------------------------------------------------------------------- */

static enum err rail_list_ask(struct cli *cli, struct db *db, bool *ret_bad)
{
	struct r_rail_state_list *row;
	size_t n;
	enum err e;

	(void)ret_bad;
	e = DB_ROWS(db, &cli->arena, rail_state_list, &row, &n, .none = 0);
	if (e)
		return e;
	for (size_t i = 0; i < n; i++)
		printf("%-8.*s %s %.*s\n", STR_ARG(row[i].rail),
		       row[i].stopped ? "已停 stopped" : "运行 running", STR_ARG(row[i].reason));
	return ERR_OK;
}

static int rail_list_run(struct cli *cli, int argc, char **argv)
{
	(void)argv;
	return cli_ask(cli, argc, "rail list", rail_list_ask);
}

static int rail_set(struct cli *cli, int argc, char **argv, bool stopped)
{
	const char *reason = cli_option(argc, argv, "--reason");
	struct db *db;
	enum err e;

	if (argc < 1 || argv[0][0] == '-' || (stopped && !reason))
		return CLI_USAGE;
	db = cli_db(cli);
	if (!db)
		return CLI_FAILED;
	e = DB_RUN(db, rail_state_set, .stopped = stopped, .reason = str_of(stopped ? reason : ""),
		   .since_ms = cli_now_ms(), .until_ms = 0, .rail = str_of(argv[0]));
	if (e)
		return cli_fail(argv[0], e, db);
	printf("%s %s\n", argv[0], stopped ? "已停 stopped" : "已恢复 running");
	return CLI_OK;
}

static int rail_start_run(struct cli *cli, int argc, char **argv)
{
	return rail_set(cli, argc, argv, false);
}

static int rail_stop_run(struct cli *cli, int argc, char **argv)
{
	return rail_set(cli, argc, argv, true);
}

static int transfer_list_run(struct cli *cli, int argc, char **argv)
{
	const char *state = cli_option(argc, argv, "--state");
	struct str want = str_of(state ? state : "");
	struct r_transfer_list *row;
	struct db *db = cli_db(cli);
	size_t n;
	enum err e;

	if (!db)
		return CLI_FAILED;
	e = DB_ROWS(db, &cli->arena, transfer_list, &row, &n, .state = want, .all = want,
		    .most = LIST_MAX);
	if (e)
		return cli_fail("transfer list", e, db);
	for (size_t i = 0; i < n; i++)
		printf("%.*s %.*s %lld %.*s/%.*s tries=%lld %.*s\n", STR_ARG(row[i].bill),
		       STR_ARG(row[i].rail), (long long)row[i].amount_fen, STR_ARG(row[i].state),
		       STR_ARG(row[i].todo), (long long)row[i].tries, STR_ARG(row[i].reason));
	return CLI_OK;
}

static int transfer_resume_run(struct cli *cli, int argc, char **argv)
{
	struct db *db = argc == 1 ? cli_db(cli) : NULL;
	enum err e;

	if (argc != 1)
		return CLI_USAGE;
	if (!db)
		return CLI_FAILED;
	e = DB_RUN(db, transfer_resume, .next_ms = cli_now_ms(), .bill = str_of(argv[0]));
	if (e)
		return cli_fail(argv[0], e, db);
	printf("将重新查询 it will be asked for again: %s\n", argv[0]);
	return CLI_OK;
}

const struct command money_commands[] = {
	{"funds add",					   "--fen N --line TEXT --by A --second B [--pool NAME]",
         "按银行流水向奖金池拨款（两人办理）", "funds the pool by a line of the bank's statement (two people)", funds_add_run },
	{ "funds show", "", "各账户余额", "the accounts' balances", funds_show_run },
	{ "rail list",					"", "付款通道状态", "the rails' state", rail_list_run },
	{ "rail start",					 "NAME", "恢复付款通道", "lets a stopped rail send again", rail_start_run },
	{ "rail stop",				    "NAME --reason TEXT", "停用付款通道", "stops a rail", rail_stop_run },
	{ "transfer list",				       "[--state STATE]", "付款单列表", "transfers, newest first",
         transfer_list_run },
	{ "transfer resume",					  "BILL", "重新查询被挂起的付款", "asks for a held transfer again",
         transfer_resume_run },
	{ .name = NULL				}
};
