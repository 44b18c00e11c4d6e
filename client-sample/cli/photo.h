/*
 * Sends a photo: upload.begin, binary frames, upload.commit.
 */
#ifndef PHOTO_H
#define PHOTO_H

#include "link.h"

#define PHOTO_ID_MAX 41

/*
 * Uploads the file and writes the photo's id. told, if not NULL, hears of each
 * step. ERR_IO: the file cannot be read (errno); ERR_LIMIT: larger than max;
 * else as link_call.
 */
CHECKED enum err photo_send(struct link *l, const char *path, int64_t max,
			    void (*told)(int64_t sent, int64_t size), char ret_id[PHOTO_ID_MAX]);

/* A random UUID (version 4), for a message's key. */
json_t *uuid_json(void);

#endif
