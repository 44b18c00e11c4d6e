#include "base/secret.h"

#include <string.h>
#include <sys/mman.h>

#define PAGE 4096u

enum err secret_alloc(struct secret *s, size_t len)
{
	size_t mapped = (len + PAGE) / PAGE * PAGE;
	void *p = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return ERR_MEMORY;
	(void)mlock(p, mapped);
	(void)madvise(p, mapped, MADV_DONTDUMP);
	secret_release(s);
	*s = (struct secret){ .p = p, .len = len, .mapped = mapped };
	return ERR_OK;
}

enum err secret_copy(struct secret *s, const void *p, size_t len)
{
	enum err e = secret_alloc(s, len);

	if (!e && len)
		memcpy(s->p, p, len);
	return e;
}

void secret_release(struct secret *s)
{
	if (!s || !s->p)
		return;
	explicit_bzero(s->p, s->mapped);
	munmap(s->p, s->mapped);
	*s = SECRET_INIT;
}
