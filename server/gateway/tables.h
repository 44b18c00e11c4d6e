/*
 * The handler files' tables. A new file is one line here and one in tables.c.
 */
#ifndef GATEWAY_TABLES_H
#define GATEWAY_TABLES_H

#include "gateway/message.h"

extern const struct msg_type session_msgs[]; /* hello, ping, ack */
extern const struct msg_type auth_msgs[];
extern const struct msg_type otp_msgs[];      /* otp, verify, anonymous, receipt */
extern const struct msg_type password_msgs[]; /* staff, and whistleblowers' return */
extern const struct msg_type report_msgs[];
extern const struct msg_type chat_msgs[];
extern const struct msg_type review_get_msgs[];
extern const struct msg_type queue_msgs[];  /* review.queue */
extern const struct msg_type review_msgs[]; /* claim, release, ask, hand_over */

extern const struct msg_type verdict_msgs[]; /* decide, undo, timer.verdict, timer.lease */
extern const struct msg_type merge_msgs[];
extern const struct msg_type relink_msgs[];
extern const struct msg_type case_msgs[];
extern const struct msg_type stats_msgs[];  /* stats, audit */
extern const struct msg_type score_msgs[];  /* cards, release, refuse, health */
extern const struct msg_type credit_msgs[]; /* get, withdraw */
extern const struct msg_type shop_msgs[];   /* search, get */
extern const struct msg_type office_msgs[]; /* list */
extern const struct msg_type upload_msgs[];
extern const struct msg_type retention_msgs[]; /* photo.destroy, nobody may send it */
extern const struct msg_type whistle_msgs[];   /* seal.key, whistle.enroll */
extern const struct msg_type reward_msgs[];    /* list, claim, confirm, statement */
extern const struct msg_type unseal_msgs[];    /* request, approve, refuse, list, open */
extern const struct msg_type approval_msgs[];  /* reward.approve, reward.refuse */

/*
 * A timer's kind is a message nobody may send (roles == 0), e.g. "timer.verdict":
 * its body is this.
 */
struct timer_body {
	struct id timer; /* the row to drop in decide */
	struct id ref;
};

const struct msg_type *dispatch_find_timer(struct str kind);

#endif
