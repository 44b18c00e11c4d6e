#include "supervisor/supervisor.h"

#include "base/log.h"
#include "io/db_admin.h"
#include "io/handover.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool runs(const struct process *p)
{
	return p->pid > 0 && p->channel.fd >= 0;
}

/* Starts a child of ours with a channel; false when it does not run now. */
static bool start(struct supervisor *s, struct process *p, int64_t now_ms)
{
	AUTO(arena) a = { .cap = 1u << 16 };
	struct str dir = config_path(&s->config, s->config.log_dir, &a);
	struct str log = arena_printf(&a, "%s/%s.log", dir.p ? dir.p : "", p->name);
	char *argv[] = { p->program, NULL };
	struct process_command command = { .argv = argv,
					   .log_path = dir.len ? log.p : NULL,
					   .with_channel = true };
	enum err e = process_start(p, &command, now_ms);

	if (e == ERR_NOT_FOUND) {
		log_error("process.absent", "name=%s program=%s", p->name, p->program);
		return false;
	}
	if (e) {
		log_error("process.failed", "name=%s err=%s", p->name, err_name(e));
		process_ended(p, now_ms, s->config.restart_ms);
		return false;
	}
	log_info("process.start", "name=%s pid=%d starts=%llu", p->name, (int)p->pid,
		 (unsigned long long)p->starts);
	return true;
}

static enum err send_text(struct process *p, const char *name, const char *text)
{
	return handover_send_value(&p->channel, name, text, strlen(text));
}

static enum err send_index(struct process *p, size_t i)
{
	char index[24];

	snprintf(index, sizeof(index), "%zu", i);
	return send_text(p, "index", index);
}

static enum err send_database(struct supervisor *s, struct process *p, const char *user,
			      const struct secret *password)
{
	AUTO(arena) a = { .cap = 1u << 16 };
	struct buf why = BUF_INIT(1024);
	struct db_config admin;
	enum err e = db_admin_config(&s->config, 0, &a, &admin, &why);

	buf_release(&why);
	if (e)
		return e;
	e = admin.socket ? send_text(p, "db_socket", admin.socket)
			 : send_text(p, "db_hosts", admin.hosts);
	if (!e && admin.ca_file)
		e = send_text(p, "db_ca_file", admin.ca_file);
	if (!e)
		e = send_text(p, "db_name", admin.name);
	if (!e)
		e = send_text(p, "db_user", user);
	if (!e)
		e = handover_send_value(&p->channel, "db_password", password->p, password->len);
	return e;
}

/* A fresh channel between gateway i and its media process; either may be the one that is new. */
static enum err join_media(struct supervisor *s, size_t i)
{
	struct process *media = &s->media[i % s->n_media];
	char name[HANDOVER_NAME_MAX];
	int fd[2];
	enum err e;

	if (!runs(media) || !runs(&s->gateway[i]))
		return ERR_OK;
	e = seqpacket_pair(fd);
	if (e)
		return e;
	snprintf(name, sizeof(name), "gateway.%zu", i);
	e = handover_send_fd(&media->channel, name, fd[0]);
	if (!e)
		e = handover_send_fd(&s->gateway[i].channel, "media", fd[1]);
	close(fd[0]);
	close(fd[1]);
	return e;
}

/* What cannot be handed over cannot work: the child sees its channel end and goes, and is started
 * again. */
static void check(struct process *p, enum err e)
{
	if (!e)
		return;
	log_error("handover.failed", "name=%s err=%s", p->name, err_name(e));
	seqpacket_release(&p->channel);
}

bool supervisor_wants_sms(const struct supervisor *s)
{
	return s->config.sms_url.len || s->config.credit_url.len;
}

static enum err send_sms_public_key(const struct supervisor *s, struct process *p)
{
	unsigned char public_key[crypto_scalarmult_BYTES];

	crypto_scalarmult_base(public_key, s->sms_key.p);
	return handover_send_value(&p->channel, "sms_public_key", public_key, sizeof(public_key));
}

void supervisor_start_gateway(struct supervisor *s, size_t i, int64_t now_ms)
{
	struct process *p = &s->gateway[i];
	enum err e;

	if (!start(s, p, now_ms))
		return;
	e = handover_send_config(&p->channel, &s->config);
	if (!e)
		e = send_index(p, i);
	if (!e)
		e = send_database(s, p, s->db_user_gateway, &s->password_gateway);
	if (!e)
		e = handover_send_value(&p->channel, "master_key", s->master_key.p,
					s->master_key.len);
	if (!e && supervisor_wants_sms(s))
		e = send_sms_public_key(s, p);
	if (!e)
		e = handover_send_fd(&p->channel, "listen", s->listen_fd[i]);
	if (!e)
		e = join_media(s, i);
	if (!e)
		e = handover_send_start(&p->channel);
	check(p, e);
}

void supervisor_start_media(struct supervisor *s, size_t m, int64_t now_ms)
{
	struct process *p = &s->media[m];
	enum err e;

	if (!start(s, p, now_ms))
		return;
	e = handover_send_config(&p->channel, &s->config);
	if (!e)
		e = send_index(p, m);
	for (size_t i = m; i < s->n_gateways && !e; i += s->n_media)
		e = join_media(s, i);
	if (!e)
		e = handover_send_start(&p->channel);
	check(p, e);
}

void supervisor_start_payout(struct supervisor *s, int64_t now_ms)
{
	struct process *p = &s->payout;
	enum err e;

	if (!start(s, p, now_ms))
		return;
	e = handover_send_config(&p->channel, &s->config);
	if (!e)
		e = send_database(s, p, s->db_user_payout, &s->password_payout);
	if (!e)
		e = handover_send_value(&p->channel, "payout_key", s->payout_key.p,
					s->payout_key.len);
	if (!e) /* to address whom a reward concerns; the payer may know more than gateways, never
		   less */
		e = handover_send_value(&p->channel, "master_key", s->master_key.p,
					s->master_key.len);
	if (!e)
		e = handover_send_start(&p->channel);
	check(p, e);
}

void supervisor_start_sms(struct supervisor *s, int64_t now_ms)
{
	struct process *p = &s->sms;
	enum err e;

	if (!start(s, p, now_ms))
		return;
	e = handover_send_config(&p->channel, &s->config);
	if (!e)
		e = send_database(s, p, s->db_user_sms, &s->password_sms);
	if (!e)
		e = handover_send_value(&p->channel, "sms_key", s->sms_key.p, s->sms_key.len);
	if (!e)
		e = handover_send_start(&p->channel);
	check(p, e);
}
