#include "media/photo.h"

#include "media/exif.h"
#include "media/jpeg.h"
#include "media/phash.h"
#include "media/pixels.h"
#include "media/sniff.h"

void photo_release(struct photo *ph)
{
	if (!ph)
		return;
	buf_release(&ph->full);
	buf_release(&ph->thumb);
}

/* Shrinking first: turning then moves fewer pixels. */
static enum media_verdict fit(struct pixels *px, uint32_t edge, uint8_t orientation)
{
	if (pixels_shrink(px, edge) || pixels_upright(px, orientation))
		return MEDIA_FAILED;
	return MEDIA_OK;
}

static enum media_verdict render(const struct photo_limits *limits, struct pixels *px,
				 struct photo *ph)
{
	enum media_verdict v = fit(px, limits->photo_edge, ph->exif.orientation);

	if (v)
		return v;
	ph->width = px->width;
	ph->height = px->height;
	v = jpeg_encode(px, MEDIA_PHOTO_QUALITY, &ph->full);
	if (v)
		return v;
	/* The hash is taken from the thumbnail's pixels: same frequencies, a fraction of the work.
	 */
	v = fit(px, limits->thumb_edge, 1);
	if (v)
		return v;
	if (phash(px, &ph->phash))
		return MEDIA_FAILED;
	return jpeg_encode(px, MEDIA_THUMB_QUALITY, &ph->thumb);
}

enum media_verdict photo_make(const struct photo_limits *limits, const uint8_t *p, size_t len,
			      struct photo *ret)
{
	struct photo ph = { .full = BUF_INIT(MEDIA_PHOTO_BYTES),
			    .thumb = BUF_INIT(MEDIA_THUMB_BYTES) };
	AUTO(pixels) px = { 0 };
	enum media_verdict v;

	if (len > limits->upload_max)
		return MEDIA_TOO_BIG;
	if (sniff(p, len) != SNIFF_JPEG)
		return MEDIA_NOT_JPEG;
	v = jpeg_decode(p, len, limits->pixels_max, limits->photo_edge, &px);
	if (v)
		return v;
	ph.exif = exif_of_jpeg(p, len);
	v = render(limits, &px, &ph);
	if (v)
		photo_release(&ph);
	else
		*ret = ph;
	return v;
}
