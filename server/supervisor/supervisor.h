/*
 * What the supervisor knows: the configuration, its children, their secrets.
 */
#ifndef SUPERVISOR_SUPERVISOR_H
#define SUPERVISOR_SUPERVISOR_H

#include "base/buf.h"
#include "base/config.h"
#include "base/secret.h"
#include "supervisor/process.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GATEWAYS_MAX 64
#define MEDIA_MAX    GATEWAYS_MAX

/* The order in which a stop goes: each waits for the one before. */
enum stop_stage { STOP_NOT, STOP_GATEWAYS, STOP_REST, STOP_DATABASE, STOP_DONE };

struct supervisor {
	struct config config;
	struct process database, payout, sms, registry, media[MEDIA_MAX], gateway[GATEWAYS_MAX];
	char *const *config_args; /* our own, up to a NULL: for the command line's program */
	size_t n_gateways, n_media;
	int listen_fd[GATEWAYS_MAX];
	int lock_fd, signal_fd;

	struct secret master_key, payout_key, sms_key;
	struct secret password_gateway, password_payout, password_sms;
	char db_user_gateway[40], db_user_payout[40], db_user_sms[40];

	enum stop_stage stop;
	int64_t stop_deadline_ms;
	struct buf status; /* what was told last */
};

int64_t supervisor_now_ms(void); /* monotonic */

/* boot.c: directories, database, migrations, database users, listeners. Nothing of ours runs yet.
 */
CHECKED enum err supervisor_boot(struct supervisor *s, struct buf *why);
void supervisor_release(struct supervisor *s);

/* children.c: starts one child and hands over what it needs. */
void supervisor_start_gateway(struct supervisor *s, size_t i, int64_t now_ms);
void supervisor_start_media(struct supervisor *s, size_t m, int64_t now_ms);
void supervisor_start_payout(struct supervisor *s, int64_t now_ms);
/* Runs only when a text message service is configured. */
bool supervisor_wants_sms(const struct supervisor *s);
void supervisor_start_sms(struct supervisor *s, int64_t now_ms);

/*
 * registry.c: the index follows the registry and the names learnt. Every registry_rebuild_ms the
 * command line's program looks whether the database says otherwise than the index, and builds.
 */
void supervisor_name_registry(struct supervisor *s, const char *dir);
void supervisor_start_registry(struct supervisor *s, int64_t now_ms);
void supervisor_registry_ended(struct supervisor *s, int status, int64_t now_ms);

/* status.c: tells gateways and DATA/run/status when anything changed. */
void supervisor_tell_status(struct supervisor *s);

/* watch.c: starts everything and keeps it running until a SIGTERM has been carried out. */
CHECKED enum err supervisor_watch(struct supervisor *s);
/* Stops what runs, in order, and waits for it. */
void supervisor_stop(struct supervisor *s);

#endif
