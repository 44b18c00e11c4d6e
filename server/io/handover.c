#include "io/handover.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Supervisor to child. A value's body is its name, a NUL, then its bytes. */
enum { MSG_CONFIG = 1, MSG_VALUE, MSG_FD, MSG_START, MSG_STATUS, MSG_RELOAD };

static const struct seqpacket_type before_start[] = {
	{MSG_CONFIG, "config", 1, SEQPACKET_BODY_MAX, 0 },
	{ MSG_VALUE,         "value", 2, HANDOVER_NAME_MAX + HANDOVER_VALUE_MAX, 0 },
	{ MSG_FD,         "fd", 2, HANDOVER_NAME_MAX, 1 },
	{ MSG_START, "start", 0, 0, 0 },
	{ .name = NULL        },
};

static const struct seqpacket_type after_start[] = {
	{MSG_FD,      "fd", 2, HANDOVER_NAME_MAX, 1 },
	{ MSG_STATUS,          "status", 2, SEQPACKET_BODY_MAX, 0 },
	{ MSG_RELOAD,          "reload", 2, HANDOVER_NAME_MAX, 0 },
	{ .name = NULL},
};

const struct seqpacket_type handover_from_child[] = {
	{HANDOVER_MSG_READY, "ready", 0, SANDBOX_DEGRADED_MAX, 0 },
	{ .name = NULL                },
};

/* The NUL-terminated name at the body's beginning; its length with the NUL, 0 when there is none.
 */
static size_t name_len(const struct seqpacket_msg *msg)
{
	const char *end = memchr(msg->body, '\0', msg->len);
	size_t len = end ? (size_t)(end - (const char *)msg->body) + 1 : 0;

	return len > HANDOVER_NAME_MAX ? 0 : len;
}

static enum err keep(struct handover *h, const struct seqpacket_msg *msg)
{
	size_t name = name_len(msg);
	struct handover_item *it;
	enum err e;

	if (!name || h->n == HANDOVER_ITEMS_MAX) {
		if (msg->n_fd)
			close(msg->fd[0]);
		return ERR_CORRUPT;
	}
	it = &h->item[h->n];
	*it = (struct handover_item){ .fd = -1 };
	memcpy(it->name, msg->body, name);
	if (msg->type == MSG_FD) {
		it->fd = msg->fd[0];
		h->n++;
		return ERR_OK;
	}
	/* One byte more than its length, so that text is NUL-terminated. */
	e = secret_alloc(&it->value, msg->len - name + 1);
	if (e)
		return e;
	it->value.len--;
	if (it->value.len)
		memcpy(it->value.p, (const char *)msg->body + name, it->value.len);
	h->n++;
	return ERR_OK;
}

static enum err read_config(struct handover *h, const struct seqpacket_msg *msg)
{
	struct buf why = BUF_INIT(SEQPACKET_BODY_MAX);
	enum err e = config_parse(&h->config, (struct str){ msg->body, msg->len }, "handover",
				  &why);

	if (e && why.p)
		log_error("handover.config", "why=\"%s\"", why.p);
	buf_release(&why);
	return e;
}

static enum err receive_all(struct handover *h)
{
	struct seqpacket_msg msg;
	enum err e;

	for (;;) {
		e = seqpacket_recv(&h->channel, &msg);
		if (e)
			return e;
		if (msg.type == MSG_START)
			return ERR_OK;
		e = msg.type == MSG_CONFIG ? read_config(h, &msg) : keep(h, &msg);
		if (e)
			return e;
	}
}

enum err handover_receive(int fd, const char *proc, struct handover *ret_h)
{
	enum err e;

	log_init(proc, LOG_LVL_INFO);
	memset(ret_h, 0, sizeof(*ret_h));
	ret_h->channel.fd = -1;
	if (fcntl(fd, F_SETFD, FD_CLOEXEC)) {
		log_error("handover.none", "why=\"started by ezhilid only\"");
		return ERR_LOST;
	}
	e = seqpacket_init(&ret_h->channel, fd, before_start);
	if (!e)
		e = config_init(&ret_h->config);
	if (!e)
		e = receive_all(ret_h);
	if (!e && fcntl(fd, F_SETFL, O_NONBLOCK))
		e = ERR_IO;
	if (e) {
		log_error("handover.failed", "err=%s", err_name(e));
		handover_release(ret_h);
		return e;
	}
	explicit_bzero(ret_h->channel.buffer, SEQPACKET_BODY_MAX);
	ret_h->channel.expected = after_start;
	log_init(proc, config_log_level(&ret_h->config));
	return ERR_OK;
}

void handover_release(struct handover *h)
{
	if (!h)
		return;
	for (size_t i = 0; i < h->n; i++) {
		secret_release(&h->item[i].value);
		if (h->item[i].fd >= 0)
			close(h->item[i].fd);
	}
	h->n = 0;
	config_release(&h->config);
	seqpacket_release(&h->channel);
}

const struct secret *handover_value(const struct handover *h, const char *name)
{
	for (size_t i = 0; i < h->n; i++) {
		if (h->item[i].value.p && strcmp(h->item[i].name, name) == 0)
			return &h->item[i].value;
	}
	return NULL;
}

