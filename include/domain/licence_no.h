/*
 * The numbers on a shop's wall: 统一社会信用代码 (USCC) and 食品经营许可证 (permit).
 *
 * USCC: 18 characters of an alphabet of 31, the last a check character with
 * weights 3^i mod 31 (GB 32100). Permit: "JY" and 14 digits, the last by
 * ISO 7064 MOD 11,10. A number that fails its check is flagged, never refused:
 * published permits exist that fail.
 */
#ifndef DOMAIN_LICENCE_NO_H
#define DOMAIN_LICENCE_NO_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

#define USCC_LEN               18
#define PERMIT_LEN             16
/* Upper bounds of *_corrections: one substitution in one place. */
#define USCC_CORRECTIONS_MAX   (USCC_LEN * 30)
#define PERMIT_CORRECTIONS_MAX (14 * 9)

enum licence_kind { LICENCE_USCC, LICENCE_PERMIT };

struct licence_no {
	enum licence_kind kind;
	bool check_ok;
	char c[USCC_LEN + 1]; /* upper case, NUL-terminated */
};

/*
 * Reads one number as people type it: lower case, spaces and hyphens inside,
 * full-width forms, O for 0 and I for 1 (letters that neither alphabet has).
 * ERR_INPUT when what is left is neither shape; a wrong check is no error.
 */
CHECKED
enum err licence_no_parse(struct str s, struct licence_no *ret_no);

bool uscc_check(const char no[USCC_LEN]);
bool permit_check(const char no[PERMIT_LEN]);

/*
 * The numbers with a right check that differ from no in exactly one place:
 * where to look when one character was misread. Writes at most max, returns
 * how many were written.
 */
size_t licence_no_corrections(const struct licence_no *no, struct licence_no *ret, size_t max);

#endif
