/*
 * The life of a report, as a table of {state, event, next}; a pair that is
 * not listed is refused.
 *
 *   received → triaged → in_review ⇄ info_needed → a verdict → closed
 *   a verdict or closed → appealed → in_review;  withdrawn
 *
 * A verdict waits in its undo window beside the state; REPORT_EV_VERIFIED and
 * its like happen when the window is over. Time limits (the free withdrawal of
 * the first seconds, the window for an appeal) are the caller's question.
 * State names are those of the protocol and of the stored rows.
 */
#ifndef DOMAIN_REPORT_STATE_H
#define DOMAIN_REPORT_STATE_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

enum report_state {
	REPORT_RECEIVED,    /* stored, its office not yet known */
	REPORT_TRIAGED,     /* with its office, waiting for a reviewer */
	REPORT_IN_REVIEW,   /* a reviewer has taken it up */
	REPORT_INFO_NEEDED, /* the reporter was asked something */
	REPORT_VERIFIED,    /* the verdicts, REPORT_VERIFIED … REPORT_UNVERIFIABLE */
	REPORT_PARTLY,
	REPORT_UNFOUNDED,
	REPORT_MALICIOUS,
	REPORT_DUPLICATE,
	REPORT_OTHER_AUTHORITY,
	REPORT_UNVERIFIABLE,
	REPORT_CLOSED,
	REPORT_APPEALED,
	REPORT_WITHDRAWN,
	REPORT_STATE__COUNT
};

enum report_event {
	REPORT_EV_TRIAGE,    /* shop and office are known */
	REPORT_EV_CLAIM,     /* a reviewer takes it */
	REPORT_EV_ASK,       /* a question to the reporter */
	REPORT_EV_ANSWER,    /* text or photos from the reporter */
	REPORT_EV_HAND_OVER, /* another office's: it waits there */
	REPORT_EV_VERIFIED,  /* the verdicts, in the order of their states */
	REPORT_EV_PARTLY,
	REPORT_EV_UNFOUNDED,
	REPORT_EV_MALICIOUS,
	REPORT_EV_DUPLICATE,
	REPORT_EV_OTHER_AUTHORITY,
	REPORT_EV_UNVERIFIABLE,
	REPORT_EV_CLOSE,
	REPORT_EV_APPEAL,
	REPORT_EV_WITHDRAW,
	REPORT_EVENT__COUNT
};

struct report_move {
	enum report_state state;
	enum report_event event;
	enum report_state next;
};

extern const struct report_move report_moves[];
extern const size_t report_moves_len;

/* ERR_RULE when the pair is not listed. */
CHECKED
enum err report_state_next(enum report_state state, enum report_event event,
			   enum report_state *ret_next);

/* "received", "in_review", …, never NULL. */
const char *report_state_name(enum report_state state);
CHECKED
enum err report_state_parse(struct str name, enum report_state *ret_state);

/* What the reporter reads beside a dated step. */
const char *report_state_text(enum report_state state, bool en);

static inline bool report_state_is_verdict(enum report_state s)
{
	return s >= REPORT_VERIFIED && s <= REPORT_UNVERIFIABLE;
}

/* The event by which a verdict takes effect. state must be a verdict. */
static inline enum report_event report_verdict_event(enum report_state state)
{
	return (enum report_event)(REPORT_EV_VERIFIED + (state - REPORT_VERIFIED));
}

/* Does a reviewer still have something to do? */
bool report_state_is_open(enum report_state state);

#endif
