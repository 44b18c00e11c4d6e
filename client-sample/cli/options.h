/*
 * What was asked for on the command line.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "base/err.h"
#include "category.h"

#include <stdbool.h>
#include <stddef.h>

#define OPTIONS_PHOTOS_MAX 9

struct options {
	const char *url, *shop, *text;
	const char *photo[OPTIONS_PHOTOS_MAX];
	size_t n_photos;
	const struct category *category; /* NULL: guess from the text */
	bool en, help;
	int timeout_ms;
};

/* ERR_INPUT with a sentence on standard error. Strings are argv's own. */
CHECKED enum err options_parse(int argc, char **argv, struct options *ret);
void options_help(void);

#endif
