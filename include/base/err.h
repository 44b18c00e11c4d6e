/*
 * The one error enumeration, and the few macros every file needs.
 *
 * A function that can fail returns enum err; its results come out through
 * ret_ parameters, written only on ERR_OK. How an error reaches a person
 * (JSON-RPC code, exit status) is decided once, by the process.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stddef.h>

enum err {
	ERR_OK = 0,
	ERR_INPUT,     /* the caller's data is malformed */
	ERR_LIMIT,     /* a named limit would be passed */
	ERR_NOT_FOUND, /* no such thing, or not yours to see */
	ERR_DENIED,    /* the role or the isolation forbids it */
	ERR_RULE,      /* well-formed, but a rule refuses it */
	ERR_CONFLICT,  /* somebody else changed it first */
	ERR_BUSY,      /* try again later */
	ERR_LOST,      /* a peer (database, process, bank) went away; outcome unknown */
	ERR_CORRUPT,   /* stored bytes fail their own check */
	ERR_MEMORY,
	ERR_IO, /* errno has the reason */
	ERR__COUNT
};

/* A short fixed name for logs ("limit"), never NULL. */
const char *err_name(enum err e);

#define CHECKED __attribute__((warn_unused_result))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define UNUSED __attribute__((unused))
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/*
 * AUTO(type) x = …; calls type_release(&x) on every way out of the scope.
 * Works for a struct type that has a function void type_release(struct type *).
 */
#define AUTO(type) __attribute__((cleanup(type##_release))) struct type

#endif
