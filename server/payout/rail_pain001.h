/*
 * Bank files, ISO 20022 pain.001.001.03, for banks reached by 银企直联:
 *
 *	pain001_dir/made/BILL.xml     every order ever made; never removed
 *	pain001_dir/out/BILL.xml      the same, for the operator to hand to the bank
 *	pain001_dir/answers/BILL      the bank's word, from pain.002 (`ezhili rail answer FILE`)
 *
 * A bank does not reliably notice a file that comes twice, so what was made is
 * never made again: without an answer there is only waiting, or a human.
 */
#ifndef PAYOUT_RAIL_PAIN001_H
#define PAYOUT_RAIL_PAIN001_H

#include "base/config.h"
#include "payout/rail.h"

CHECKED
enum err rail_pain001_init(const struct config *c, struct rail *ret_rail, struct buf *why);

#endif
