/*
 * What all ways of signing in share.
 *
 * Wrong tries are counted by what was tried and from where; a lock-out says how long.
 * The answer to a wrong code, and the time it takes, do not tell what exists.
 */
#ifndef GATEWAY_AUTH_H
#define GATEWAY_AUTH_H

#include "gateway/message.h"

struct auth_lock {
	struct id who;
	int64_t failures, last_ms;
};

/* For load: how often this was tried wrongly from this address. kind: a word for the method. */
CHECKED enum err auth_lock_load(struct request *rq, struct services *sv, const char *kind,
				struct str tried, struct auth_lock *ret);
/* Each failure beyond the allowed ones doubles the wait, up to a day. 0: not locked. */
int64_t auth_lock_left_ms(const struct request *rq, const struct auth_lock *l, int64_t allowed);
/* For decide: counts a failure and answers auth.failed; return its value. */
CHECKED enum err auth_fail(struct request *rq, struct effects *fx, const struct auth_lock *l);
void auth_forget_failures(struct effects *fx, const struct auth_lock *l);

/* For load: the mailbox's last seq, so that only later events are new. */
CHECKED enum err auth_head(struct request *rq, struct services *sv, struct id principal,
			   int64_t *ret_seq);

/* For decide: signs the session in and puts token, principal, epoch and seq into the result. */
CHECKED enum err auth_succeed(struct request *rq, struct principal who, int64_t ttl_ms,
			      int64_t seq);

/* The code without the blanks and dashes that people type. */
struct str auth_digits(struct str code, struct arena *a);

#define AUTH_MSG(name_, zh_, en_, fields_, body_, work_, load_, decide_)                           \
	{                                                                                          \
		.name = (name_), .roles = ROLE_NONE, .flags = MSG_ALONE, .zh = (zh_), .en = (en_), \
		.body_size = sizeof(struct body_), .fields = (fields_), .work = (work_),           \
		.load = (load_), .decide = (decide_), .per_minute = 30                             \
	}

#endif
