/*
 * What a child process receives from the supervisor, and what it tells it.
 *
 * Nothing secret travels by arguments or environment. A child is started with
 * one SOCK_SEQPACKET descriptor, HANDOVER_FD, over which it receives the
 * configuration, named values (secrets among them) and named descriptors. The
 * channel stays open: later come new descriptors (a restarted peer) and the
 * state of all processes; its end means that the supervisor is gone and the
 * child must drain and exit.
 *
 *	int main(void)
 *	{
 *		struct handover h;
 *
 *		if (handover_receive(HANDOVER_FD, "gateway", &h))
 *			return 1;
 *		... open everything, sandbox_enter(&spec, &report) ...
 *		handover_ready(&h, &report);
 *
 * Values (a process has only its own):
 *	index               "0", "1", … which gateway (or media process) this is
 *	db_socket | db_hosts, db_ca_file; db_user, db_password, db_name   see handover_db
 *	master_key          32 bytes (gateway, payout): io/keyring.h
 *	payout_key          32 bytes (payout): the keyed hashes of the payer
 *	sms_key             32 bytes (sms): opens what gateways sealed, X25519
 *	sms_public_key      32 bytes (gateway): to which they seal; only when messages can be sent
 * Descriptors:
 *	listen              a gateway's TCP listener, SO_REUSEPORT, non-blocking
 *	media               a gateway's end of its channel to its media process
 *	gateway.N           a media process's end of gateway N's channel
 */
#ifndef IO_HANDOVER_H
#define IO_HANDOVER_H

#include "base/config.h"
#include "base/err.h"
#include "base/secret.h"
#include "io/db.h"
#include "io/sandbox.h"
#include "io/seqpacket.h"

#include <stddef.h>

#define HANDOVER_FD        3
#define HANDOVER_NAME_MAX  32
#define HANDOVER_VALUE_MAX 4096
#define HANDOVER_ITEMS_MAX 80

struct handover_item {
	char name[HANDOVER_NAME_MAX];
	struct secret value; /* a NUL follows its len bytes */
	int fd;              /* -1: a value */
};

struct handover {
	struct seqpacket channel; /* poll channel.fd, then handover_next */
	struct config config;
	struct handover_item item[HANDOVER_ITEMS_MAX];
	size_t n;
};

/*
 * Reads all up to the start message and begins logging as proc. On error
 * nothing is kept; the reason is logged. ERR_LOST: not started by a supervisor.
 */
CHECKED
enum err handover_receive(int fd, const char *proc, struct handover *ret_h);
void handover_release(struct handover *h);

/* A NUL-terminated value, NULL when there is none. Borrowed. */
const struct secret *handover_value(const struct handover *h, const char *name);
/* -1 when there is none. Still owned by h, until handover_take_fd. */
int handover_fd(const struct handover *h, const char *name);
int handover_take_fd(struct handover *h, const char *name);

/* Where this process's database is; strings are borrowed from h. who: enum query_for. */
CHECKED
enum err handover_db(const struct handover *h, unsigned who, struct db_config *ret_config);

/* Tells the supervisor that this process works, and which walls are missing. */
CHECKED
enum err handover_ready(struct handover *h, const struct sandbox_report *report);

enum handover_event_kind {
	HANDOVER_NOTHING, /* no more for now */
	HANDOVER_NEW_FD,  /* name is a new descriptor, the caller's from now on */
	HANDOVER_STATUS, /* text: JSON {"media.0":{"state":"up","degraded":"landlock"},…} for /readyz
			  */
	HANDOVER_RELOAD, /* name: "registry": a new index file lies in its place */
	HANDOVER_END,    /* the supervisor is gone: drain and exit */
};

struct handover_event {
	enum handover_event_kind kind;
	char name[HANDOVER_NAME_MAX];
	int fd;
	struct str text; /* valid until the next call */
};

/* Never blocks. ERR_CORRUPT: exit at once. */
CHECKED
enum err handover_next(struct handover *h, struct handover_event *ret_event);

/* The supervisor's side. */
CHECKED
enum err handover_send_config(struct seqpacket *s, const struct config *c);
CHECKED
enum err handover_send_value(struct seqpacket *s, const char *name, const void *p, size_t len);
CHECKED
enum err handover_send_fd(struct seqpacket *s, const char *name, int fd);
CHECKED
enum err handover_send_start(struct seqpacket *s);
CHECKED
enum err handover_send_status(struct seqpacket *s, struct str json);
CHECKED
enum err handover_send_reload(struct seqpacket *s, const char *name);

/* The supervisor's table for what a child may say, and the message's meaning. */
extern const struct seqpacket_type handover_from_child[];
#define HANDOVER_MSG_READY 16 /* body: report.degraded */

#endif
