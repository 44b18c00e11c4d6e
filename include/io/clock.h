/*
 * The wall clock, milliseconds since 1970 UTC. Only processes ask; pure code is told.
 */
#ifndef IO_CLOCK_H
#define IO_CLOCK_H

#include <stdint.h>

int64_t clock_ms(void);
/* Never goes back; for durations. */
int64_t clock_steady_us(void);

#endif
