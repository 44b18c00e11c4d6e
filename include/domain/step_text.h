/*
 * What a dated step of a report says to whoever reads it, in their language.
 *
 * A step is stored as a code (why it was made) and a note (what a person typed,
 * or the name of a thing), because the one who writes it does not know who
 * will read it. Codes are those below and those of domain/verdict_reason.h.
 */
#ifndef DOMAIN_STEP_TEXT_H
#define DOMAIN_STEP_TEXT_H

#include "base/arena.h"
#include "domain/report_state.h"

#define STEP_QUESTION     "question"     /* note: the question */
#define STEP_HANDED_OVER  "handed_over"  /* note: the office's name */
#define STEP_RELINKED     "relinked"     /* note: the right shop's name */
#define STEP_CONTACT_OVER "contact_over" /* the sender does not wish to be asked or told any more \
					  */
#define STEP_PENALTY      "penalty"      /* outcomes of a case; note: the document's number */
#define STEP_RECTIFIED    "rectified"
#define STEP_NO_CASE      "no_case"

#define STEP_CODE_MAX     40

/*
 * note as it was typed inside the sentence that its code makes of it. Without a code: the note
 * itself, or, when that is empty, what the state means. Borrowed, or in the arena;
 * { NULL, 0 } when that is full.
 */
struct str step_text(enum report_state state, struct str code, struct str note, bool en,
		     struct arena *a);

#endif
