#include "supervisor/supervisor.h"

#include "base/log.h"
#include "io/datadir.h"
#include "io/db_admin.h"
#include "io/grants.h"
#include "io/migrate.h"
#include "supervisor/database.h"
#include "supervisor/listener.h"
#include "supervisor/privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DATABASE_WAIT_MS 120000

int64_t supervisor_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t wall_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static enum err take_lock(struct supervisor *s, struct buf *why)
{
	AUTO(arena) a = { .cap = 1u << 16 };
	struct str path = config_path(&s->config, STR("run/pid"), &a);
	char text[24];
	int n;

	if (!path.p)
		return ERR_MEMORY;
	s->lock_fd = open(path.p, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (s->lock_fd < 0 || flock(s->lock_fd, LOCK_EX | LOCK_NB)) {
		buf_printf(why, "%s: %s\n", path.p,
			   errno == EWOULDBLOCK ? "another ezhilid runs on this data directory"
						: strerror(errno));
		return ERR_CONFLICT;
	}
	n = snprintf(text, sizeof(text), "%d\n", (int)getpid());
	if (ftruncate(s->lock_fd, 0) || write(s->lock_fd, text, (size_t)n) != n)
		return ERR_IO;
	return ERR_OK;
}

/* Signals are read from a descriptor, so that nothing runs inside a handler. */
static enum err take_signals(struct supervisor *s)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, NULL) || signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return ERR_IO;
	s->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return s->signal_fd < 0 ? ERR_IO : ERR_OK;
}

static bool stop_is_wanted(void)
{
	sigset_t pending;

	return sigpending(&pending) == 0 &&
	       (sigismember(&pending, SIGTERM) || sigismember(&pending, SIGINT));
}

static enum err wait_for_database(struct supervisor *s, struct buf *why)
{
	int64_t until = supervisor_now_ms() + DATABASE_WAIT_MS;
	const struct timespec pause = { .tv_nsec = 20000000 };

	while (supervisor_now_ms() < until && !stop_is_wanted()) {
		if (database_is_ready(&s->config)) {
			s->database.state = PROCESS_UP;
			return ERR_OK;
		}
		if (waitpid(s->database.pid, NULL, WNOHANG) == s->database.pid) {
			process_ended(&s->database, supervisor_now_ms(), s->config.restart_ms);
			break;
		}
		nanosleep(&pause, NULL);
	}
	buf_printf(why, "the private mariadbd does not answer, see %s/log/mariadb.log\n",
		   s->config.data_dir.p);
	return ERR_LOST;
}

static enum err start_database(struct supervisor *s, struct buf *why)
{
	char program[4096];
	enum err e;

	if (database_program(&s->config, program)) {
		buf_add_str(why, STR("mariadbd: not found; install mariadb-server-core\n"));
		return ERR_NOT_FOUND;
	}
	process_init(&s->database, "mariadb", program);
	e = database_start(&s->database, &s->config, supervisor_now_ms(), why);
	return e ? e : wait_for_database(s, why);
}

/* Each process its own user with its own random password, new at every start. */
static enum err make_users(struct supervisor *s, struct db *db, const struct db_config *admin)
{
	const char *host = db_admin_is_private(&s->config) ? "localhost" : "%";
	struct grant_user gateway = { "gateway", admin->name, s->db_user_gateway, host };
	struct grant_user payout = { "payout", admin->name, s->db_user_payout, host };
	struct grant_user sms = { "sms", admin->name, s->db_user_sms, host };
	char node[9];
	enum err e = datadir_node(&s->config, node);

	if (e)
		return e;
	snprintf(s->db_user_gateway, sizeof(s->db_user_gateway), "gateway_%s", node);
	snprintf(s->db_user_payout, sizeof(s->db_user_payout), "payout_%s", node);
	snprintf(s->db_user_sms, sizeof(s->db_user_sms), "sms_%s", node);
	e = grants_apply(db, &gateway, &s->password_gateway);
	if (!e)
		e = grants_apply(db, &payout, &s->password_payout);
	if (!e && supervisor_wants_sms(s))
		e = grants_apply(db, &sms, &s->password_sms);
	return e;
}

/* A server elsewhere may start later than we do. */
static enum err open_patiently(const struct db_config *c, struct db **ret_db)
{
	int64_t until = supervisor_now_ms() + DATABASE_WAIT_MS;
	const struct timespec pause = { .tv_nsec = 500000000 };
	enum err e = db_open(c, ret_db);

