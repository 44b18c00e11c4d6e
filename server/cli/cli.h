/*
 * ezhili's command line: tables of commands, one file a family.
 *
 * A new command is one row and one function in a cli/cmd_*.c file; a new file
 * adds its table to command_tables in cli/main.c. A command's words are its
 * name: "user add". What it prints is for people, Chinese first, unless it
 * feeds another program.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/config.h"
#include "base/err.h"
#include "io/db.h"

#include <stdbool.h>
#include <stdint.h>

#define CLI_ARENA_MAX (1ull << 30)

struct cli {
	struct config config; /* data_dir is absolute */
	struct arena arena;   /* lives as long as the command */
	struct db *db;        /* see cli_db */
};

enum cli_status { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

struct command {
	const char *name, *args; /* args: what follows, for the help */
	const char *zh, *en;
	/* argv[0] is the first argument after the name; argv[argc] is NULL. Returns the exit
	 * status. */
	int (*run)(struct cli *cli, int argc, char **argv);
};

/* Tables end with .name == NULL. */
extern const struct command keys_commands[], money_commands[], ledger_commands[], bank_commands[];
extern const struct command stats_commands[], order_commands[], escrow_commands[],
	staff_key_commands[], hold_commands[];
extern const struct command setup_commands[], user_commands[], registry_commands[],
	index_commands[], match_commands[], score_commands[];

/*
 * The database, as its administrator with the statements for @cli; opened once.
 * NULL when it cannot be reached: the reason has been printed.
 */
struct db *cli_db(struct cli *cli);

/*
 * The run of a command that takes no arguments and asks the database: opens it, calls ask and
 * prints what went wrong. *ret_bad, false before: what was found is not as it must be, and the
 * exit status says so.
 */
int cli_ask(struct cli *cli, int argc, const char *what,
	    enum err (*ask)(struct cli *cli, struct db *db, bool *ret_bad));

/* Prints "what: reason" to standard error and returns CLI_FAILED. */
int cli_fail(const char *what, enum err e, const struct db *db);

/* The value after an option such as "--roles"; NULL when it is not there. */
const char *cli_option(int argc, char **argv, const char *option);

/* A whole file in the arena. ERR_IO, ERR_LIMIT (more than max bytes), ERR_MEMORY. */
CHECKED enum err cli_read_file(struct cli *cli, const char *path, size_t max, struct str *ret_text);

int64_t cli_now_ms(void);

/* Asks the running ezhilid to make its gateways map a new registry index; nothing when none runs.
 */
void cli_signal_reload(struct cli *cli);

#endif
