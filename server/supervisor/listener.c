#include "supervisor/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 4096

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static enum err parse(const char *host, uint16_t port, union address *ret_a, socklen_t *ret_len)
{
	union address a = { 0 };

	if (strcmp(host, "*") == 0)
		host = "0.0.0.0";
	if (inet_pton(AF_INET, host, &a.v4.sin_addr) == 1) {
		a.v4.sin_family = AF_INET;
		a.v4.sin_port = htons(port);
		*ret_len = sizeof(a.v4);
	} else if (inet_pton(AF_INET6, host, &a.v6.sin6_addr) == 1) {
		a.v6.sin6_family = AF_INET6;
		a.v6.sin6_port = htons(port);
		*ret_len = sizeof(a.v6);
	} else {
		return ERR_INPUT;
	}
	*ret_a = a;
	return ERR_OK;
}

/*
 * Without SO_REUSEPORT first: with it a second installation of the same user
 * would silently share the port and take half of the connections.
 */
static enum err port_is_free(const union address *a, socklen_t len)
{
	int fd = socket(a->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1, taken;

	if (fd < 0)
		return ERR_IO;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	taken = bind(fd, &a->any, len) || listen(fd, 1) ? errno : 0;
	close(fd);
	if (taken == EADDRINUSE)
		return ERR_CONFLICT;
	return taken ? ERR_IO : ERR_OK;
}

static int open_one(const union address *a, socklen_t len)
{
	int fd = socket(a->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int on = 1;

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) || bind(fd, &a->any, len) ||
	    listen(fd, BACKLOG)) {
		close(fd);
		return -1;
	}
	return fd;
}

enum err listener_open(const char *host, uint16_t port, size_t n, int *ret_fd)
{
	union address a;
	socklen_t len;
	enum err e;

	e = parse(host, port, &a, &len);
	if (!e)
		e = port_is_free(&a, len);
	if (e)
		return e;
	for (size_t i = 0; i < n; i++) {
		ret_fd[i] = open_one(&a, len);
		if (ret_fd[i] >= 0)
			continue;
		while (i-- > 0) {
			close(ret_fd[i]);
			ret_fd[i] = -1;
		}
		return ERR_IO;
	}
	return ERR_OK;
}
