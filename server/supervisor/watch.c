#include "supervisor/supervisor.h"

#include "base/log.h"
#include "io/handover.h"
#include "supervisor/database.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES_MAX     (GATEWAYS_MAX + MEDIA_MAX + 4)
#define DATABASE_ASK_MS   50
#define REST_DEADLINE_MS  10000
#define DATABASE_DEADLINE 120000

/* Every process that has a name, in the order of a stop. */
static size_t all(struct supervisor *s, struct process *ret_p[PROCESSES_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_gateways; i++)
		ret_p[n++] = &s->gateway[i];
	ret_p[n++] = &s->payout;
	ret_p[n++] = &s->sms;
	ret_p[n++] = &s->registry;
	for (size_t i = 0; i < s->n_media; i++)
		ret_p[n++] = &s->media[i];
	ret_p[n++] = &s->database;
	return n;
}

static bool is_gateway(const struct supervisor *s, const struct process *p)
{
	return p >= s->gateway && p < s->gateway + GATEWAYS_MAX;
}

static enum stop_stage stage_of(const struct supervisor *s, const struct process *p)
{
	if (p == &s->database)
		return STOP_DATABASE;
	return is_gateway(s, p) ? STOP_GATEWAYS : STOP_REST;
}

static void start_one(struct supervisor *s, struct process *p, int64_t now_ms)
{
	struct buf why = BUF_INIT(4096);

	if (p == &s->database) {
		if (database_start(p, &s->config, now_ms, &why)) {
			log_error("database.failed", "why=\"%s\"", why.p ? why.p : "");
			process_ended(p, now_ms, s->config.restart_ms);
		}
	} else if (p == &s->payout) {
		supervisor_start_payout(s, now_ms);
	} else if (p == &s->sms) {
		supervisor_start_sms(s, now_ms);
	} else if (p == &s->registry) {
		supervisor_start_registry(s, now_ms);
	} else if (is_gateway(s, p)) {
		supervisor_start_gateway(s, (size_t)(p - s->gateway), now_ms);
	} else {
		supervisor_start_media(s, (size_t)(p - s->media), now_ms);
	}
	buf_release(&why);
}

/* The registry's look has nobody to ask before the private database is up. */
static bool must_wait(const struct supervisor *s, const struct process *p)
{
	return p == &s->registry && s->database.name[0] && s->database.state != PROCESS_UP;
}

/* Starts what is due; how long until the next, in milliseconds, at most most_ms. */
static int start_due(struct supervisor *s, int64_t now_ms, int most_ms)
{
	struct process *p[PROCESSES_MAX];
	size_t n = all(s, p);
	int64_t next = most_ms;

	for (size_t i = 0; i < n; i++) {
		if (!p[i]->name[0] || p[i]->state != PROCESS_DOWN || s->stop != STOP_NOT ||
		    must_wait(s, p[i]))
			continue;
		if (p[i]->start_ms <= now_ms)
			start_one(s, p[i], now_ms);
		if (p[i]->state == PROCESS_DOWN && p[i]->start_ms - now_ms < next)
			next = p[i]->start_ms > now_ms ? p[i]->start_ms - now_ms : 0;
	}
	if (s->database.state == PROCESS_STARTING) {
		if (database_is_ready(&s->config))
			s->database.state = PROCESS_UP;
		else if (next > DATABASE_ASK_MS)
			next = DATABASE_ASK_MS;
	}
	return (int)next;
}

static void reap(struct supervisor *s, int64_t now_ms)
{
	struct process *p[PROCESSES_MAX];
	size_t n = all(s, p);
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (size_t i = 0; i < n; i++) {
			if (p[i]->pid != pid)
				continue;
			if (p[i] == &s->registry) {
				supervisor_registry_ended(s, status, now_ms);
				continue;
			}
			process_ended(p[i], now_ms, s->config.restart_ms);
			if (s->stop == STOP_NOT)
				log_warn("process.ended",
					 "name=%s pid=%d exit=%d signal=%d again_ms=%lld",
					 p[i]->name, (int)pid,
					 WIFEXITED(status) ? WEXITSTATUS(status) : -1,
					 WIFSIGNALED(status) ? WTERMSIG(status) : 0,
					 (long long)p[i]->wait_ms);
			else
				log_info("process.stopped", "name=%s pid=%d", p[i]->name, (int)pid);
		}
	}
}

static void signal_stage(struct supervisor *s, enum stop_stage stage, int sig)
{
	struct process *p[PROCESSES_MAX];
	size_t n = all(s, p);

	for (size_t i = 0; i < n; i++) {
		if (stage_of(s, p[i]) == stage && p[i]->pid > 0)
			kill(p[i]->pid, sig);
	}
}

static bool stage_is_over(struct supervisor *s, enum stop_stage stage)
{
	struct process *p[PROCESSES_MAX];
	size_t n = all(s, p);

	for (size_t i = 0; i < n; i++) {
		if (stage_of(s, p[i]) == stage && p[i]->pid > 0)
			return false;
	}
	return true;
}

