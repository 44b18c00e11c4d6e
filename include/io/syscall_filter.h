/*
 * A seccomp list of allowed system calls, installed for all threads. A call
 * that is not listed answers EPERM, so that a library that merely tries
 * something survives; nothing outside the list is ever done.
 *
 * Written as plain BPF: the list is short, and libseccomp would be one more
 * library inside the very processes that the list is to protect.
 */
#ifndef IO_SYSCALL_FILTER_H
#define IO_SYSCALL_FILTER_H

#include "base/err.h"

#include <stdbool.h>

/*
 * allow: enum sandbox_allow. *ret_done is false on an architecture or kernel
 * without seccomp filters. Needs no_new_privs first. ERR_DENIED: offered but failed.
 */
CHECKED
enum err syscall_filter_enter(unsigned allow, bool *ret_done);

#endif
