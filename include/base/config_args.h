/*
 * The options that ezhilid and ezhili share:
 *
 *	--data DIR          the data directory; its ezhili.conf is read if it exists
 *	--config FILE       is read instead
 *	--set NAME=VALUE    overrides one key, as often as needed
 *
 * With neither of the first two the system's own is meant: CONFIG_SYSTEM_FILE
 * if it exists, else ezhili.conf in the default data directory.
 */
#ifndef BASE_CONFIG_ARGS_H
#define BASE_CONFIG_ARGS_H

#include "base/buf.h"
#include "base/config.h"
#include "base/err.h"

#define CONFIG_SYSTEM_FILE "/etc/ezhili/ezhili.conf"

/*
 * Fills c (to be released, also on error) and takes the options above out of
 * argv, wherever they stand. Stops at "--". Errors as config_load.
 */
CHECKED enum err config_from_args(struct config *c, int *argc, char **argv, struct buf *why);

#endif
