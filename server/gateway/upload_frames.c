#include "gateway/upload_frames.h"

#include "gateway/dispatch.h"

void upload_frame(struct session *s, struct str bytes)
{
	(void)bytes;
	dispatch_bad_frame(s, "frame.bad");
}

void upload_session_release(struct session *s)
{
	(void)s;
}