/* Gateways first, so that nothing new comes in; the database last, so that nothing is lost. */
static void advance_stop(struct supervisor *s, int64_t now_ms)
{
	while (s->stop != STOP_NOT && s->stop != STOP_DONE) {
		if (!stage_is_over(s, s->stop)) {
			if (now_ms < s->stop_deadline_ms)
				return;
			log_warn("stop.forced", "stage=%d", (int)s->stop);
			signal_stage(s, s->stop, SIGKILL);
			s->stop_deadline_ms = now_ms + REST_DEADLINE_MS;
			return;
		}
		s->stop++;
		s->stop_deadline_ms = now_ms + (s->stop == STOP_DATABASE ? DATABASE_DEADLINE
									 : REST_DEADLINE_MS);
		signal_stage(s, s->stop, SIGTERM);
	}
}

static void begin_stop(struct supervisor *s, int64_t now_ms)
{
	if (s->stop != STOP_NOT)
		return;
	log_info("stop.begin", "drain_ms=%lld", (long long)s->config.drain_ms);
	s->stop = STOP_GATEWAYS;
	s->stop_deadline_ms = now_ms + s->config.drain_ms;
	signal_stage(s, STOP_GATEWAYS, SIGTERM);
}

static void tell_reload(struct supervisor *s)
{
	log_info("registry.reload", "gateways=%zu", s->n_gateways);
	for (size_t i = 0; i < s->n_gateways; i++) {
		if (s->gateway[i].state == PROCESS_UP &&
		    handover_send_reload(&s->gateway[i].channel, "registry"))
			log_warn("reload.unsent", "name=%s", s->gateway[i].name);
	}
}

static void read_signals(struct supervisor *s, int64_t now_ms)
{
	struct signalfd_siginfo info;

	while (read(s->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
			begin_stop(s, now_ms);
		else if (info.ssi_signo == SIGHUP)
			tell_reload(s);
	}
	reap(s, now_ms);
}

/* A child speaks once: that it is ready. Anything else, or its channel's end, and it must go. */
static void read_channel(struct supervisor *s, struct process *p)
{
	struct seqpacket_msg msg;
	enum err e = seqpacket_recv(&p->channel, &msg);

	if (e == ERR_BUSY)
		return;
	if (e) {
		if (e == ERR_CORRUPT)
			kill(p->pid, SIGKILL);
		seqpacket_release(&p->channel);
		return;
	}
	p->state = PROCESS_UP;
	snprintf(p->degraded, sizeof(p->degraded), "%.*s", (int)msg.len, (const char *)msg.body);
	log_info("process.ready", "name=%s degraded=%s", p->name,
		 p->degraded[0] ? p->degraded : "no");
	buf_reset(&s->status); /* so that the newly started hears it too */
}

static void wait_and_read(struct supervisor *s, int timeout_ms)
{
	struct process *p[PROCESSES_MAX];
	struct pollfd fds[PROCESSES_MAX + 1];
	size_t n = all(s, p);

	for (size_t i = 0; i < n; i++)
		fds[i] = (struct pollfd){ .fd = p[i]->name[0] ? p[i]->channel.fd : -1,
					  .events = POLLIN };
	fds[n] = (struct pollfd){ .fd = s->signal_fd, .events = POLLIN };
	if (poll(fds, n + 1, timeout_ms) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		if (fds[i].revents)
			read_channel(s, p[i]);
	}
	if (fds[n].revents)
		read_signals(s, supervisor_now_ms());
}

static void name_each(struct process *p, size_t n, const char *name, const char *dir)
{
	char program[sizeof(p->program)], numbered[PROCESS_NAME_MAX];

	snprintf(program, sizeof(program), "%s/ezhili-%s", dir, name);
	for (size_t i = 0; i < n; i++) {
		snprintf(numbered, sizeof(numbered), "%s.%zu", name, i);
		process_init(&p[i], numbered, program);
	}
}

static void name_children(struct supervisor *s)
{
	AUTO(arena) a = { .cap = 1u << 16 };
	char self[4096];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	struct str dir = config_path(&s->config, s->config.libexec_dir, &a);
	char *slash;

	self[len > 0 ? len : 0] = '\0';
	slash = strrchr(self, '/');
	if (slash)
		*slash = '\0';
	supervisor_name_registry(s, self);
	if (!dir.len)
		dir = str_of(self);
	process_init(&s->payout, "payout", arena_printf(&a, "%s/ezhili-payout", dir.p).p);
	if (supervisor_wants_sms(s))
		process_init(&s->sms, "sms", arena_printf(&a, "%s/ezhili-sms", dir.p).p);
	name_each(s->media, s->n_media, "media", dir.p);
	name_each(s->gateway, s->n_gateways, "gateway", dir.p);
}

enum err supervisor_watch(struct supervisor *s)
{
	name_children(s);
	while (s->stop != STOP_DONE) {
		int64_t now_ms = supervisor_now_ms();
		int timeout = start_due(s, now_ms, s->stop == STOP_NOT ? 1000 : 50);

		advance_stop(s, now_ms);
		if (s->stop == STOP_DONE)
			break;
		supervisor_tell_status(s);
		wait_and_read(s, timeout);
	}
	log_info("stop.done", "%s", "");
	return ERR_OK;
}

void supervisor_stop(struct supervisor *s)
{
	begin_stop(s, supervisor_now_ms());
	while (s->stop != STOP_DONE) {
		wait_and_read(s, 50);
		advance_stop(s, supervisor_now_ms());
	}
}
