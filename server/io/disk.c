#include "io/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static enum err of_errno(int err)
{
	switch (err) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return ERR_BUSY;
	default:
		return ERR_IO;
	}
}

enum err disk_room(int fd, size_t len)
{
	struct statvfs s;
	unsigned long long left;

	if (fstatvfs(fd, &s))
		return ERR_IO;
	left = (unsigned long long)s.f_bavail * s.f_frsize;
	return left < (unsigned long long)DISK_RESERVE_BYTES + len ? ERR_BUSY : ERR_OK;
}

enum err disk_write(int fd, const void *p, size_t len, off_t offset)
{
	const char *from = p;

	while (len) {
		ssize_t n = pwrite(fd, from, len, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? of_errno(errno) : ERR_BUSY;
		from += n;
		offset += n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

enum err disk_read(int fd, void *p, size_t len, off_t offset)
{
	char *to = p;

	while (len) {
		ssize_t n = pread(fd, to, len, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? ERR_IO : ERR_CORRUPT;
		to += n;
		offset += n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

enum err disk_directory(const char *path, int *ret_fd)
{
	int fd;

	if (mkdir(path, 0700) && errno != EEXIST)
		return ERR_IO;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ERR_IO;
	*ret_fd = fd;
	return ERR_OK;
}

static enum err read_whole(int fd, size_t max, struct secret *ret)
{
	AUTO(secret) s = SECRET_INIT;
	struct stat st;
	enum err e;

	if (fstat(fd, &st))
		return ERR_IO;
	if (st.st_size < 0 || (size_t)st.st_size > max)
		return ERR_LIMIT;
	e = secret_alloc(&s, (size_t)st.st_size + 1);
	if (e)
		return e;
	s.len = (size_t)st.st_size;
	e = disk_read(fd, s.p, s.len, 0);
	if (e)
		return e;
	secret_release(ret);
	*ret = s;
	s = SECRET_INIT;
	return ERR_OK;
}

enum err disk_secret(const char *path, size_t max, struct secret *ret)
{
	int fd = path && *path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	enum err e;

	if (fd < 0)
		return !path || !*path || errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	e = read_whole(fd, max, ret);
	close(fd);
	return e;
}
