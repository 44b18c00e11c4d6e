#include "cli/record.h"

#include "io/audit_chain.h"

enum err cli_record(struct cli *cli, struct str actor, const char *action, struct id object,
		    struct str after)
{
	const struct effect_audit entry = {
		.actor = actor, .action = str_of(action), .object = object, .after = after
	};
	struct audit_chain chain;
	struct q_audit_put row;

	if (!after.p)
		return ERR_MEMORY;
	audit_chain_init(&chain);
	audit_chain_add(&chain, &entry, cli_now_ms(), &row, &cli->arena);
	return db_run(cli->db, Q_audit_put, &row, NULL);
}

enum err cli_record_login(struct cli *cli, struct str actor, const char *action, struct id account,
			  const char *login)
{
	return cli_record(cli, actor, action, account,
			  arena_printf(&cli->arena, "{\"login\":\"%s\"}", login));
}
