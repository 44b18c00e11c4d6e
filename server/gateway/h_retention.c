/*
 * photo.destroy: a message of the gateways' own.
 */
#include "gateway/dispatch.h"
#include "gateway/photo_store.h"
#include "gateway/retention.h"
#include "gateway/tables.h"

struct destroy_body {
	struct id photo, report;
};

/* The blob first: should we die now, the row still names it and the next sweep comes again. */
static enum err destroy_load(struct request *rq, struct services *sv)
{
	const struct destroy_body *b = rq->body;

	return evidence_delete(&sv->photos->evidence, b->photo);
}

static enum err destroy_decide(struct request *rq, struct effects *fx)
{
	const struct destroy_body *b = rq->body;

	FX(fx, photo_destroy, .id = b->photo);
	effects_audit(fx, (struct effect_audit){ .actor = STR("system"),
						 .action = STR("photo.destroy"),
						 .object = b->report });
	return ERR_OK;
}

const struct msg_type retention_msgs[] = {
	{.name = "photo.destroy",
         .body_size = sizeof(struct destroy_body),
         .zh = "照片保存期满，销毁",
         .en = "a photo's time is over",
         .work = WORK_FILE,
         .load = destroy_load,
         .decide = destroy_decide },
	{ .name = NULL}
};

void retention_destroy(struct gateway *gw, struct id photo, struct id report)
{
	const struct destroy_body body = { photo, report };

	dispatch_internal(gw, &retention_msgs[0], &body, photo);
}
