/* A card's text, and the card that its format makes again. */
#include "domain/score_card.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(buf) one = BUF_INIT(4 * SCORE_CARD_TEXT_MAX);
	AUTO(buf) two = BUF_INIT(4 * SCORE_CARD_TEXT_MAX);
	struct score_card card;

	if (score_card_parse((struct str){ (const char *)data, size }, &card))
		return 0;
	score_card_format(&card, &one);
	if (score_card_parse(buf_str(&one), &card))
		abort();
	score_card_format(&card, &two);
	if (!str_eq(buf_str(&one), buf_str(&two)))
		abort();
	return 0;
}
