/*
 * What a MariaDB error number means to the caller: see the table in io/db.h.
 */
#ifndef IO_DB_ERRORS_H
#define IO_DB_ERRORS_H

#include "base/err.h"

enum err db_error_kind(unsigned code);

#endif
