/*
 * Why a verdict was given: a reviewer must choose one of these, and the
 * reporter reads it beside the step. "Wrong" is not "malicious": bad faith has
 * reasons of its own and needs a written note, since it can be appealed.
 */
#ifndef DOMAIN_VERDICT_REASON_H
#define DOMAIN_VERDICT_REASON_H

#include "domain/report_state.h"

#define VERDICT_NOTE_MIN   10 /* characters, where a note is needed */

#define VERDICT_BIT(state) (1u << ((state)-REPORT_VERIFIED))

struct verdict_reason {
	const char *code;
	unsigned verdicts; /* VERDICT_BIT of those it can explain */
	bool needs_note;
	const char *zh, *en;
};

extern const struct verdict_reason verdict_reason_all[];
extern const size_t verdict_reason_len;

/* NULL when there is no such code. */
const struct verdict_reason *verdict_reason_find(struct str code);

/*
 * ERR_INPUT when the state is no verdict, the code unknown or for another
 * verdict; ERR_RULE when the reason needs a note of VERDICT_NOTE_MIN characters.
 */
CHECKED
enum err verdict_reason_check(enum report_state verdict, struct str code, struct str note);

#endif
