/*
 * How long the law gives for each duty, as rows with the dates between which
 * they hold: the row in force on the day of the conduct counts, so that a new
 * measure never moves the clock of an old case.
 *
 * Sources: 总局令20号 (complaints and reports), replaced by 121号 from
 * 2026-04-15; 国市监稽规〔2021〕4号 (rewards). The numbers are to be confirmed
 * by the operator before going live.
 */
#ifndef DOMAIN_LEGAL_CLOCK_H
#define DOMAIN_LEGAL_CLOCK_H

#include "domain/workday.h"

enum legal_clock {
	LEGAL_VERIFY,      /* verify, and decide on opening a case */
	LEGAL_TELL,        /* tell the reporter of that decision */
	LEGAL_CASE,        /* finish an opened case; calendar days */
	LEGAL_REWARD_TELL, /* tell of a reward after the case closed */
	LEGAL_CLAIM,       /* claim a reward, else it lapses */
	LEGAL_APPEAL,      /* appeal against a verdict */
	LEGAL_CLOCK__COUNT
};

struct legal_row {
	enum legal_clock clock;
	int from, until; /* dates of conduct, year * 10000 + month * 100 + day; until 0 = still */
	int days, more;  /* the period, and its one extension */
	bool working;    /* working days, else calendar days */
	const char *basis;
};

/* The row in force on that day; NULL when no rule covers it. */
const struct legal_row *legal_row(enum legal_clock clock, int64_t conduct_ms);

/*
 * When the clock that starts at from_ms for conduct at conduct_ms runs out.
 * ERR_RULE when no row covers the day of the conduct.
 */
CHECKED
enum err legal_due(const struct workday_calendar *cal, enum legal_clock clock, int64_t conduct_ms,
		   int64_t from_ms, bool extended, struct workday_due *ret_due);

#endif
