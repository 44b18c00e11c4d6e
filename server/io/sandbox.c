#include "io/sandbox.h"

#include "io/landlock.h"
#include "io/syscall_filter.h"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A name that does not exist is no error: a demonstration runs as one user and says so. */
static enum err become(const char *user, bool *ret_done)
{
	const struct passwd *pw;

	*ret_done = false;
	if (geteuid() != 0 || !user || !*user)
		return ERR_OK;
	pw = getpwnam(user);
	if (!pw)
		return ERR_OK;
	if (setgroups(0, NULL) || setresgid(pw->pw_gid, pw->pw_gid, pw->pw_gid) ||
	    setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid))
		return ERR_DENIED;
	*ret_done = true;
	return ERR_OK;
}

/* Without capabilities even uid 0 is an ordinary owner of its files. */
static enum err drop_capabilities(bool *ret_done)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { { 0 } };

	if (syscall(SYS_capset, &head, none))
		return ERR_DENIED;
	*ret_done = true;
	return ERR_OK;
}

static void note(struct sandbox_report *r, bool done, const char *what)
{
	size_t used = strlen(r->degraded);

	if (!done)
		snprintf(r->degraded + used, sizeof(r->degraded) - used, "%s%s", used ? "," : "",
			 what);
}

/* What the C library's resolver and OpenSSL open by themselves. */
static const struct sandbox_path for_names[] = {
  /* clang-format off */
	{ "/etc/ssl/certs", false }, { "/etc/resolv.conf", false }, { "/etc/hosts", false },
	{ "/etc/nsswitch.conf", false }, { "/etc/host.conf", false }, { "/etc/gai.conf", false },
	{ "/usr/share/zoneinfo", false }, { "/usr/lib", false }, { "/lib", false },
	{ "/dev/urandom", false },
  /* clang-format on */
};

#define PATHS_MAX 32

static enum err close_files(const struct sandbox_spec *spec, int *ret_abi)
{
	bool names = (spec->allow & SANDBOX_NAMES) == SANDBOX_NAMES;
	size_t n_more = names ? ARRAY_LEN(for_names) : 0;
	struct sandbox_path paths[PATHS_MAX];

	if (spec->n_paths + n_more > PATHS_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < spec->n_paths; i++)
		paths[i] = spec->paths[i];
	for (size_t i = 0; i < n_more; i++)
		paths[spec->n_paths + i] = for_names[i];
	return landlock_enter(paths, spec->n_paths + n_more, ret_abi);
}

static enum err raise_walls(const struct sandbox_spec *spec, struct sandbox_report *r)
{
	enum err e;

	e = become(spec->user, &r->own_user);
	if (e)
		return e;
	e = drop_capabilities(&r->no_capabilities);
	if (e)
		return e;
	r->no_new_privs = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
	/* After the change of user, which sets it again. */
	r->not_dumpable = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
	if (!r->no_new_privs || !r->not_dumpable)
		return ERR_DENIED;
	e = close_files(spec, &r->landlock_abi);
	if (e)
		return e;
	r->landlock = r->landlock_abi > 0;
	return syscall_filter_enter(spec->allow, &r->seccomp);
}

enum err sandbox_enter(const struct sandbox_spec *spec, struct sandbox_report *ret_report)
{
	const struct rlimit no_core = { 0, 0 };
	struct sandbox_report r = { 0 };
	enum err e;

	if (setrlimit(RLIMIT_CORE, &no_core))
		return ERR_DENIED;
	e = raise_walls(spec, &r);
	if (e)
		return e;
	note(&r, r.own_user, "user");
	note(&r, r.landlock, "landlock");
	note(&r, r.seccomp, "seccomp");
	*ret_report = r;
	return ERR_OK;
}
