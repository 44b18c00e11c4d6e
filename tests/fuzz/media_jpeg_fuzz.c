/* The whole way of an uploaded picture. */
#include "media/photo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct photo_limits limits = {
		.upload_max = 8 << 20, .pixels_max = 100000000, .photo_edge = 512, .thumb_edge = 320
	};
	struct photo ph;

	if (photo_make(&limits, data, size, &ph) == MEDIA_OK)
		photo_release(&ph);
	return 0;
}
