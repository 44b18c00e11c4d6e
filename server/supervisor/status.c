#include "supervisor/supervisor.h"

#include "base/log.h"
#include "io/handover.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STATUS_MAX 32768

static void add(struct buf *out, const struct process *p)
{
	if (!p->name[0])
		return;
	buf_printf(out, "%s\"%s\":{\"state\":\"%s\",\"starts\":%llu,\"degraded\":\"%s\"}",
		   out->len > 1 ? "," : "", p->name, process_state_name(p->state),
		   (unsigned long long)p->starts, p->degraded);
}

/* For people and scripts; best effort, the gateways are told over their channels. */
static void write_file(const struct config *c, struct str text)
{
	AUTO(arena) a = { .cap = 1u << 16 };
	struct str path = config_path(c, STR("run/status"), &a);
	struct str part = config_path(c, STR("run/status.part"), &a);
	bool written;
	int fd;

	if (!path.p || !part.p)
		return;
	fd = open(part.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return;
	written = write(fd, text.p, text.len) == (ssize_t)text.len && write(fd, "\n", 1) == 1;
	if (close(fd) == 0 && written && rename(part.p, path.p))
		log_warn("status.file", "path=%s", path.p);
}

void supervisor_tell_status(struct supervisor *s)
{
	struct buf now = BUF_INIT(STATUS_MAX);

	buf_add_char(&now, '{');
	add(&now, &s->database);
	for (size_t i = 0; i < s->n_media; i++)
		add(&now, &s->media[i]);
	add(&now, &s->payout);
	add(&now, &s->sms);
	for (size_t i = 0; i < s->n_gateways; i++)
		add(&now, &s->gateway[i]);
	buf_add_char(&now, '}');
	if (!buf_ok(&now) || str_eq(buf_str(&now), buf_str(&s->status))) {
		buf_release(&now);
		return;
	}
	buf_release(&s->status);
	s->status = now;
	write_file(&s->config, buf_str(&now));
	for (size_t i = 0; i < s->n_gateways; i++) {
		struct process *p = &s->gateway[i];

		/* Only once it is up: before, the message would be one it does not expect. */
		if (p->state == PROCESS_UP && handover_send_status(&p->channel, buf_str(&now)))
			log_warn("status.unsent", "name=%s", p->name);
	}
}
