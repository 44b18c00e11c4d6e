#include "cli/cli.h"

#include "domain/workday.h"
#include "io/audit_chain.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define AUDIT_PAGE 2000

static enum err stats_ask(struct cli *cli, struct db *db, bool *ret_bad)
{
	struct r_stats_reports *report;
	struct r_stats_rewards *reward;
	size_t n_report, n_reward;
	enum err e;

	(void)ret_bad;
	e = DB_ROWS(db, &cli->arena, stats_reports, &report, &n_report, .none = 0);
	if (!e)
		e = DB_ROWS(db, &cli->arena, stats_rewards, &reward, &n_reward, .none = 0);
	if (e)
		return e;
	puts("举报 reports");
	for (size_t i = 0; i < n_report; i++)
		printf("  %-16.*s %10" PRId64 "  五级 severe %" PRId64 "  屏蔽 shielded %" PRId64
		       "  超期 overdue %" PRId64 "\n",
		       STR_ARG(report[i].state), report[i].n, report[i].severe, report[i].shielded,
		       report[i].overdue);
	puts("奖励 rewards");
	for (size_t i = 0; i < n_reward; i++)
		printf("  %-16.*s %10" PRId64 "  元 yuan %" PRId64 ".%02" PRId64 "\n",
		       STR_ARG(reward[i].state), reward[i].n, reward[i].fen / 100,
		       reward[i].fen % 100);
	return ERR_OK;
}

static int stats_run(struct cli *cli, int argc, char **argv)
{
	(void)argv;
	return cli_ask(cli, argc, "stats", stats_ask);
}

/* Figures for the auditor: nothing of a payee is in them but that there is one. */
static enum err print_quarter(struct cli *cli, struct db *db, int64_t quarter)
{
	struct r_payee_count_list *row;
	int year, month, day;
	size_t n;
	enum err e = DB_ROWS(db, &cli->arena, payee_count_list, &row, &n, .quarter = quarter);

	if (e)
		return e;
	workday_to_date(quarter, &year, &month, &day);
	printf("%d 年第 %d 季度核实人与领奖人 verifiers and payees, %d-Q%d\n", year, month / 3 + 1,
	       year, month / 3 + 1);
	for (size_t i = 0; i < n; i++)
		printf("  %-16.*s 已付 paid %" PRId64 "  领奖人 payees %" PRId64
		       "  最多者 top %" PRId64 " = %" PRId64 "%%\n",
		       STR_ARG(row[i].login.p ? row[i].login : str_of(ID_C(row[i].verifier))),
		       row[i].n, row[i].payees, row[i].top, row[i].top * 100 / row[i].n);
	return ERR_OK;
}

/* The quarter under way and the one before it. */
static enum err concentration_ask(struct cli *cli, struct db *db, bool *ret_bad)
{
	int64_t quarter = workday_quarter(workday_day_of(cli_now_ms()));
	enum err e;

	(void)ret_bad;
	e = print_quarter(cli, db, workday_quarter(quarter - 1));
	if (!e)
		e = print_quarter(cli, db, quarter);
	return e;
}

static int concentration_run(struct cli *cli, int argc, char **argv)
{
	(void)argv;
	return cli_ask(cli, argc, "stats concentration", concentration_ask);
}

/* *ret_bad: the first entry that does not follow from the one before, 0 when all do. */
static enum err check_rows(const struct r_audit_chain_read *row, size_t n, struct audit_chain *at,
			   int64_t *ret_bad)
{
	for (size_t i = 0; i < n; i++) {
		struct q_audit_put stored = {
			.epoch = at->epoch,
			.n = row[i].n,
			.at_ms = row[i].at_ms,
			.actor = row[i].actor,
			.action = row[i].action,
			.object = row[i].object,
			.before_json = row[i].before_json,
			.after_json = row[i].after_json,
		};

		audit_chain_hash(at->hash, &stored, at->hash);
		if (row[i].n != at->n + 1 || row[i].hash.len != AUDIT_HASH_LEN ||
		    memcmp(row[i].hash.p, at->hash, AUDIT_HASH_LEN) != 0) {
			*ret_bad = at->n + 1;
			return ERR_CORRUPT;
		}
		at->n = row[i].n;
	}
	return ERR_OK;
}

static enum err check_epoch(struct db *db, struct id epoch, int64_t *ret_bad)
{
	struct audit_chain at = { .epoch = epoch };
	struct r_audit_chain_read *rows;
	enum err e = ERR_OK;
	size_t n = 1;

	while (!e && n) {
		AUTO(arena) a = { .cap = CLI_ARENA_MAX };

		e = DB_ROWS(db, &a, audit_chain_read, &rows, &n, .epoch = epoch, .after = at.n,
			    .most = AUDIT_PAGE);
		if (!e)
			e = check_rows(rows, n, &at, ret_bad);
	}
	return e;
}

static enum err verify_ask(struct cli *cli, struct db *db, bool *ret_bad)
{
	struct r_audit_epochs *epoch;
	int64_t entries = 0, bad = 0;
	size_t n;
	enum err e;

	e = DB_ROWS(db, &cli->arena, audit_epochs, &epoch, &n, .none = 0);
	if (e)
		return e;
	for (size_t i = 0; i < n; i++) {
		e = check_epoch(db, epoch[i].epoch, &bad);
		if (e && e != ERR_CORRUPT)
			return e;
		if (e) {
			fprintf(stderr, "审计链断裂 broken audit chain %s: %" PRId64 "\n",
				ID_C(epoch[i].epoch), bad);
			*ret_bad = true;
		}
		entries += epoch[i].n;
	}
	printf("审计链 audit chains %zu，条目 entries %" PRId64 "，%s\n", n, entries,
	       *ret_bad ? "有断裂 broken" : "完好 intact");
	return ERR_OK;
}

static int verify_run(struct cli *cli, int argc, char **argv)
{
	(void)argv;
	return cli_ask(cli, argc, "verify", verify_ask);
}

const struct command stats_commands[] = {
	{"stats",                  "", "举报与奖励概况", "reports and rewards in figures", stats_run },
	{ "stats concentration", "", "核实人与领奖人的集中度",
         "paid rewards by verifier: how many payees, the top one's share", concentration_run },
	{ "verify",               "", "核对审计日志的哈希链", "checks the hash chains of the audit log",
         verify_run },
	{ .name = NULL  },
};
