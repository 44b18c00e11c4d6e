/* The ledger's own word: its invariants, its entries, and the bank's statement beside it. */
#include "cli/cli.h"

#include "io/ledger_check.h"

#include <stdio.h>
#include <string.h>

#define STATEMENT_MAX ((size_t)64 << 20)
#define RUNS_MAX      31
#define EXPORT_PAGE   5000

/* Prints one difference and counts it. */
static void differ(size_t *count, const char *what, struct str which, long long fen)
{
	printf("不符 differs: %s %.*s %lld\n", what, STR_ARG(which), fen);
	++*count;
}

static enum err verify_ask(struct cli *cli, struct db *db, bool *ret_bad)
{
	struct ledger_difference *d;
	size_t n, bad = 0;
	enum err e = ledger_check(db, &cli->arena, &d, &n);

	if (e)
		return e;
	for (size_t i = 0; i < n; i++)
		differ(&bad, d[i].what, d[i].which, (long long)d[i].fen);
	*ret_bad = n > 0;
	if (!n)
		puts("账目相符 the ledger holds");
	return ERR_OK;
}

static int verify_run(struct cli *cli, int argc, char **argv)
{
	(void)argv;
	return cli_ask(cli, argc, "ledger verify", verify_ask);
}

/* A field of CSV: quotes inside are doubled. */
static void print_quoted(struct str s)
{
	putchar('"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '"')
			putchar('"');
		putchar(s.p[i]);
	}
	putchar('"');
}

static void print_entry(const struct r_ledger_export *r)
{
	printf("%.*s,%lld,%.*s,%.*s,%lld,", STR_ARG(r->event), (long long)r->at_ms,
	       STR_ARG(r->account), STR_ARG(r->pool), (long long)r->fen);
	print_quoted(r->actor);
	putchar(',');
	print_quoted(r->note);
	putchar('\n');
}

static int export_run(struct cli *cli, int argc, char **argv)
{
	const char *from = cli_option(argc, argv, "--from"), *to = cli_option(argc, argv, "--to");
	long long from_ms = 0, to_ms = 0;
	struct r_ledger_export *row, last = { .event = STR(""), .account = STR("") };
	struct db *db;
	size_t n = EXPORT_PAGE;
	enum err e;

	if (!from || !to || !str_to_i64(str_of(from), &from_ms) || !str_to_i64(str_of(to), &to_ms))
		return CLI_USAGE;
	db = cli_db(cli);
	if (!db)
		return CLI_FAILED;
	puts("event,at_ms,account,pool,fen,actor,note");
	while (n == EXPORT_PAGE) {
		e = DB_ROWS(db, &cli->arena, ledger_export, &row, &n, .from_ms = from_ms,
			    .to_ms = to_ms, .after_ms = last.at_ms, .same_ms = last.at_ms,
			    .after_event = last.event, .same_event = last.event,
			    .after_account = last.account, .most = EXPORT_PAGE);
		if (e)
			return cli_fail("ledger export", e, db);
		for (size_t i = 0; i < n; i++)
			print_entry(&row[i]);
		if (n)
			last = row[n - 1];
	}
	return CLI_OK;
}

/* --- reconcile: the bank's statement beside our transfers ---------------------------- */

struct statement_line {
	struct str bill;
	long long fen;
	bool seen;
};

/* Lines "bill,amount_fen"; a first line of words is a heading. */
static enum err read_statement(struct cli *cli, const char *path, struct statement_line **ret,
			       size_t *ret_n)
{
	struct str text;
	size_t n = 0, room = 1;
	struct statement_line *line;
	enum err e = cli_read_file(cli, path, STATEMENT_MAX, &text);

	if (e)
		return e;
	for (size_t i = 0; i < text.len; i++)
		room += text.p[i] == '\n';
	line = arena_array(&cli->arena, room, struct statement_line);
	if (!line)
		return ERR_MEMORY;
	while (text.p) {
		struct str rest = str_trim(str_cut(&text, '\n')), bill = str_cut(&rest, ',');

		if (rest.p && str_to_i64(str_trim(str_cut(&rest, ',')), &line[n].fen))
			line[n++].bill = str_trim(bill);
	}
	*ret = line;
	*ret_n = n;
	return ERR_OK;
}

