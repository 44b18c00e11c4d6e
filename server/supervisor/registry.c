#include "supervisor/supervisor.h"

#include "base/log.h"

#include <stdio.h>
#include <sys/wait.h>

#define CONFIG_ARGS_MAX 1024

void supervisor_name_registry(struct supervisor *s, const char *dir)
{
	char program[sizeof(s->registry.program)];

	if ((size_t)snprintf(program, sizeof(program), "%s/ezhili", dir) < sizeof(program))
		process_init(&s->registry, "registry", program);
}

/*
 * With our configuration, and as our own user: the index lies in the data directory, which no
 * child's user may write. What it prints goes to its log.
 */
void supervisor_start_registry(struct supervisor *s, int64_t now_ms)
{
	static const char *const task[] = { "registry", "build", "--if-changed" };
	AUTO(arena) a = { .cap = 1u << 16 };
	struct str dir = config_path(&s->config, s->config.log_dir, &a);
	struct str log = arena_printf(&a, "%s/registry.log", dir.p ? dir.p : "");
	char **argv = arena_array(&a, CONFIG_ARGS_MAX + ARRAY_LEN(task) + 2, char *);
	struct process_command command = { .log_path = dir.len ? log.p : NULL,
					   .dies_with_us = true };
	size_t n = 0;
	enum err e = argv ? ERR_OK : ERR_MEMORY;

	if (argv)
		argv[n++] = s->registry.program;
	for (size_t i = 0; argv && s->config_args[i] && i < CONFIG_ARGS_MAX; i++)
		argv[n++] = s->config_args[i];
	for (size_t i = 0; argv && i < ARRAY_LEN(task); i++)
		argv[n++] = (char *)(uintptr_t)task[i];
	command.argv = argv;
	if (!e)
		e = process_start(&s->registry, &command, now_ms);
	if (!e)
		return;
	log_error("registry.unstarted", "program=%s err=%s", s->registry.program, err_name(e));
	if (e != ERR_NOT_FOUND) {
		process_ended(&s->registry, now_ms, s->config.restart_ms);
		s->registry.start_ms = now_ms + s->config.registry_rebuild_ms;
	}
}

void supervisor_registry_ended(struct supervisor *s, int status, int64_t now_ms)
{
	process_ended(&s->registry, now_ms, s->config.restart_ms);
	s->registry.start_ms = now_ms + s->config.registry_rebuild_ms;
	if (s->stop == STOP_NOT && (!WIFEXITED(status) || WEXITSTATUS(status)))
		log_warn("registry.stale", "exit=%d signal=%d log=registry.log",
			 WIFEXITED(status) ? WEXITSTATUS(status) : -1,
			 WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}
