#include "io/media_job.h"

const struct seqpacket_type media_from_gateway[] = {
	{MEDIA_MSG_JOB,             "job", sizeof(struct media_job), sizeof(struct media_job), 1 },
	{ .name = NULL},
};

const struct seqpacket_type media_to_gateway[] = {
	{MEDIA_MSG_STARTED, "started", 0, 0, 0 },
	{ MEDIA_MSG_PHOTO,                "photo", sizeof(struct media_result), sizeof(struct media_result), 2 },
	{ MEDIA_MSG_REFUSED,                "refused", sizeof(struct media_result), sizeof(struct media_result),
         0 },
	{ .name = NULL },
};

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
