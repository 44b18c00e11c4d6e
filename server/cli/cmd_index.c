#include "cli/cli.h"
#include "cli/registry_index.h"
#include "domain/shop_index.h"

#include "io/disk.h"

#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* After a crash the old or the new file is there, never half of one. */
static enum err sync_folder(const char *path, struct arena *a)
{
	struct str copy = arena_str(a, str_of(path));
	int fd = copy.p ? open(dirname((char *)(uintptr_t)copy.p), O_RDONLY | O_DIRECTORY) : -1;
	enum err e = fd >= 0 && fsync(fd) == 0 ? ERR_OK : ERR_IO;

	if (fd >= 0)
		close(fd);
	return e;
}

static enum err write_index(const char *path, struct str image, struct arena *a)
{
	struct str tmp = arena_printf(a, "%s.new", path);
	int fd = tmp.p ? open(tmp.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : -1;
	enum err e;

	if (fd < 0)
		return ERR_IO;
	e = disk_write(fd, image.p, image.len, 0);
	if (!e && fsync(fd))
		e = ERR_IO;
	if (close(fd) && !e)
		e = ERR_IO;
	if (!e && rename(tmp.p, path))
		e = ERR_IO;
	if (e)
		unlink(tmp.p);
	return e ? e : sync_folder(path, a);
}

static int build(struct cli *cli, struct arena *a, const char *csv, const char *out)
{
	struct registry_built built = { 0 };
	struct shop_index idx;
	const char *fault = "";
	struct db *db = csv ? NULL : cli_db(cli);
	enum err e;

	if (!csv && !db)
		return CLI_FAILED;
	e = csv ? registry_index_csv(cli, csv, a, &built) : registry_index_db(cli, db, a, &built);
	if (e)
		return cli_fail("registry build", e, db);
	/* What gateways will do with it, done here first. */
	e = shop_index_open(built.image, a, &idx, &fault);
	if (e)
		return cli_fail(fault, e, NULL);
	e = write_index(out, built.image, a);
	if (e)
		return cli_fail(out, e, NULL);
	printf("%s: 商户 shops %u，拒绝 refused %ld，字节 bytes %zu\n", out, idx.shops,
	       built.refused, built.image.len);
	cli_signal_reload(cli);
	return CLI_OK;
}

static int build_run(struct cli *cli, int argc, char **argv)
{
	const char *csv = cli_option(argc, argv, "--registry"), *out;
	struct str path = config_path(&cli->config, cli->config.registry_index, &cli->arena);
	struct arena a;
	int status;

	out = cli_option(argc, argv, "--out");
	if (!out)
		out = path.p;
	if (!out)
		return cli_fail("registry build", ERR_MEMORY, NULL);
	arena_init(&a, REGISTRY_INDEX_ARENA);
	status = build(cli, &a, csv, out);
	arena_release(&a);
	return status;
}

const struct command index_commands[] = {
	{"registry build",										      "[--registry FILE.csv] [--out FILE]",
         "由登记数据（数据库，或一个文件）建立匹配索引，运行中的网关随即换用",
         "builds the matcher's index from the registry (the database, or a file); running "
	  "gateways take it at once", build_run },
	{ .name = NULL},
};
