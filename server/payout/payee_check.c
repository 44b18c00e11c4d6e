#include "payout/payee_check.h"

#include "domain/person_id.h"
#include "domain/workday.h"

/* "code:" + what the rail exchanges for an account. */
static bool login_code_ok(struct str account)
{
	return str_starts(account, STR("code:")) && account.len > 5 && account.len <= 200;
}

static const char *check_account(const struct unsealed *u)
{
	if (str_eq(u->rail, STR("wechat")))
		return person_openid_ok(u->account) || login_code_ok(u->account) ? NULL : "account";
	if (!str_eq(u->rail, STR("bank")))
		return "rail";
	if (!person_bank_no_ok(u->account))
		return "account";
	return person_name_ok(u->name) ? NULL : "name"; /* no bank pays without one */
}

const char *payee_check_claim(const struct unsealed *u)
{
	const char *field = check_account(u);

	if (field)
		return field;
	if (u->name.len && !person_name_ok(u->name))
		return "name";
	return u->phone.len && !person_mobile_ok(u->phone) ? "phone" : NULL;
}

const char *payee_check_enrol(const struct unsealed *u, int64_t today_ms)
{
	int year, month, day;

	workday_to_date(workday_day_of(today_ms), &year, &month, &day);
	if (!person_name_ok(u->name))
		return "name";
	if (!person_id_no_ok(u->id_no, year * 10000 + month * 100 + day))
		return "id_no";
	if (!person_mobile_ok(u->phone))
		return "phone";
	return check_account(u);
}
