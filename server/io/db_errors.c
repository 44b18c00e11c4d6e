#include "io/db_errors.h"

/* Numbers of the server (below 2000) and of its client library. */
enum {
	DUPLICATE = 1062,
	LOCK_WAIT = 1205,
	DEADLOCK = 1213,
	TOO_MANY_CONNECTIONS = 1040,
	NODE_NOT_READY = 1047, /* this node of a cluster: another one may be */
	DISK_FULL = 1021,
	TABLE_FULL = 1114,
	ENGINE_ERROR = 1030,
	TIME_OUT = 1969,
	SHUTDOWN = 1053,
	KILLED = 1927,
	GONE = 2006,
	LOST = 2013,
	LOST_EXTENDED = 2055,
	CANNOT_CONNECT = 2002,
	CANNOT_CONNECT_HOST = 2003,
	UNKNOWN_HOST = 2005,
};

enum err db_error_kind(unsigned code)
{
	switch (code) {
	case DUPLICATE:
		return ERR_CONFLICT;
	case LOCK_WAIT:
	case DEADLOCK:
	case DISK_FULL:
	case TABLE_FULL:
	case ENGINE_ERROR:
	case TIME_OUT:
		return ERR_BUSY;
	case NODE_NOT_READY:
	case TOO_MANY_CONNECTIONS:
	case SHUTDOWN:
	case KILLED:
	case GONE:
	case LOST:
	case LOST_EXTENDED:
	case CANNOT_CONNECT:
	case CANNOT_CONNECT_HOST:
	case UNKNOWN_HOST:
		return ERR_LOST;
	default:
		return ERR_IO;
	}
}