static void compare(const struct r_transfer_list *t, struct statement_line *line, size_t n,
		    size_t *bad)
{
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(line[i].bill, t->bill))
			continue;
		if (line[i].seen)
			differ(bad, "twice in the statement", t->bill, line[i].fen);
		line[i].seen = true;
		if (line[i].fen != t->amount_fen)
			differ(bad, "amount", t->bill, line[i].fen);
		return;
	}
	differ(bad, "paid, not in the statement", t->bill, (long long)t->amount_fen);
}

/* The payer's own runs: one a day, and those that were asked for. */
static int print_runs(struct cli *cli, struct db *db)
{
	struct r_reconcile_list *run;
	struct r_reconcile_difference_list *d;
	size_t n, n_d;
	enum err e = DB_ROWS(db, &cli->arena, reconcile_list, &run, &n, .most = RUNS_MAX);

	if (!e)
		e = DB_ROWS(db, &cli->arena, reconcile_difference_list, &d, &n_d, .most = RUNS_MAX);
	if (e)
		return cli_fail("ledger reconcile", e, db);
	for (size_t i = 0; i < n; i++)
		printf("%lld %s %s checked=%lld differences=%lld until_ms=%lld\n",
		       (long long)run[i].n, run[i].day == I64_NULL ? "人工 by hand" : "每日 daily",
		       run[i].done_ms == I64_NULL ? "进行中 running" : "完成 done",
		       (long long)run[i].checked, (long long)run[i].differences,
		       (long long)run[i].until_ms);
	for (size_t i = 0; i < n_d; i++)
		printf("不符 differs: %.*s %lld 我方 ours=%.*s 对方 theirs=%.*s at_ms=%lld\n",
		       STR_ARG(d[i].bill), (long long)d[i].amount_fen, STR_ARG(d[i].ours),
		       STR_ARG(d[i].theirs), (long long)d[i].at_ms);
	return n_d ? CLI_FAILED : CLI_OK;
}

static int ask_run(struct db *db)
{
	enum err e = DB_RUN(db, reconcile_by_hand, .until_ms = cli_now_ms());

	if (e)
		return cli_fail("ledger reconcile", e, db);
	puts("付款进程将逐笔核对 the payer will ask the bank for each transfer again");
	return CLI_OK;
}

static int reconcile_run(struct cli *cli, int argc, char **argv)
{
	struct statement_line *line;
	struct r_transfer_list *paid;
	size_t n_line, n_paid, bad = 0;
	struct db *db = argc <= 1 ? cli_db(cli) : NULL;
	enum err e;

	if (argc > 1)
		return CLI_USAGE;
	if (!db)
		return CLI_FAILED;
	if (argc == 0)
		return print_runs(cli, db);
	if (strcmp(argv[0], "--now") == 0)
		return ask_run(db);
	e = read_statement(cli, argv[0], &line, &n_line);
	if (!e)
		e = DB_ROWS(db, &cli->arena, transfer_list, &paid, &n_paid, .state = STR("paid"),
			    .all = STR("paid"), .most = DB_ROWS_MAX);
	if (e)
		return cli_fail(argv[0], e, db);
	for (size_t i = 0; i < n_paid; i++)
		compare(&paid[i], line, n_line, &bad);
	for (size_t i = 0; i < n_line; i++)
		if (!line[i].seen)
			differ(&bad, "in the statement, not paid by us", line[i].bill, line[i].fen);
	printf("对账 reconciled: %zu / %zu, 不符 differences: %zu\n", n_paid, n_line, bad);
	return bad ? CLI_FAILED : CLI_OK;
}

const struct command ledger_commands[] = {
	{"ledger verify",          "", "核对账目不变式", "checks the ledger's invariants", verify_run },
	{ "ledger export", "--from MS --to MS", "导出分录（CSV）", "entries as CSV", export_run },
	{ "ledger reconcile",              "[--now | STATEMENT.csv]",
         "对账结果；--now 立即逐笔向银行核对；或与对账单（bill,amount_fen）核对",
         "the reconciliations' results; --now: asks the bank for each transfer again; or compares "
	  "with a statement (bill,amount_fen)", reconcile_run },
	{ .name = NULL        }
};
