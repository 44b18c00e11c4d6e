/* Replays sentences through the chat's understanding: one a line in, JSON lines out. */
#ifndef CLI_UNDERSTAND_REPLAY_H
#define CLI_UNDERSTAND_REPLAY_H

#include "base/err.h"
#include "domain/shop_index.h"

#include <stdint.h>
#include <stdio.h>

/* A longer line is an error: the chat takes no longer message either. */
#define UNDERSTAND_LINE_MAX (16u << 10)

/*
 * Each line: {"shop", "shop_sure", "place", "category", "also", "category_sure", "from_ms",
 * "to_ms", "intent", "shops": [[id, p], …]}; what was not understood is absent. "shops" are the
 * candidates that the chat would show; idx may be NULL. *ret_line: lines read, or the faulty
 * one. ERR_INPUT, ERR_IO, ERR_MEMORY.
 */
CHECKED enum err understand_replay(FILE *in, FILE *out, const struct shop_index *idx,
				   int64_t now_ms, long *ret_line);

#endif
