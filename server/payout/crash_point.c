#include "payout/crash_point.h"

#ifdef EZHILI_CRASH
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The one mutable state outside main's structs, in test builds only. */
static struct {
	char name[40];
	int left;
} armed;

void crash_point_arm(const char *data_dir)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/crash", data_dir);
	f = fopen(path, "re");
	if (!f)
		return;
	if (fscanf(f, "%39s %d", armed.name, &armed.left) != 2)
		armed.left = 0;
	fclose(f);
	unlink(path);
}

void crash_point(const char *name)
{
	if (armed.left > 0 && strcmp(name, armed.name) == 0 && --armed.left == 0)
		kill(getpid(), SIGKILL);
}
#else
extern const int crash_point_none; /* ISO C wants a declaration in every file */
#endif
