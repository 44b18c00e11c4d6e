/*
 * Places where a test kills this process, to see that money stays single
 * whatever the moment. They compile to nothing unless EZHILI_CRASH is defined.
 * Then DATA/crash may hold "NAME N": the N-th pass of that place is SIGKILL. The
 * file is taken away at start, so that the next start lives.
 */
#ifndef PAYOUT_CRASH_POINT_H
#define PAYOUT_CRASH_POINT_H

#ifdef EZHILI_CRASH
void crash_point_arm(const char *data_dir);
void crash_point(const char *name);
#else
#define crash_point_arm(data_dir) ((void)(data_dir))
#define crash_point(name)         ((void)0)
#endif

#endif
