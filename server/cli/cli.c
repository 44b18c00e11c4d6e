#include "cli/cli.h"

#include "io/db_admin.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct db *cli_db(struct cli *cli)
{
	struct buf why = BUF_INIT(4096);
	struct db_config config;
	enum err e;

	if (cli->db)
		return cli->db;
	e = db_admin_config(&cli->config, QUERY_FOR_CLI, &cli->arena, &config, &why);
	if (!e)
		e = db_open(&config, &cli->db);
	if (e && why.len)
		fprintf(stderr, "%s", why.p);
	else if (e)
		fprintf(stderr,
			"数据库连不上（ezhilid 在运行吗？） the database cannot be reached (is "
			"ezhilid running?): %s %s\n",
			err_name(e), cli->db ? db_error(cli->db) : "");
	buf_release(&why);
	if (e) {
		db_close(cli->db);
		cli->db = NULL;
	}
	return cli->db;
}

int cli_fail(const char *what, enum err e, const struct db *db)
{
	const char *detail = db ? db_error(db) : "";

	fprintf(stderr, "%s: %s%s%s\n", what,
		e == ERR_IO && !*detail ? strerror(errno) : err_name(e), *detail ? " " : "",
		detail);
	return CLI_FAILED;
}

int cli_ask(struct cli *cli, int argc, const char *what,
	    enum err (*ask)(struct cli *cli, struct db *db, bool *ret_bad))
{
	struct db *db = argc ? NULL : cli_db(cli);
	bool bad = false;
	enum err e;

	if (argc)
		return CLI_USAGE;
	if (!db)
		return CLI_FAILED;
	e = ask(cli, db, &bad);
	if (e)
		return cli_fail(what, e, db);
	return bad ? CLI_FAILED : CLI_OK;
}

const char *cli_option(int argc, char **argv, const char *option)
{
	for (int i = 0; i + 1 < argc; i++) {
		if (strcmp(argv[i], option) == 0)
			return argv[i + 1];
	}
	return NULL;
}

enum err cli_read_file(struct cli *cli, const char *path, size_t max, struct str *ret_text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	size_t got = 0;
	ssize_t n = 1;
	char *p;

	if (fd < 0)
		return ERR_IO;
	if (fstat(fd, &st) || (uint64_t)st.st_size > max) {
		close(fd);
		return ERR_LIMIT;
	}
	p = arena_alloc(&cli->arena, (size_t)st.st_size + 1);
	while (p && n > 0 && got < (size_t)st.st_size) {
		n = read(fd, p + got, (size_t)st.st_size - got);
		got += n > 0 ? (size_t)n : 0;
	}
	close(fd);
	if (!p || n < 0)
		return p ? ERR_IO : ERR_MEMORY;
	*ret_text = (struct str){ p, got };
	return ERR_OK;
}

int64_t cli_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void cli_signal_reload(struct cli *cli)
{
	struct str path = config_path(&cli->config, STR("run/pid"), &cli->arena);
	int fd = path.p ? open(path.p, O_RDONLY | O_CLOEXEC) : -1;
	struct str text;
	long long pid;
	bool runs;

	if (fd < 0)
		return;
	/* Its lock tells whether it lives; a number alone may be somebody else's by now. */
	runs = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
	close(fd);
	if (runs && !cli_read_file(cli, path.p, 64, &text) && str_to_i64(str_trim(text), &pid) &&
	    pid > 1)
		(void)kill((pid_t)pid, SIGHUP);
}
