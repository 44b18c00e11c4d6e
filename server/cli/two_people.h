/*
 * The two-person rule of the command line: whoever runs it names two different people
 * with accounts here, who answer for what is done. Their names are kept with it.
 */
#ifndef CLI_TWO_PEOPLE_H
#define CLI_TWO_PEOPLE_H

#include "cli/cli.h"

/* An enabled account that holds one of roles; NULL after having said what is wrong. */
const struct r_account_by_login *cli_find_staff(struct cli *cli, const char *login, unsigned roles);

/*
 * Reads --by A --second B. True when both are different people with one of roles; *ret_actor
 * (may be NULL) is "A+B". False after having said what is wrong.
 */
bool cli_two_people(struct cli *cli, int argc, char **argv, unsigned roles, struct str *ret_actor);

#endif
