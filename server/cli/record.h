/* What the command line leaves in the audit log: each command an epoch of one entry. */
#ifndef CLI_RECORD_H
#define CLI_RECORD_H

#include "cli/cli.h"

/*
 * In the transaction of what it tells. actor: who answers for it, or "cli"; after: JSON. object may
 * be zero.
 */
CHECKED enum err cli_record(struct cli *cli, struct str actor, const char *action, struct id object,
			    struct str after);
/* Of an account: after is its login. */
CHECKED enum err cli_record_login(struct cli *cli, struct str actor, const char *action,
				  struct id account, const char *login);

#endif
