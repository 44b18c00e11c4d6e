/*
 * Plays a stream of reports and verdicts through the filter, as production
 * would have seen it: each report is decided from earlier lines only, and once
 * a week of the stream's time the card is refitted from the verdicts so far by
 * the code of `ezhili score fit`. A draft is taken when it is better on held-out
 * verdicts; in production two people release it.
 *
 * In, one JSON object a line, times in hours:
 *   {"type":"report","id":7,"t":12.5,"user":3,"shop":9,"severe":0,"jasmine":712|null,
 *    "age_d":20.1,"rider":0,"match":0.9,"photos":2,"dist":35|null,"dup":0,"tdup":0,
 *    "tcon":0.8|null,"order":1,"len":60,"vis":0.7,"dev":5,"ip":6}
 *   {"type":"verdict","id":7,"t":80.0,"verdict":"valid|invalid|malicious"}
 * Out, one line a report:
 *   {"id":7,"p_valid":0.81,"p_malice":0.02,"lane":"normal","reasons":["order.good"]}
 */
#ifndef CLI_SCORE_REPLAY_H
#define CLI_SCORE_REPLAY_H

#include "base/buf.h"
#include "base/err.h"
#include "domain/score_card.h"

#include <stdbool.h>
#include <stdio.h>

#define REPLAY_LINE_MAX 65536

struct replay_result {
	long line;              /* the last one read, for an error message */
	struct score_card card; /* the card at the end */
};

/* ERR_INPUT: a line is not of the format; ret_result->line tells which (set on errors too). */
CHECKED
enum err score_replay(FILE *in, FILE *out, const struct score_card *first, bool refit,
		      struct replay_result *ret_result);

#endif
