/*
 * What the supervisor keeps of root: the few capabilities that starting a dead
 * child again takes, and nothing that its children could not lose anyway.
 *
 *	CAP_SETUID, CAP_SETGID   a child becomes its own user
 *	CAP_KILL                 a stop reaches children under those users
 *	CAP_DAC_READ_SEARCH      a child opens its own user's directories before it becomes that
 *user
 *
 * The bounding set shrinks to the same four, so that no program executed later,
 * whatever bits its file has, gets more; no_new_privs says it a second time.
 */
#ifndef SUPERVISOR_PRIVILEGES_H
#define SUPERVISOR_PRIVILEGES_H

#include "base/err.h"

/*
 * Once directories are made and ports are bound, before the first child. For
 * good. Who has less keeps less: no error. ERR_DENIED: the kernel refused.
 */
CHECKED enum err privileges_drop(void);

#endif
