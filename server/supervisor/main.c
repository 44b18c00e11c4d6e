#include "base/config_args.h"
#include "base/log.h"
#include "io/datadir.h"
#include "supervisor/supervisor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const char usage[] =
	"ezhilid " EZHILI_VERSION "\n"
	"用法 usage: ezhilid [--data DIR] [--config FILE] [--set NAME=VALUE]… [--print-config]\n"
	"启动并看护 ezhili 的各个进程，直到收到 SIGTERM。\n"
	"Starts ezhili's processes and looks after them until a SIGTERM.\n";

static int print_config(const struct config *c)
{
	struct buf out = BUF_INIT(1u << 20);
	int failed;

	config_print(c, true, &out);
	failed = !buf_ok(&out) || fwrite(out.p, 1, out.len, stdout) != out.len;
	buf_release(&out);
	return failed;
}

/* Connections are capped by the configuration; the descriptors for them must be there. */
static void raise_limits(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files))
		return;
	files.rlim_cur = files.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &files);
	log_info("limits", "files=%llu", (unsigned long long)files.rlim_cur);
}

static int run(struct supervisor *s, struct buf *why)
{
	enum err e = datadir_resolve(&s->config, why);

	if (!e)
		e = supervisor_boot(s, why);
	if (e) {
		fprintf(stderr, "ezhilid: 无法启动 cannot start (%s)\n%s", err_name(e),
			why->p ? why->p : "");
		supervisor_stop(s);
		return 1;
	}
	if (geteuid() == 0 && !s->config.user_database.len)
		log_warn("users.one", "data=%s why=\"a directory above it is closed to others\"",
			 s->config.data_dir.p);
	log_info("start", "version=%s data=%s port=%lld gateways=%zu", EZHILI_VERSION,
		 s->config.data_dir.p, (long long)s->config.port, s->n_gateways);
	return supervisor_watch(s) ? 1 : 0;
}

/* Without the program's name; reading the configuration takes them out of argv. */
static char **copy_args(int argc, char **argv)
{
	char **copy = calloc((size_t)argc + 1, sizeof(*copy));

	for (int i = 1; copy && i < argc; i++)
		copy[i - 1] = argv[i];
	return copy;
}

int main(int argc, char **argv)
{
	static struct supervisor s; /* large, and there is one */
	struct buf why = BUF_INIT(1u << 16);
	char **copy;
	enum err e;
	int status = 2;

	log_init("ezhilid", LOG_LVL_INFO);
	s.status = BUF_INIT(0);
	s.lock_fd = s.signal_fd = -1;
	s.config_args = copy = copy_args(argc, argv);
	e = copy ? config_from_args(&s.config, &argc, argv, &why) : ERR_MEMORY;
	if (e)
		fprintf(stderr, "ezhilid: 配置有误 bad configuration\n%s",
			why.p ? why.p : err_name(e));
	else if (argc == 2 && strcmp(argv[1], "--print-config") == 0)
		status = print_config(&s.config);
	else if (argc > 1)
		fputs(usage, stderr);
	else {
		log_init("ezhilid", config_log_level(&s.config));
		raise_limits();
		status = run(&s, &why);
	}
	supervisor_release(&s);
	buf_release(&why);
	free(copy);
	return status;
}
