/* A stream of reports and verdicts, as somebody might write it. */
#include "cli/score_replay.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct score_card card;
	struct replay_result result;
	FILE *in = size ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;
	FILE *out = fopen("/dev/null", "w");

	if (in && out && !score_replay(in, out, score_card_default(&card), true, &result) &&
	    result.card.version < 1)
		abort();
	if (in)
		fclose(in);
	if (out)
		fclose(out);
	return 0;
}
