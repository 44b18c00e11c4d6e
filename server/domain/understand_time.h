/* The days of a sentence: the part of understand_time() that reads the calendar. */
#ifndef DOMAIN_UNDERSTAND_TIME_H
#define DOMAIN_UNDERSTAND_TIME_H

#include "domain/sentence.h"

#define HOUR_MS (3600LL * 1000)
#define DAY_MS  (24 * HOUR_MS)
#define ZONE_MS (8 * HOUR_MS) /* China has one time zone and no summer time */

struct when {
	int64_t day; /* midnight of the first day, ms in local time */
	int days;    /* how many, 1 for a single one */
	int from_h, to_h;
	bool day_said, part_said;
	long clock_min; /* minutes from midnight, -1: unsaid */
	uint8_t confidence;
};

int64_t understand_midnight(int64_t now_ms);

/* 3月14日, 2026-03-14, 3/14, March 14; 上周三, last Friday; 昨天, 前几天, 上月底. *at: where. */
bool understand_day(const struct sentence *s, int64_t now_ms, struct when *w, struct span *at);

#endif
