/*
 * What a gateway and ezhili-media say to each other about one photo.
 *
 * The gateway sends a job and a descriptor of the uploaded bytes; media answers
 * with a result and, when it accepts the picture, two sealed memfds: the photo
 * without any metadata and its thumbnail. Both sides are built from the same
 * tree, so the structs travel as they are.
 */
#ifndef IO_MEDIA_JOB_H
#define IO_MEDIA_JOB_H

#include "base/err.h"
#include "io/seqpacket.h"

#include <stdbool.h>
#include <stdint.h>

/* What the configuration cannot move; photo_max, photo_pixels_max, photo_edge_max and thumb_edge
 * can. */
#define MEDIA_EDGE_MAX        20000    /* pixels of the header's longer edge */
#define MEDIA_PROGRESSIVE_MAX 40000000 /* of its area, when all coefficients are held at once */
#define MEDIA_SCANS_MAX       64       /* cameras write 1, browsers about 10 */
#define MEDIA_DECODE_MS       4000     /* processor time to decode one picture */
#define MEDIA_DECODE_BYTES    (400 * 1024 * 1024) /* the library's own memory for one picture */
#define MEDIA_PHOTO_QUALITY   85
#define MEDIA_PHOTO_BYTES     (16 * 1024 * 1024) /* of what is kept */
#define MEDIA_THUMB_QUALITY   75
#define MEDIA_THUMB_BYTES     (4 * 1024 * 1024)

enum media_verdict {
	MEDIA_OK = 0,
	MEDIA_NOT_JPEG, /* another format, whatever its name said: convert to JPEG */
	MEDIA_TOO_BIG,  /* more pixels than the limits above */
	MEDIA_BROKEN,   /* truncated or corrupt */
	MEDIA_TOO_SLOW, /* made to cost time: too many scans or too long to decode */
	MEDIA_FAILED,   /* our side: out of memory */
	MEDIA__COUNT
};

/* A short fixed name ("not_jpeg"), never NULL. */
const char *media_verdict_name(enum media_verdict v);

/* What the uploaded file said of itself (EXIF), as far as it was well-formed. */
struct media_exif {
	int64_t taken_ms; /* 0 when absent */
	double lat, lng;  /* WGS-84 degrees, meaningless unless has_point */
	bool has_point;
	uint8_t orientation; /* 1..8; 1 when absent */
};

/* Messages; seqpacket's ref numbers the job and is repeated in what media says of it. */
enum media_msg {
	MEDIA_MSG_JOB = 1, /* to media: struct media_job and the uploaded bytes */
	MEDIA_MSG_STARTED, /* media has taken it up: should it die now, this picture did it */
	MEDIA_MSG_PHOTO,   /* accepted: struct media_result, photo and thumbnail */
	MEDIA_MSG_REFUSED, /* not accepted: struct media_result */
};

extern const struct seqpacket_type media_from_gateway[];
extern const struct seqpacket_type media_to_gateway[];

struct media_job {
	uint64_t size; /* bytes to read from the descriptor, from offset 0 */
};

struct media_result {
	uint64_t phash; /* 64-bit DCT hash; 0: too plain to be compared */
	uint32_t verdict;
	uint32_t width, height; /* of the kept photo, upright */
	uint32_t photo_len, thumb_len;
	struct media_exif exif;
};

#endif
