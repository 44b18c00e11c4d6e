/*
 * What a process remembers of recent reports, and the card in force: the
 * windows of domain/evidence_window.h, near_text.h and phash_index.h, filled
 * from score_trace and photo at first and kept up by score_feed.
 *
 * Shared by all threads; every call takes the lock for microseconds, and reads of
 * the database happen outside it. A gateway adds its own reports when they are
 * committed, and hears of the others' by hints.
 */
#ifndef IO_SCORE_MEMORY_H
#define IO_SCORE_MEMORY_H

#include "base/id.h"
#include "domain/evidence_window.h"
#include "domain/near_text.h"
#include "domain/phash_index.h"
#include "io/db.h"

struct score_memory;

/* How much is remembered; memory is taken at once. */
struct score_memory_size {
	size_t accounts; /* active within a week: about 600 bytes each */
	size_t texts;    /* about 850 bytes each */
	uint32_t photos; /* 33 bytes each */
};

/* A report that is about to be stored. A zero id is unknown. */
struct score_ask {
	struct id owner, device, address;
	struct str shop_id; /* empty: unknown */
	int64_t at_ms;
	const struct text_print *print;
	const int64_t *phashes; /* as photo.phash; I64_NULL is skipped */
	size_t n_phashes;
};

CHECKED
enum err score_memory_new(const struct score_memory_size *size, struct score_memory **ret_memory);
void score_memory_free(struct score_memory *m);

/* The report is committed. hard: its HARD_ bits. Adding it again changes nothing. */
void score_memory_add(struct score_memory *m, struct id report, const struct score_ask *r,
		      int64_t hard);

/* Somebody else's commit, read by the next score_memory_follow: the report, or its verdict. */
#define SCORE_HEARD_REPORT (-1)
void score_memory_heard(struct score_memory *m, struct id report, int verdict);

/* Something was not heard: the next score_memory_follow begins anew. */
void score_memory_distrust(struct score_memory *m);

/*
 * Catches up with the database; does nothing while another thread is doing it. What it
 * could not read is read the next time; the memory is then a little behind, which no
 * caller needs to care about.
 */
CHECKED
enum err score_memory_follow(struct score_memory *m, struct db *db, int64_t now_ms);

/* What a report is scored by, beside the score. */
struct score_view {
	struct score_card card;
	int today; /* reports of the owner on the day (Beijing time) of at_ms */
};

/*
 * Adds to ev what the memory knows of the report (evidence_window_tell's
 * features) and scores it by the card in force. ret_view may be NULL.
 */
struct score score_memory_score(struct score_memory *m, const struct score_ask *ask,
				struct evidence *ev, struct score_view *ret_view);

#endif
