#include "cli/cli.h"

#include "io/datadir.h"
#include "io/db_admin.h"
#include "io/migrate.h"

#include <stdio.h>

static int init_run(struct cli *cli, int argc, char **argv)
{
	struct buf why = BUF_INIT(4096);
	enum err e;

	(void)argv;
	if (argc)
		return CLI_USAGE;
	e = datadir_resolve(&cli->config, &why);
	if (!e)
		e = datadir_init(&cli->config, &why);
	if (e)
		fprintf(stderr, "%s", why.p ? why.p : err_name(e));
	else
		printf("数据目录已就绪 data directory ready: %s\n", cli->config.data_dir.p);
	buf_release(&why);
	return e ? CLI_FAILED : CLI_OK;
}

static int migrate_run(struct cli *cli, int argc, char **argv)
{
	struct buf why = BUF_INIT(4096);
	struct db_config config;
	int applied = 0;
	enum err e;

	(void)argv;
	if (argc)
		return CLI_USAGE;
	e = db_admin_config(&cli->config, 0, &cli->arena, &config, &why);
	if (!e)
		e = migrate(&config, migrations, cli_now_ms(), &applied, &why);
	if (e)
		fprintf(stderr, "%s: %s", err_name(e), why.p ? why.p : "\n");
	else
		printf("已应用 applied: %d\n", applied);
	buf_release(&why);
	return e ? CLI_FAILED : CLI_OK;
}

static int print_config_run(struct cli *cli, int argc, char **argv)
{
	struct buf out = BUF_INIT(1u << 20);
	int status = CLI_FAILED;

	(void)argv;
	if (argc)
		return CLI_USAGE;
	config_print(&cli->config, true, &out);
	if (buf_ok(&out) && fwrite(out.p, 1, out.len, stdout) == out.len)
		status = CLI_OK;
	buf_release(&out);
	return status;
}

const struct command setup_commands[] = {
	{"init",			 "", "建立数据目录和密钥", "makes the data directory and its keys", init_run },
	{ "migrate", "", "升级数据库结构（ezhilid 启动时也会做）",
         "brings the schema up to date (ezhilid does it at start, too)", migrate_run },
	{ "print-config",                      "", "打印全部配置和说明", "prints every key with its meaning and limits",
         print_config_run },
	{ .name = NULL                    },
};
