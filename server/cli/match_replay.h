/*
 * Runs the shop matcher over a stream of queries, one JSON object a line:
 *   {"report_id":7,"name":"…","address":"…","lat":26.07,"lng":119.29,"gps_accuracy":20,
 *    "datum":"gcj02","licence":"…","area":"350102"}
 * name alone is needed; the datum is gcj02 when it is not said. Out, one line a query:
 *   {"report_id":7,"candidates":[{"shop_id":5692,"p":0.97},…],"decision":"link|ask|none"}
 * report_id comes back as it was; shop_id is a number when its text is one.
 */
#ifndef CLI_MATCH_REPLAY_H
#define CLI_MATCH_REPLAY_H

#include "base/err.h"
#include "domain/shop_index.h"

#include <stdbool.h>
#include <stdio.h>

#define MATCH_LINE_MAX 65536

struct match_timing {
	long queries, line; /* line: the last one read, for an error message */
	double seconds; /* of the processor, in the matcher alone: other work on the machine does
			   not count */
	double p50_ms, p99_ms, max_ms;
};

/* effort_pct: as shop_query's. reasons: each candidate also gets its reasons in Chinese. ERR_INPUT:
 * a line is not of the format.
 */
CHECKED enum err match_replay(FILE *in, FILE *out, const struct shop_index *idx,
			      unsigned effort_pct, bool reasons, struct match_timing *ret_timing);

#endif
