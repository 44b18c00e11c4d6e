#include "cli/cli.h"
#include "cli/registry_index.h"
#include "domain/shop_index.h"

#include "io/disk.h"
#include "io/shop_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
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

static enum err build_image(struct cli *cli, struct arena *a, const char *csv, uint64_t source,
			    struct registry_built *ret)
{
	struct shop_index idx;
	const char *fault = "";
	enum err e = csv ? registry_index_csv(cli, csv, a, ret)
			 : registry_index_db(cli, cli_db(cli), a, source, ret);

	if (e) {
		(void)cli_fail("registry build", e, cli->db);
		return e;
	}
	/* What gateways will do with it, done here first. */
	e = shop_index_open(ret->image, a, &idx, &fault);
	if (e)
		(void)cli_fail(fault, e, NULL);
	return e;
}

/* The present file is whole and made from this; one made from a file is nobody's to replace. */
static bool is_of(const char *path, uint64_t source)
{
	struct shop_file *f = shop_file_new();
	struct shop_mapping *m;
	bool same = false;

	if (f && !shop_file_load(f, path, NULL)) {
		m = shop_file_hold(f);
		same = shop_mapping_index(m)->source == source ||
		       shop_mapping_index(m)->source == REGISTRY_FROM_FILE;
		shop_file_drop(f, m);
	}
	shop_file_free(f);
	return same;
}

/*
 * One builder at a time: two would write the same new file. *ret_fd: held until it is closed.
 * ERR_BUSY: another one is at it.
 */
static enum err lock_index(const char *path, bool wait, struct arena *a, int *ret_fd)
{
	struct str name = arena_printf(a, "%s.lock", path);
	int fd = name.p ? open(name.p, O_RDWR | O_CREAT | O_CLOEXEC, 0644) : -1;

	if (fd < 0)
		return ERR_IO;
	if (flock(fd, LOCK_EX | (wait ? 0 : LOCK_NB))) {
		close(fd);
		return errno == EWOULDBLOCK ? ERR_BUSY : ERR_IO;
	}
	*ret_fd = fd;
	return ERR_OK;
}

static int build(struct cli *cli, struct arena *a, const char *csv, const char *out,
		 bool if_changed)
{
	struct registry_built built = { 0 };
	uint64_t source = REGISTRY_FROM_FILE;
	bool any = true;
	enum err e;

	if (!csv && !cli_db(cli))
		return CLI_FAILED;
	e = csv ? ERR_OK : registry_source(cli->db, a, &source, &any);
	if (e)
		return cli_fail("registry build", e, cli->db);
	if (if_changed && (!any || is_of(out, source)))
		return CLI_OK;
	if (build_image(cli, a, csv, source, &built))
		return CLI_FAILED;
	e = write_index(out, built.image, a);
	if (e)
		return cli_fail(out, e, NULL);
	printf("%s: 商户 shops %ld，拒绝 refused %ld，字节 bytes %zu\n", out, built.shops,
	       built.refused, built.image.len);
	cli_signal_reload(cli);
	return CLI_OK;
}

static int locked_build(struct cli *cli, struct arena *a, const char *csv, const char *out,
			bool if_changed)
{
	int lock, status;
	enum err e = lock_index(out, !if_changed, a, &lock);

	if (e == ERR_BUSY)
		return CLI_OK;
	if (e)
		return cli_fail(out, e, NULL);
	status = build(cli, a, csv, out, if_changed);
	close(lock);
	return status;
}

static int build_run(struct cli *cli, int argc, char **argv)
{
	const char *csv = cli_option(argc, argv, "--registry"), *out;
	bool if_changed = argc == 1 && strcmp(argv[0], "--if-changed") == 0;
	struct str path = config_path(&cli->config, cli->config.registry_index, &cli->arena);
	struct arena a;
	int status;

	out = cli_option(argc, argv, "--out");
	if (!out)
		out = path.p;
	if (!out)
		return cli_fail("registry build", ERR_MEMORY, NULL);
	arena_init(&a, REGISTRY_INDEX_ARENA);
	status = locked_build(cli, &a, csv, out, if_changed);
	arena_release(&a);
	return status;
}

const struct command index_commands[] = {
	{"registry build",					 "[--registry FILE.csv] [--out FILE] | --if-changed",
         "由登记数据（数据库，或一个文件）建立匹配索引，运行中的网关随即换用；--if-changed "
	  "只在数据库变了时（ezhilid 自动这样做）", "builds the matcher's index from the registry (the database, or a file); running "
	  "gateways take it at once. --if-changed: only when the database changed, as ezhilid does "
	  "by itself", build_run },
	{ .name = NULL},
};
