/*
 * logfmt lines on standard error: ts=… lvl=info proc=gateway ev=report.accepted report=… ms=3
 *
 * Event names are fixed, values are ids, counts and error names; never what a
 * person wrote. Only processes log above debug, once, where they decide.
 * One write(2) a line, so lines of several processes do not mix.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

enum log_level { LOG_LVL_DEBUG, LOG_LVL_INFO, LOG_LVL_WARN, LOG_LVL_ERROR };

/* proc is kept, not copied. Call once, before threads exist. */
void log_init(const char *proc, enum log_level least);

/* fmt makes the "key=value key=value" part; may be "". Control bytes are written as '?'. */
void log_event(enum log_level lvl, const char *ev, const char *fmt, ...) PRINTF(3, 4);

#define log_debug(ev, ...) log_event(LOG_LVL_DEBUG, ev, __VA_ARGS__)
#define log_info(ev, ...) log_event(LOG_LVL_INFO, ev, __VA_ARGS__)
#define log_warn(ev, ...) log_event(LOG_LVL_WARN, ev, __VA_ARGS__)
#define log_error(ev, ...) log_event(LOG_LVL_ERROR, ev, __VA_ARGS__)

#endif
