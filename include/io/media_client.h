/*
 * A gateway's side of its channel to ezhili-media (io/media_job.h).
 *
 * A call blocks the thread that makes it: never the event loop. Calls of
 * several threads take turns. When media dies, the supervisor starts another
 * one and hands over a new channel; a call that waits meanwhile goes on there.
 */
#ifndef IO_MEDIA_CLIENT_H
#define IO_MEDIA_CLIENT_H

#include "base/err.h"
#include "io/media_job.h"

struct media_client;

struct media_answer {
	struct media_result result;
	int photo_fd, thumb_fd; /* memfds when result.verdict is MEDIA_OK, else -1; owned */
};

#define MEDIA_ANSWER_INIT ((struct media_answer){ .photo_fd = -1, .thumb_fd = -1 })

void media_answer_release(struct media_answer *a);

/* timeout_ms: of one call, restarts included. ERR_MEMORY. */
CHECKED enum err media_client_new(int64_t timeout_ms, struct media_client **ret);
void media_client_free(struct media_client *mc);

/* A new channel, taken over; the one before is forgotten. From any thread, never blocks for long.
 */
CHECKED enum err media_client_attach(struct media_client *mc, int fd);

/*
 * Has size bytes of fd (borrowed) judged. A picture on which media dies twice
 * is MEDIA_BROKEN; one that only waited when it died is simply sent again.
 * ERR_BUSY: no media or no answer in time. ERR_CORRUPT: media said what it must
 * not; the process should end.
 */
CHECKED enum err media_client_call(struct media_client *mc, int fd, uint64_t size,
				   struct media_answer *ret);

#endif
