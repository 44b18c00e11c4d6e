#include "domain/role.h"

static const char *const names[ROLE_COUNT] = {
	"none",     "citizen", "whistle", "receipt", "reviewer",
	"approver", "finance", "auditor", "admin",
};

const char *role_name(unsigned role)
{
	for (unsigned i = 0; i < ROLE_COUNT; i++)
		if (role == 1u << i)
			return names[i];
	return NULL;
}

enum err role_parse(struct str name, unsigned *ret_role)
{
	for (unsigned i = 1; i < ROLE_COUNT; i++) {
		if (str_eq(name, str_of(names[i]))) {
			*ret_role = 1u << i;
			return ERR_OK;
		}
	}
	return ERR_INPUT;
}

enum err roles_parse(struct str list, unsigned *ret_roles)
{
	unsigned all = 0;

	do {
		unsigned one;
		enum err e = role_parse(str_trim(str_cut(&list, ',')), &one);

		if (e)
			return e;
		all |= one;
	} while (list.p);
	*ret_roles = all;
	return ERR_OK;
}

bool roles_compatible(unsigned roles)
{
	static const unsigned alone[] = { ROLE_CITIZEN, ROLE_WHISTLE, ROLE_RECEIPT,
					  ROLE_FINANCE, ROLE_AUDITOR, ROLE_ADMIN };

	roles &= ~(unsigned)ROLE_NONE;
	for (size_t i = 0; i < ARRAY_LEN(alone); i++)
		if ((roles & alone[i]) && roles != alone[i])
			return false;
	return roles != 0 && (roles & ~(unsigned)ROLE_SIGNED) == 0;
}
