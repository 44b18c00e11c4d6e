/*
 * report.withdraw, and what it erases.
 *
 * Within the free seconds (config withdraw_ms) a report is taken back whole:
 * its words, place, photos' keys, traces of the device and the way to its
 * sender are erased in the same transaction; what stays is that a report
 * was withdrawn. Later the report belongs to the case and is decided, but its
 * sender is left alone for good: the encrypted contact is erased, so nobody,
 * the payer included, can address them any more, and no reward is proposed.
 * Source: PIPL articles 15 and 47 (withdrawn consent, erasure).
 */
#ifndef GATEWAY_REPORT_WITHDRAW_H
#define GATEWAY_REPORT_WITHDRAW_H

#include "gateway/own_report.h"

/* For load: own_report_load with steps and reward. */
CHECKED enum err report_withdraw_load(struct request *rq, struct services *sv);
CHECKED enum err report_withdraw_decide(struct request *rq, struct effects *fx);

#endif
