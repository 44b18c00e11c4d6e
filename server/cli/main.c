#include "base/config_args.h"
#include "base/log.h"
#include "cli/cli.h"
#include "io/datadir.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const struct command *const command_tables[] = {
	setup_commands, user_commands,   registry_commands, keys_commands,      money_commands,
	order_commands, ledger_commands, bank_commands,     index_commands,     match_commands,
	score_commands, stats_commands,  escrow_commands,   staff_key_commands, hold_commands,
};

static void print_help(FILE *to)
{
	fputs("ezhili " EZHILI_VERSION "\n"
	      "用法 usage: ezhili [--data DIR] [--config FILE] [--set NAME=VALUE]… 命令 "
	      "COMMAND\n\n",
	      to);
	for (size_t t = 0; t < ARRAY_LEN(command_tables); t++) {
		for (const struct command *c = command_tables[t]; c->name; c++)
			fprintf(to, "  %s %s\n      %s\n      %s\n", c->name, c->args, c->zh,
				c->en);
	}
}

/* How many arguments the command's name takes; 0 when they are others. */
static int matches(const char *name, int argc, char **argv)
{
	struct str rest = str_of(name);
	int n = 0;

	while (rest.p) {
		struct str word = str_cut(&rest, ' ');

		if (n >= argc || !str_eq(word, str_of(argv[n])))
			return 0;
		n++;
	}
	return n;
}

/* The command with the most words, so that "registry" and "registry import" could both exist. */
static const struct command *find(int argc, char **argv, int *ret_words)
{
	const struct command *best = NULL;

	*ret_words = 0;
	for (size_t t = 0; t < ARRAY_LEN(command_tables); t++) {
		for (const struct command *c = command_tables[t]; c->name; c++) {
			int words = matches(c->name, argc, argv);

			if (words > *ret_words) {
				*ret_words = words;
				best = c;
			}
		}
	}
	return best;
}

static int run(struct cli *cli, int argc, char **argv)
{
	const struct command *c;
	int words, status;

	if (argc == 0 || strcmp(argv[0], "help") == 0 || strcmp(argv[0], "--help") == 0) {
		print_help(argc == 0 ? stderr : stdout);
		return argc == 0 ? CLI_USAGE : CLI_OK;
	}
	c = find(argc, argv, &words);
	if (!c) {
		fprintf(stderr, "没有这个命令 no such command: %s\n见 see: ezhili help\n", argv[0]);
		return CLI_USAGE;
	}
	status = c->run(cli, argc - words, argv + words);
	if (status == CLI_USAGE)
		fprintf(stderr, "用法 usage: ezhili %s %s\n  %s\n  %s\n", c->name, c->args, c->zh,
			c->en);
	return status;
}

int main(int argc, char **argv)
{
	struct buf why = BUF_INIT(1u << 16);
	struct cli cli = { 0 };
	int status = CLI_USAGE;

	log_init("ezhili", LOG_LVL_WARN);
	if (sodium_init() < 0)
		return CLI_FAILED;
	arena_init(&cli.arena, CLI_ARENA_MAX);
	if (config_from_args(&cli.config, &argc, argv, &why))
		fprintf(stderr, "%s", why.p ? why.p : "?\n");
	else
		status = run(&cli, argc - 1, argv + 1);
	db_close(cli.db);
	config_release(&cli.config);
	arena_release(&cli.arena);
	buf_release(&why);
	return status;
}
