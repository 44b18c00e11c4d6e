#include "cli/two_people.h"

#include "domain/role.h"

#include <stdio.h>
#include <string.h>

const struct r_account_by_login *cli_find_staff(struct cli *cli, const char *login, unsigned roles)
{
	struct db *db = cli_db(cli);
	struct r_account_by_login *row;
	size_t n = 0;
	enum err e;

	if (!db)
		return NULL;
	e = DB_ROWS(db, &cli->arena, account_by_login, &row, &n, .login = str_of(login));
	if (!e && n && ((unsigned)row->roles & roles) && !row->disabled)
		return row;
	fprintf(stderr, "%s: 没有此人，或角色不符 no such account with a role for this:", login);
	for (unsigned i = 0; i < ROLE_COUNT; i++)
		if (roles & 1u << i)
			fprintf(stderr, " %s", role_name(1u << i));
	fputc('\n', stderr);
	return NULL;
}

bool cli_two_people(struct cli *cli, int argc, char **argv, unsigned roles, struct str *ret_actor)
{
	const char *by = cli_option(argc, argv, "--by"),
		   *second = cli_option(argc, argv, "--second");

	if (!by || !second || strcmp(by, second) == 0) {
		fputs("须由两名不同的人员办理 two different people must answer for it: --by A "
		      "--second B\n",
		      stderr);
		return false;
	}
	if (!cli_find_staff(cli, by, roles) || !cli_find_staff(cli, second, roles))
		return false;
	if (ret_actor)
		*ret_actor = arena_printf(&cli->arena, "%s+%s", by, second);
	return !ret_actor || ret_actor->p;
}
