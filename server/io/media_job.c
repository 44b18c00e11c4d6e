#include "io/media_job.h"

static const char *const names[MEDIA__COUNT] = {
	[MEDIA_OK] = "ok",         [MEDIA_NOT_JPEG] = "not_jpeg", [MEDIA_TOO_BIG] = "too_big",
	[MEDIA_BROKEN] = "broken", [MEDIA_TOO_SLOW] = "too_slow", [MEDIA_FAILED] = "failed",
};

const char *media_verdict_name(enum media_verdict v)
{
	if ((unsigned)v >= MEDIA__COUNT)
		return "unknown";
	return names[v];
}
