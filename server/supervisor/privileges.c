#include "supervisor/privileges.h"

#include <linux/capability.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BIT(cap) (1ull << (cap))
#define KEPT     (BIT(CAP_SETUID) | BIT(CAP_SETGID) | BIT(CAP_KILL) | BIT(CAP_DAC_READ_SEARCH))

static struct __user_cap_header_struct self(void)
{
	return (struct __user_cap_header_struct){ .version = _LINUX_CAPABILITY_VERSION_3 };
}

static enum err held(uint64_t *ret_caps)
{
	struct __user_cap_header_struct head = self();
	struct __user_cap_data_struct data[2] = { { 0 } };

	if (syscall(SYS_capget, &head, data))
		return ERR_DENIED;
	*ret_caps = data[0].permitted | (uint64_t)data[1].permitted << 32;
	return ERR_OK;
}

/* Numbers that this kernel does not know end the row. */
static enum err shrink_bounding_set(void)
{
	for (unsigned cap = 0; cap < 64 && prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++) {
		if (!(KEPT & BIT(cap)) && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0))
			return ERR_DENIED;
	}
	return ERR_OK;
}

static enum err hold(uint64_t caps)
{
	struct __user_cap_header_struct head = self();
	struct __user_cap_data_struct data[2] = {
		{.effective = (uint32_t)caps,          .permitted = (uint32_t)caps        },
		{ .effective = (uint32_t)(caps >> 32), .permitted = (uint32_t)(caps >> 32)},
	};

	return syscall(SYS_capset, &head, data) ? ERR_DENIED : ERR_OK;
}

enum err privileges_drop(void)
{
	uint64_t caps;
	enum err e = held(&caps);

	/* Only who may set capabilities can shrink the set; who may not has none to pass on. */
	if (!e && caps & BIT(CAP_SETPCAP))
		e = shrink_bounding_set();
	if (!e)
		e = hold(caps & KEPT);
	if (!e && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		e = ERR_DENIED;
	return e;
}
