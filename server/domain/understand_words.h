/* The words by which domain/understand.h knows problems and wishes. Patterns: domain/sentence.h. */
#ifndef DOMAIN_UNDERSTAND_WORDS_H
#define DOMAIN_UNDERSTAND_WORDS_H

#include "domain/understand.h"

struct problem_words {
	int category; /* 1..28; 0 ends the table */
	uint8_t sure;
	const char *pattern;
};

/* A pattern's words that begin with '^' count only at the beginning of the sentence. */
struct intent_words {
	enum intent intent;
	uint8_t sure;
	const char *words; /* NULL ends the table */
};

extern const struct problem_words problem_words[];
extern const struct intent_words intent_words[];

#endif