	if (e == ERR_LOST)
		log_warn("database.waiting", "text=\"%s\"", db_error(*ret_db));
	while (e == ERR_LOST && supervisor_now_ms() < until && !stop_is_wanted()) {
		db_close(*ret_db);
		*ret_db = NULL;
		nanosleep(&pause, NULL);
		e = db_open(c, ret_db);
	}
	return e;
}

static enum err make_schema(const struct db_config *admin, struct buf *why)
{
	struct db_config plain = *admin;
	struct db *db = NULL;
	enum err e;

	plain.name = NULL;
	e = open_patiently(&plain, &db);
	if (!e)
		e = grants_make_database(db, admin->name);
	if (e)
		buf_printf(why, "database: %s %s\n", err_name(e),
			   db ? db_error(db) : "cannot connect");
	db_close(db);
	return e;
}

static enum err prepare_database(struct supervisor *s, struct buf *why)
{
	AUTO(arena) a = { .cap = 1u << 16 };
	struct db_config admin;
	struct db *db = NULL;
	int applied = 0;
	enum err e;

	e = db_admin_config(&s->config, 0, &a, &admin, why);
	if (!e)
		e = make_schema(&admin, why);
	if (!e)
		e = migrate(&admin, migrations, wall_ms(), &applied, why);
	if (e)
		return e;
	if (applied)
		log_info("migrate.done", "applied=%d", applied);
	e = db_open(&admin, &db);
	if (!e)
		e = make_users(s, db, &admin);
	if (e)
		buf_printf(why, "database users: %s %s\n", err_name(e), db ? db_error(db) : "");
	db_close(db);
	return e;
}

static enum err open_listeners(struct supervisor *s, struct buf *why)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n = (size_t)s->config.gateways;
	enum err e;

	if (n == 0)
		n = cores < 1 ? 1 : cores > GATEWAYS_MAX ? GATEWAYS_MAX : (size_t)cores;
	e = listener_open(s->config.listen_host.p, (uint16_t)s->config.port, n, s->listen_fd);
	if (e)
		buf_printf(why, "%s port %lld: %s\n", s->config.listen_host.p,
			   (long long)s->config.port,
			   e == ERR_INPUT ? "listen_host must be an address"
			   : e == ERR_CONFLICT
				   ? "the port is taken; stop what uses it or set another"
				   : strerror(errno));
	if (e)
		return e;
	s->n_gateways = n;
	/* A gateway has one picture judged at a time: more media processes than gateways would
	 * idle. */
	s->n_media = s->config.media_workers ? (size_t)s->config.media_workers : n;
	if (s->n_media > n)
		s->n_media = n;
	return ERR_OK;
}

enum err supervisor_boot(struct supervisor *s, struct buf *why)
{
	bool private = db_admin_is_private(&s->config);
	enum err e;

	for (size_t i = 0; i < GATEWAYS_MAX; i++)
		s->listen_fd[i] = -1;
	e = take_signals(s);
	if (!e)
		e = datadir_init(&s->config, why);
	if (!e)
		e = take_lock(s, why);
	if (!e)
		e = datadir_key(&s->config, "gateway/master.key", false, &s->master_key);
	if (!e)
		e = datadir_key(&s->config, "payout/payout.key", true, &s->payout_key);
	if (!e && supervisor_wants_sms(s))
		e = datadir_key(&s->config, "sms/sms.key", true, &s->sms_key);
	/* Before the database: a taken port is the commonest mistake and should be told at once. */
	if (!e)
		e = open_listeners(s, why);
	if (!e && private)
		e = database_install(&s->config, why);
	/* Nothing after this line makes a directory for another user or binds a port. */
	if (!e)
		e = privileges_drop();
	if (!e && private)
		e = start_database(s, why);
	if (!e)
		e = prepare_database(s, why);
	return e;
}

void supervisor_release(struct supervisor *s)
{
	for (size_t i = 0; i < s->n_gateways; i++) {
		seqpacket_release(&s->gateway[i].channel);
		if (s->listen_fd[i] >= 0)
			close(s->listen_fd[i]);
	}
	secret_release(&s->master_key);
	secret_release(&s->payout_key);
	secret_release(&s->password_gateway);
	secret_release(&s->password_payout);
	secret_release(&s->sms_key);
	secret_release(&s->password_sms);
	buf_release(&s->status);
	if (s->signal_fd >= 0)
		close(s->signal_fd);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	config_release(&s->config);
}
