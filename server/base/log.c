#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_LEN 1024

/* Set once by log_init before threads exist, read only afterwards. */
static const char *log_proc = "?";
static enum log_level log_least = LOG_LVL_INFO;

void log_init(const char *proc, enum log_level least)
{
	log_proc = proc;
	log_least = least;
}

void log_event(enum log_level lvl, const char *ev, const char *fmt, ...)
{
	static const char *const lvl_names[] = { "debug", "info", "warn", "error" };
	char line[LINE_MAX_LEN];
	struct timespec ts;
	struct tm tm;
	va_list ap;
	int n;

	if (lvl < log_least)
		return;
	clock_gettime(CLOCK_REALTIME, &ts);
	gmtime_r(&ts.tv_sec, &tm);
	n = (int)strftime(line, sizeof(line), "ts=%Y-%m-%dT%H:%M:%S", &tm);
	n += snprintf(line + n, sizeof(line) - (size_t)n, ".%03ldZ lvl=%s proc=%s ev=%s ",
		      ts.tv_nsec / 1000000, lvl_names[lvl], log_proc, ev);
	va_start(ap, fmt);
	n += vsnprintf(line + n, sizeof(line) - (size_t)n, fmt, ap);
	va_end(ap);
	if (n > LINE_MAX_LEN - 2)
		n = LINE_MAX_LEN - 2;
	for (int i = 0; i < n; i++) {
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
			line[i] = '?';
	}
	line[n++] = '\n';
	if (write(STDERR_FILENO, line, (size_t)n) < 0)
		return; /* nowhere left to say so */
}
