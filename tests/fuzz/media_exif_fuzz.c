/* A stranger's EXIF: as a whole JPEG and as the bare block. */
#include "media/exif.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)exif_of_jpeg(data, size);
	(void)exif_of_tiff(data, size);
	return 0;
}
