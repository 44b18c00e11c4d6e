/*
 * What gateways leave in payer_mail, one function a kind. Each fills fx with all
 * that shall happen, the mail's own end included, in one transaction.
 */
#ifndef PAYOUT_MAILBOX_H
#define PAYOUT_MAILBOX_H

#include "payout/payer.h"

/* Errors: ERR_BUSY, ERR_LOST: the mail stays and is read again. */
CHECKED
enum err enrol_take(struct payer *p, const struct r_payer_mail_due *mail, struct effects *fx);
CHECKED
enum err claim_take(struct payer *p, const struct r_payer_mail_due *mail, struct effects *fx);
CHECKED
enum err notify_take(struct payer *p, const struct r_payer_mail_due *mail, struct effects *fx);

void mail_done(struct effects *fx, const struct r_payer_mail_due *mail);
void mail_later(struct effects *fx, const struct r_payer_mail_due *mail, int64_t due_ms);

#endif
