/*
 * What a report's photos say about it: how many, how near the shop the nearest
 * was taken, and whether its times agree.
 */
#ifndef DOMAIN_PHOTO_EVIDENCE_H
#define DOMAIN_PHOTO_EVIDENCE_H

#include "domain/geo.h"
#include "domain/score.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 0: unknown. */
struct photo_fact {
	int64_t told_ms; /* when it was taken, as the sender says */
	int64_t exif_ms; /* as the file says */
	bool has_at;
	struct geo_point at; /* GCJ-02; the file's own place before the sender's */
};

/*
 * Sets SCORE_PHOTOS, SCORE_PLACE (missing unless both places are known) and
 * SCORE_TIME. shop: GCJ-02 or NULL. occurred_ms: as the sender says, 0 unknown.
 *
 * Agreement is 1000 within an hour and loses 250 with each doubling after (two
 * hours 750, a day 0); the worst pair among file, sender and claimed time counts for a photo,
 * the best photo for the report. A file from after the report is 0.
 */
void photo_evidence_tell(const struct photo_fact *photos, size_t n, const struct geo_point *shop,
			 int64_t occurred_ms, int64_t now_ms, struct evidence *ev);

#endif
