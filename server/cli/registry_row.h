/*
 * One line of the registry's CSV file: named columns to a row of the table
 * shop, with every mistake told by field and reason.
 *
 * Columns, in any order, by the names of the first line:
 *   shop_id company sign mt ele old address area street_code street lat lng
 *   uscc licence status category sales no_dine_in
 * and, when the authority has them: valid_from valid_to scope.
 * shop_id, area, street_code and one of company and sign must be there.
 * Points are GCJ-02. status: active/存续/在业/正常/开业/1, anything else known is closed.
 */
#ifndef CLI_REGISTRY_ROW_H
#define CLI_REGISTRY_ROW_H

#include "base/arena.h"
#include "base/csv.h"
#include "base/err.h"
#include "io/query.h"

#include <stdbool.h>

#define REGISTRY_COLUMNS 21

struct registry_header {
	int at[REGISTRY_COLUMNS]; /* where in the line, -1: not there */
	size_t n;                 /* fields a line must have */
};

struct registry_fault {
	const char *field, *zh, *en;
};

/* ERR_INPUT: *ret_fault names a column that is there twice or missing. Others are ignored. */
CHECKED enum err registry_header(const struct str *field, size_t n,
				 struct registry_header *ret_header,
				 struct registry_fault *ret_fault);

/*
 * *ret_shop borrows the fields' bytes. *ret_flagged: a number fails its check
 * digit, which is noted in the row and never a reason to refuse it.
 */
CHECKED enum err registry_row(const struct registry_header *h, const struct str *field, size_t n,
			      int64_t now_ms, struct q_shop_put *ret_shop, bool *ret_flagged,
			      struct registry_fault *ret_fault);

#endif
