/*
 * Places where a test kills this process, to see that money stays single
 * whatever the moment.
 *
 * Only a demonstration (demo = yes) looks at DATA/crash, once, at its start:
 * "NAME N" makes the N-th pass of that place SIGKILL. The file is not taken
 * away here, inside the walls nothing may be; whoever wrote it does that.
 */
#ifndef PAYOUT_CRASH_POINT_H
#define PAYOUT_CRASH_POINT_H

#include "base/config.h"

struct crash_plan {
	char name[40];
	int left; /* 0: nothing is planned */
};

void crash_plan_read(struct crash_plan *plan, const struct config *c);
void crash_point(struct crash_plan *plan, const char *name);

#endif
