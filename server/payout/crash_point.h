/*
 * Places where a test kills this process, to see that money stays single
 * whatever the moment.
 *
 * Only a build with EZHILI_CRASH_POINTS has them (CMake makes one for tests/crash, which is
 * never installed); in the program that is released nothing of this file is left. That
 * build reads DATA/crash once, at its start: "NAME N" makes the N-th pass of that place
 * SIGKILL, "stop:NAME N" SIGSTOP; "renumber 0" plants the mistake that the test must catch: an
 * unknown outcome counts as failed, so that the next attempt takes a new number. The file is not
 * taken away here, inside the walls nothing may be; whoever wrote it does that.
 */
#ifndef PAYOUT_CRASH_POINT_H
#define PAYOUT_CRASH_POINT_H

#include "base/config.h"

#include <stdbool.h>

struct crash_plan {
	char name[40];
	int left;   /* 0: nothing is planned */
	bool stops; /* SIGSTOP: it sleeps at that place until somebody wakes it */
	bool renumber;
};

#ifdef EZHILI_CRASH_POINTS
void crash_plan_read(struct crash_plan *plan, const struct config *c);
/* part "before", "inside", "after" of a step, or "" and the place's whole name. */
void crash_point(struct crash_plan *plan, const char *part, const char *name);
#else
static inline void crash_plan_read(struct crash_plan *plan, const struct config *c)
{
	(void)plan;
	(void)c;
}

static inline void crash_point(struct crash_plan *plan, const char *part, const char *name)
{
	(void)plan;
	(void)part;
	(void)name;
}
#endif

#endif
