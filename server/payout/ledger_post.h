/* Ledger postings as effects, in the transaction of whatever causes them. */
#ifndef PAYOUT_LEDGER_POST_H
#define PAYOUT_LEDGER_POST_H

#include "domain/ledger.h"
#include "io/effects.h"

struct ledger_post {
	enum ledger_event event;
	struct str ref; /* bill, or the reward's id: with event the posting's unique name */
	struct id reward;
	struct str pool; /* in the arena or static, as all strings of effects */
	int64_t amount_fen;
	int64_t now_ms;
};

/*
 * Two entries and two balances. A second posting of the same event breaks the
 * primary key, one below zero the table's check: the whole batch item then
 * fails, which is what must happen.
 */
void ledger_post(struct effects *fx, const struct ledger_post *post);

#endif
