#include "domain/photo_evidence.h"

#include <math.h>

#define HOUR_MS      3600000.0
#define CLOCK_OFF_MS 600000 /* phones' clocks are this wrong at times */
#define PLACE_MAX    1000000

static int32_t agreement(int64_t a_ms, int64_t b_ms)
{
	double hours = fabs((double)(a_ms - b_ms)) / HOUR_MS;
	double lost = hours <= 1 ? 0 : 250 * log2(hours);

	return lost >= 1000 ? 0 : (int32_t)(1000 - lost);
}

/* The lower of the two, where missing is none. */
static int32_t worse(int32_t a, int64_t one_ms, int64_t two_ms)
{
	int32_t b;

	if (one_ms == 0 || two_ms == 0)
		return a;
	b = agreement(one_ms, two_ms);
	return a == EVIDENCE_MISSING || b < a ? b : a;
}

static int32_t time_of(const struct photo_fact *p, int64_t occurred_ms, int64_t now_ms)
{
	int32_t pm = EVIDENCE_MISSING;

	if (p->exif_ms > now_ms + CLOCK_OFF_MS)
		return 0;
	pm = worse(pm, p->exif_ms, p->told_ms);
	pm = worse(pm, p->exif_ms, occurred_ms);
	return worse(pm, p->told_ms, occurred_ms);
}

void photo_evidence_tell(const struct photo_fact *photos, size_t n, const struct geo_point *shop,
			 int64_t occurred_ms, int64_t now_ms, struct evidence *ev)
{
	int32_t place = EVIDENCE_MISSING, time = EVIDENCE_MISSING;

	for (size_t i = 0; i < n; i++) {
		const struct photo_fact *p = &photos[i];
		int32_t pm = time_of(p, occurred_ms, now_ms);

		if (pm > time) /* missing is the least */
			time = pm;
		if (p->has_at && shop) {
			double m = fmin(geo_distance_m(p->at, *shop), PLACE_MAX);

			if (place == EVIDENCE_MISSING || m < place)
				place = (int32_t)m;
		}
	}
	ev->x[SCORE_PHOTOS] = (int32_t)n;
	ev->x[SCORE_PLACE] = place;
	ev->x[SCORE_TIME] = time;
}
