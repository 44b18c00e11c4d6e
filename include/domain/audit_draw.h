/*
 * Which shielded reports are read anyway, so that false shielding is a measured
 * figure: a draw by SipHash-2-4 of the report's id under the day's seed.
 *
 * Whoever has the seed can repeat the draw; nobody without it can foresee it,
 * and no report's chance hangs on what it says or on who sent it.
 */
#ifndef DOMAIN_AUDIT_DRAW_H
#define DOMAIN_AUDIT_DRAW_H

#include "base/id.h"

#include <stdbool.h>

#define AUDIT_DRAW_ONE_IN 20

bool audit_draw(struct id seed, struct id report);

#endif
