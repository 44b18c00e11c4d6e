/* The whole way of an uploaded picture. */
#include "media/photo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct photo ph;

	if (photo_make(data, size, &ph) == MEDIA_OK)
		photo_release(&ph);
	return 0;
}
