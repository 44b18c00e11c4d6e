#include "payout/crash_point.h"

#ifdef EZHILI_CRASH_POINTS

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void crash_plan_read(struct crash_plan *plan, const struct config *c)
{
	AUTO(arena) a = { .cap = 8192 };
	struct str path = config_path(c, STR("crash"), &a);
	FILE *f = path.p ? fopen(path.p, "re") : NULL;

	if (!f)
		return;
	if (fscanf(f, "%39s %d", plan->name, &plan->left) != 2)
		plan->left = 0;
	plan->stops = strncmp(plan->name, "stop:", 5) == 0;
	if (plan->stops)
		memmove(plan->name, plan->name + 5, strlen(plan->name + 5) + 1);
	plan->renumber = strcmp(plan->name, "renumber") == 0;
	fclose(f);
}

void crash_point(struct crash_plan *plan, const char *part, const char *name)
{
	char whole[80];

	if (plan->left <= 0)
		return;
	snprintf(whole, sizeof(whole), "%s%s%s", part, *part ? "_" : "", name);
	if (strcmp(whole, plan->name) == 0 && --plan->left == 0)
		kill(getpid(), plan->stops ? SIGSTOP : SIGKILL);
}

#else

/* A source without a declaration is no C. */
extern const char crash_points_are_absent[];
const char crash_points_are_absent[] = "";

#endif
