/* Legal holds: what a lawsuit or an inquiry needs is kept beyond its time. */
#include "cli/record.h"
#include "cli/two_people.h"

#include "domain/role.h"

#include <stdio.h>
#include <string.h>

#define HOLDERS (ROLE_ADMIN | ROLE_AUDITOR | ROLE_APPROVER)

/* The report, if there is one; false after having said so. */
static bool find_report(struct cli *cli, const char *text, struct id *ret)
{
	struct db *db = cli_db(cli);
	struct r_legal_hold_report *row;
	size_t n = 0;

	if (!db)
		return false;
	if (!id_parse(str_of(text), ret) &&
	    !DB_ROWS(db, &cli->arena, legal_hold_report, &row, &n, .id = *ret) && n)
		return true;
	fprintf(stderr, "%s: 没有此举报 no such report\n", text);
	return false;
}

static int add_run(struct cli *cli, int argc, char **argv)
{
	const char *reason = cli_option(argc, argv, "--reason");
	struct str actor;
	struct id report;
	enum err e;

	if (argc < 1 || argv[0][0] == '-' || !reason || !*reason)
		return CLI_USAGE;
	if (!find_report(cli, argv[0], &report) ||
	    !cli_two_people(cli, argc, argv, HOLDERS, &actor))
		return CLI_FAILED;
	e = db_begin(cli->db);
	if (!e)
		e = DB_RUN(cli->db, legal_hold_put, .report = report, .reason = str_of(reason),
			   .actor = actor, .since_ms = cli_now_ms());
	if (!e)
		e = cli_record(cli, actor, "hold.add", report, STR("{}"));
	if (!e)
		e = db_commit(cli->db);
	if (e)
		return cli_fail(argv[0], e, cli->db);
	printf("已保全 held: %s\n", argv[0]);
	return CLI_OK;
}

static int release_run(struct cli *cli, int argc, char **argv)
{
	struct str actor;
	struct id report;
	enum err e;

	if (argc < 1 || argv[0][0] == '-')
		return CLI_USAGE;
	if (!find_report(cli, argv[0], &report) ||
	    !cli_two_people(cli, argc, argv, HOLDERS, &actor))
		return CLI_FAILED;
	e = db_begin(cli->db);
	if (!e)
		e = DB_RUN(cli->db, legal_hold_release, .released_ms = cli_now_ms(),
			   .report = report);
	if (!e)
		e = cli_record(cli, actor, "hold.release", report, STR("{}"));
	if (!e)
		e = db_commit(cli->db);
	if (e)
		return cli_fail(argv[0], e, cli->db);
	printf("已解除保全 released: %s\n", argv[0]);
	return CLI_OK;
}

static enum err list_ask(struct cli *cli, struct db *db, bool *ret_bad)
{
	struct r_legal_hold_list *row;
	size_t n;
	enum err e = DB_ROWS(db, &cli->arena, legal_hold_list, &row, &n, .none = 0);

	(void)ret_bad;
	for (size_t i = 0; !e && i < n; i++)
		printf("%s %.*s %.*s\n", ID_C(row[i].report), STR_ARG(row[i].actor),
		       STR_ARG(row[i].reason));
	return e;
}

static int list_run(struct cli *cli, int argc, char **argv)
{
	(void)argv;
	return cli_ask(cli, argc, "hold list", list_ask);
}

const struct command hold_commands[] = {
	{"hold add",							   "REPORT --reason TEXT --by A --second B",
         "保全一案：照片与身份期满也不销毁（两人办理）", "keeps a case's photos and identity beyond their time (two people)", add_run },
	{ "hold release", "REPORT --by A --second B", "解除保全（两人办理）",
         "ends a hold (two people)", release_run },
	{ "hold list",							     "", "保全中的案件", "what is held", list_run },
	{ .name = NULL						     },
};
