/*
 * The options that ezhilid and ezhili share:
 *
 *	--data DIR          the data directory
 *	--config FILE       instead of DIR/ezhili.conf (which need not exist)
 *	--set NAME=VALUE    overrides one key, as often as needed
 */
#ifndef BASE_CONFIG_ARGS_H
#define BASE_CONFIG_ARGS_H

#include "base/buf.h"
#include "base/config.h"
#include "base/err.h"

/*
 * Fills c (to be released, also on error) and takes the options above out of
 * argv, wherever they stand. Stops at "--". Errors as config_load.
 */
CHECKED enum err config_from_args(struct config *c, int *argc, char **argv, struct buf *why);

#endif