int handover_fd(const struct handover *h, const char *name)
{
	for (size_t i = 0; i < h->n; i++) {
		if (h->item[i].fd >= 0 && strcmp(h->item[i].name, name) == 0)
			return h->item[i].fd;
	}
	return -1;
}

int handover_take_fd(struct handover *h, const char *name)
{
	for (size_t i = 0; i < h->n; i++) {
		int fd = h->item[i].fd;

		if (fd < 0 || strcmp(h->item[i].name, name) != 0)
			continue;
		h->item[i].fd = -1;
		return fd;
	}
	return -1;
}

static const char *text(const struct handover *h, const char *name)
{
	const struct secret *s = handover_value(h, name);

	return s ? (const char *)s->p : NULL;
}

enum err handover_db(const struct handover *h, unsigned who, struct db_config *ret_config)
{
	struct db_config c = { .who = who };

	c.socket = text(h, "db_socket");
	c.hosts = text(h, "db_hosts");
	c.ca_file = text(h, "db_ca_file");
	c.user = text(h, "db_user");
	c.password = text(h, "db_password");
	c.name = text(h, "db_name");
	if ((!c.socket && !c.hosts) || !c.user || !c.password || !c.name)
		return ERR_NOT_FOUND;
	*ret_config = c;
	return ERR_OK;
}

enum err handover_ready(struct handover *h, const struct sandbox_report *report)
{
	struct seqpacket_msg msg = { .type = HANDOVER_MSG_READY,
				     .body = report->degraded,
				     .len = strlen(report->degraded) };

	if (msg.len)
		log_warn("sandbox.degraded", "missing=%s", report->degraded);
	return seqpacket_send(&h->channel, &msg);
}

enum err handover_next(struct handover *h, struct handover_event *ret_event)
{
	struct handover_event ev = { .fd = -1 };
	struct seqpacket_msg msg;
	enum err e = seqpacket_recv(&h->channel, &msg);

	if (e == ERR_BUSY || e == ERR_LOST) {
		ev.kind = e == ERR_BUSY ? HANDOVER_NOTHING : HANDOVER_END;
		*ret_event = ev;
		return ERR_OK;
	}
	if (e)
		return e;
	if (msg.type == MSG_STATUS) {
		ev.kind = HANDOVER_STATUS;
		ev.text = (struct str){ msg.body, msg.len };
		*ret_event = ev;
		return ERR_OK;
	}
	if (!name_len(&msg)) {
		if (msg.n_fd)
			close(msg.fd[0]);
		return ERR_CORRUPT;
	}
	memcpy(ev.name, msg.body, name_len(&msg));
	ev.kind = msg.type == MSG_FD ? HANDOVER_NEW_FD : HANDOVER_RELOAD;
	if (msg.n_fd)
		ev.fd = msg.fd[0];
	*ret_event = ev;
	return ERR_OK;
}

enum err handover_send_config(struct seqpacket *s, const struct config *c)
{
	struct buf text_buf = BUF_INIT(SEQPACKET_BODY_MAX);
	struct seqpacket_msg msg = { .type = MSG_CONFIG };
	enum err e = ERR_LIMIT;

	config_print(c, false, &text_buf);
	if (buf_ok(&text_buf)) {
		msg.body = text_buf.p;
		msg.len = text_buf.len;
		e = seqpacket_send(s, &msg);
	}
	buf_release(&text_buf);
	return e;
}

enum err handover_send_value(struct seqpacket *s, const char *name, const void *p, size_t len)
{
	AUTO(secret) body = SECRET_INIT;
	struct seqpacket_msg msg = { .type = MSG_VALUE };
	size_t name_size = strlen(name) + 1;
	enum err e;

	if (name_size > HANDOVER_NAME_MAX || len > HANDOVER_VALUE_MAX)
		return ERR_LIMIT;
	e = secret_alloc(&body, name_size + len);
	if (e)
		return e;
	memcpy(body.p, name, name_size);
	if (len)
		memcpy(body.p + name_size, p, len);
	msg.body = body.p;
	msg.len = body.len;
	return seqpacket_send(s, &msg);
}

enum err handover_send_fd(struct seqpacket *s, const char *name, int fd)
{
	struct seqpacket_msg msg = {
		.type = MSG_FD, .body = name, .len = strlen(name) + 1, .fd = { fd }, .n_fd = 1
	};

	return seqpacket_send(s, &msg);
}

enum err handover_send_start(struct seqpacket *s)
{
	return seqpacket_send(s, &(struct seqpacket_msg){ .type = MSG_START });
}

enum err handover_send_status(struct seqpacket *s, struct str json)
{
	return seqpacket_send(
		s, &(struct seqpacket_msg){ .type = MSG_STATUS, .body = json.p, .len = json.len });
}

enum err handover_send_reload(struct seqpacket *s, const char *name)
{
	return seqpacket_send(s, &(struct seqpacket_msg){ .type = MSG_RELOAD,
							  .body = name,
							  .len = strlen(name) + 1 });
}
