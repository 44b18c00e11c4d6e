/*
 * The inside of io/score_memory.h: score_memory.c keeps the windows, score_follow.c reads
 * the database into them. What is named _locked wants the lock held.
 */
#ifndef IO_SCORE_MEMORY_STATE_H
#define IO_SCORE_MEMORY_STATE_H

#include "io/score_memory.h"

#include <pthread.h>

#define SCORE_HEARD_MOST 65536 /* waiting to be read; beyond, reading anew is quicker */

struct score_heard {
	struct id report;
	int verdict;
};

struct score_memory {
	pthread_mutex_t lock;
	struct arena arena;
	struct evidence_window window;
	struct near_text texts;
	struct phash_index photos;
	struct score_card card;
	struct lossy_table seen; /* reports that were added lately */
	struct score_memory_size size;
	struct score_heard heard[SCORE_HEARD_MOST]; /* a ring */
	size_t heard_at, n_heard;
	bool filled, following;
	int64_t card_ms, purged_ms;
};

/* One report as score_trace has it; print may be NULL. */
struct score_traced {
	struct id report, owner, device, address;
	struct str shop_id;
	const struct text_print *print;
	int64_t at_ms, hard;
};

/* Empties the windows. */
CHECKED enum err score_memory_clear_locked(struct score_memory *m);
void score_memory_add_locked(struct score_memory *m, const struct score_traced *row);
void score_memory_judge_locked(struct score_memory *m, struct id report, struct str shop_id,
			       int64_t verdict);
void score_memory_photo_locked(struct score_memory *m, int64_t phash, struct id owner);

#endif
