/*
 * Who somebody is to the service, as bits, so that a message's table row can
 * name all roles that may send it.
 *
 * ROLE_NONE is a bit like the others: every connection holds it, also before
 * signing in. A row that forgot its roles (0) therefore admits nobody.
 */
#ifndef DOMAIN_ROLE_H
#define DOMAIN_ROLE_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

enum role {
	ROLE_NONE = 1u << 0,
	ROLE_CITIZEN = 1u << 1,  /* signed in by phone, or anonymous */
	ROLE_WHISTLE = 1u << 2,  /* an enrolled rider or platform BD */
	ROLE_RECEIPT = 1u << 3,  /* holder of one report's receipt code */
	ROLE_REVIEWER = 1u << 4, /* verifies reports of the offices assigned to them */
	ROLE_APPROVER = 1u << 5, /* approves rewards, never of a case they verified */
	ROLE_FINANCE = 1u << 6,  /* sees amounts, never a report */
	ROLE_AUDITOR = 1u << 7,  /* reads the audit log */
	ROLE_ADMIN = 1u << 8,    /* accounts, offices, cards */
};

#define ROLE_COUNT    9
#define ROLE_REPORTER (ROLE_CITIZEN | ROLE_WHISTLE | ROLE_RECEIPT)
#define ROLE_STAFF    (ROLE_REVIEWER | ROLE_APPROVER | ROLE_FINANCE | ROLE_AUDITOR | ROLE_ADMIN)
#define ROLE_SIGNED   (ROLE_REPORTER | ROLE_STAFF)

/* "none", "citizen", …; NULL unless exactly one known bit is set. */
const char *role_name(unsigned role);

/* ERR_INPUT for an unknown name, and for "none", which nobody is given. */
CHECKED
enum err role_parse(struct str name, unsigned *ret_role);

/* Names separated by commas: "reviewer,approver". ERR_INPUT as above, also for an empty list. */
CHECKED
enum err roles_parse(struct str list, unsigned *ret_roles);

/*
 * May one person hold all of these? Reporters are never staff (staff are never
 * payees); administrator, auditor and finance each stand alone (MLPS level 3
 * separates the administrators; finance must not see a report). Reviewer with
 * approver is allowed: that nobody approves what they verified is asked of each case.
 */
bool roles_compatible(unsigned roles);

#endif
