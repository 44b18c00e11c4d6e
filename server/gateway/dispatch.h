/*
 * From a frame to a reply. The only place that sends replies.
 */
#ifndef GATEWAY_DISPATCH_H
#define GATEWAY_DISPATCH_H

#include "gateway/session.h"

/* A whole text frame. */
void dispatch_frame(struct session *s, struct str bytes);
/* Frames that waited while the session changed: handles them, or forgets them. */
void dispatch_release_held(struct session *s);
void dispatch_drop_held(struct session *s);

/*
 * A message of the gateway's own (a timer), as if sent by nobody: type's body is
 * copied. key makes it happen once, whichever gateway is first.
 */
void dispatch_internal(struct gateway *gw, const struct msg_type *type, const void *body,
		       struct id key);

/* Replies to a frame that is no request, with id null, and counts it. */
void dispatch_bad_frame(struct session *s, const char *type);

/* Checks the tables: a name twice, a load without a lane, an unknown role. ERR_INPUT names it in
 * the log. */
CHECKED enum err dispatch_check_tables(void);
const struct msg_type *dispatch_find(struct str name);

#endif
