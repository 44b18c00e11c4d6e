/*
 * Keyed hashes and small encryptions by purpose, all derived from one master
 * key that is in a file and never in the database. A dump of the database
 * therefore joins nothing that two different purposes hashed.
 */
#ifndef IO_KEYRING_H
#define IO_KEYRING_H

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/secret.h"

#include <stdbool.h>

#define KEYRING_MASTER_LEN 32

/* Stored hashes depend on the numbers: add at the end, never reorder. */
enum keyring_use {
	KEY_TOKEN = 1, /* session tokens */
	KEY_OWNER,     /* report.owner, photo.owner, standing: a principal as an author */
	KEY_TOPIC,     /* mailbox.topic: a principal as a receiver */
	KEY_IDEM,      /* idempotency.scope, and its sealed result */
	KEY_CONTACT,   /* encrypts report.contact */
	KEY_RECEIPT,   /* makes a report's receipt code */
	KEY_LOOKUP,    /* finds a report by its code */
	KEY_PHONE,     /* account.phone_hash */
	KEY_CODE,      /* account.code_hash: identity codes */
	KEY_OTP,
	KEY_FAILURE,   /* auth_failure.who */
	KEY_LINK,      /* signed photo links */
	KEY_PSEUDONYM, /* what reviewers call a reporter, one a case */
	KEY_TRACE,     /* devices and addresses, short-lived */
	KEY_ENROL,     /* enrolment rows */
	KEY_DRAW,      /* seeds of the audit draws */
	KEY_CONV,      /* conv.id, and its sealed draft */
	/* The payer's, derived from its own master key, which gateways never hold. */
	KEY_PAYEE,      /* payee.id: a principal as a deposited identity */
	KEY_PERSON,     /* payee.person: an identity number, or whoever stands for one */
	KEY_PAYEE_DAY,  /* transfer.payee_day */
	KEY_PAYEE_CASE, /* transfer.payee_case */
	KEY_BILL,       /* bill numbers */
	KEY_BODY,       /* encrypts transfer.body */
	/* Gateways' again. */
	KEY_CREDIT, /* credit.owner: unlike report.owner, since ezhili-sms sees it beside a phone */
	KEY_BARRED, /* the payer's: barred_payee.hash, what staff can be known by */
	KEY_TEACHER,     /* shop_alias.teacher: a report that taught a name */
	KEY_PAYEE_COUNT, /* the payer's: payee_count.payee */
	KEY__COUNT
};

struct keyring {
	struct secret keys; /* KEY__COUNT keys of 32 bytes */
};

/* master: KEYRING_MASTER_LEN bytes. */
CHECKED enum err keyring_init(struct keyring *k, const unsigned char *master);
void keyring_release(struct keyring *k);

/* The first 16 bytes of a keyed BLAKE2b. */
struct id keyring_hash(const struct keyring *k, enum keyring_use use, const void *p, size_t len);

static inline struct id keyring_hash_id(const struct keyring *k, enum keyring_use use, struct id id)
{
	return keyring_hash(k, use, id.b, sizeof(id.b));
}

/* 32 bytes, for signatures (tokens, links). */
void keyring_mac(const struct keyring *k, enum keyring_use use, const void *p, size_t len,
		 unsigned char ret_mac[32]);
bool keyring_mac_ok(const struct keyring *k, enum keyring_use use, const void *p, size_t len,
		    const unsigned char mac[32]);

/*
 * Small encryption (XSalsa20-Poly1305): nonce, then ciphertext, in the arena. A random
 * nonce makes two sealings of one value look unlike: report.contact is a principal's id sealed,
 * so that an event can be addressed, and no two reports of a person look related.
 */
#define KEYRING_NONCE_LEN 24
#define KEYRING_EXTRA_LEN (KEYRING_NONCE_LEN + 16)
struct str keyring_seal(const struct keyring *k, enum keyring_use use, struct str plain,
			const unsigned char nonce[KEYRING_NONCE_LEN], struct arena *a);
/* ERR_CORRUPT when it was not sealed by this key; ERR_MEMORY when the arena is full. */
CHECKED enum err keyring_open(const struct keyring *k, enum keyring_use use, struct str sealed,
			      struct arena *a, struct str *ret_plain);
struct str keyring_seal_id(const struct keyring *k, enum keyring_use use, struct id id,
			   const unsigned char nonce[KEYRING_NONCE_LEN], struct arena *a);
CHECKED enum err keyring_open_id(const struct keyring *k, enum keyring_use use, struct str sealed,
				 struct id *ret_id);

#endif
