#include "cli/key_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PUBLIC_LEN (crypto_box_PUBLICKEYBYTES + crypto_sign_BYTES)
#define KEYS_MAX   64

static struct str path_of(struct cli *cli, const char *name)
{
	struct str dir = config_path(&cli->config, cli->config.keys_dir, &cli->arena);

	return dir.p ? arena_printf(&cli->arena, "%s/%s", dir.p, name) : dir;
}

/* As root, what the payer must read belongs to its user. */
static enum err give_to_payer(struct cli *cli, const char *path)
{
	const struct passwd *pw = geteuid() == 0 ? getpwnam(cli->config.user_payout.p) : NULL;

	return pw && chown(path, pw->pw_uid, pw->pw_gid) ? ERR_IO : ERR_OK;
}

static enum err make_dir(struct cli *cli, const char *name, mode_t mode, bool payers)
{
	struct str path = path_of(cli, name);

	if (!path.p)
		return ERR_MEMORY;
	if (mkdir(path.p, mode) && errno != EEXIST)
		return ERR_IO;
	return payers ? give_to_payer(cli, path.p) : ERR_OK;
}

enum err key_file_write(const char *path, const void *p, size_t len, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	bool ok = fd >= 0 && write(fd, p, len) == (ssize_t)len && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok ? ERR_OK : ERR_IO;
}

enum err key_file_read(const char *path, void *p, size_t len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char more;
	bool ok;

	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	ok = read(fd, p, len) == (ssize_t)len && read(fd, &more, 1) == 0;
	close(fd);
	return ok ? ERR_OK : ERR_CORRUPT;
}

static enum err write_root(struct cli *cli, const char *path, const struct secret *root)
{
	unsigned char public_key[crypto_sign_PUBLICKEYBYTES];
	char text[sodium_base64_ENCODED_LEN(crypto_sign_PUBLICKEYBYTES,
					    sodium_base64_VARIANT_ORIGINAL) +
		  1];
	struct str pub = path_of(cli, "root.pub");
	enum err e = pub.p ? key_file_write(path, root->p, root->len, 0600) : ERR_MEMORY;

	if (e)
		return e;
	crypto_sign_ed25519_sk_to_pk(public_key, root->p);
	sodium_bin2base64(text, sizeof(text), public_key, sizeof(public_key),
			  sodium_base64_VARIANT_ORIGINAL);
	return key_file_write(pub.p, text, strlen(text), 0644);
}

enum err key_files_root(struct cli *cli, struct secret *ret_root, bool *ret_made)
{
	unsigned char public_key[crypto_sign_PUBLICKEYBYTES];
	struct str path = path_of(cli, "root/root.key");
	enum err e = path.p ? make_dir(cli, "root", 0700, false) : ERR_MEMORY;

	if (!e)
		e = secret_alloc(ret_root, crypto_sign_SECRETKEYBYTES);
	if (e)
		return e;
	e = key_file_read(path.p, ret_root->p, ret_root->len);
	*ret_made = e == ERR_NOT_FOUND;
	if (*ret_made) {
		crypto_sign_keypair(public_key, ret_root->p);
		e = write_root(cli, path.p, ret_root);
	}
	return e;
}

static void sign(struct sealing_key *k, const struct secret *root)
{
	unsigned char text[sizeof(k->id) + sizeof(k->public_key)];
	size_t len = strlen(k->id);

	memcpy(text, k->id, len);
	memcpy(text + len, k->public_key, sizeof(k->public_key));
	crypto_sign_detached(k->signature, NULL, text, len + sizeof(k->public_key), root->p);
}

static void name_key(struct sealing_key *k)
{
	time_t now = (time_t)(cli_now_ms() / 1000);
	struct tm tm;

	gmtime_r(&now, &tm);
	snprintf(k->id, sizeof(k->id), "s%04d%02d%02d-%06x", tm.tm_year + 1900, tm.tm_mon + 1,
		 tm.tm_mday, randombytes_random() & 0xFFFFFF);
}

static enum err write_pair(struct cli *cli, const struct sealing_key *k,
			   const struct secret *secret)
{
	unsigned char both[PUBLIC_LEN];
	struct str public_path = arena_printf(&cli->arena, "public/%s.key", k->id);
	enum err e;

	public_path = public_path.p ? path_of(cli, public_path.p) : public_path;
	if (!public_path.p)
		return ERR_MEMORY;
	memcpy(both, k->public_key, sizeof(k->public_key));
	memcpy(both + sizeof(k->public_key), k->signature, sizeof(k->signature));
	e = key_files_private_write(cli, k->id, secret);
	return e ? e : key_file_write(public_path.p, both, sizeof(both), 0644);
}

enum err key_files_new(struct cli *cli, const struct secret *root, struct sealing_key *ret_key)
{
	AUTO(secret) secret = SECRET_INIT;
	struct sealing_key k = { 0 };
	enum err e = make_dir(cli, "payout", 0700, true);

	if (!e)
		e = make_dir(cli, "payout/seal", 0700, true);
	if (!e)
		e = make_dir(cli, "public", 0755, false);
	if (!e)
		e = secret_alloc(&secret, crypto_box_SECRETKEYBYTES);
	if (e)
		return e;
	crypto_box_keypair(k.public_key, secret.p);
	name_key(&k);
	sign(&k, root);
	e = write_pair(cli, &k, &secret);
	if (!e)
		*ret_key = k;
	return e;
}

static enum err read_public(struct cli *cli, const char *name, size_t id_len,
			    struct sealing_key *ret)
{
	struct str file = arena_printf(&cli->arena, "public/%s", name);
	struct str path = file.p ? path_of(cli, file.p) : file;
	unsigned char both[PUBLIC_LEN];
	enum err e = path.p ? key_file_read(path.p, both, sizeof(both)) : ERR_MEMORY;

	if (e)
		return e;
	memcpy(ret->id, name, id_len);
	memcpy(ret->public_key, both, sizeof(ret->public_key));
	memcpy(ret->signature, both + sizeof(ret->public_key), sizeof(ret->signature));
	return ERR_OK;
}

static struct str private_path(struct cli *cli, const char *id)
{
	struct str file = { NULL, 0 };

	if (!strchr(id, '/'))
		file = arena_printf(&cli->arena, "payout/seal/%s.key", id);
	return file.p ? path_of(cli, file.p) : file;
}

enum err key_files_private_read(struct cli *cli, const char *id, struct secret *ret_secret)
{
	struct str path = private_path(cli, id);
	enum err e = path.p ? secret_alloc(ret_secret, crypto_box_SECRETKEYBYTES) : ERR_INPUT;

	return e ? e : key_file_read(path.p, ret_secret->p, ret_secret->len);
}

enum err key_files_private_write(struct cli *cli, const char *id, const struct secret *secret)
{
	struct str path = private_path(cli, id);
	enum err e = make_dir(cli, "payout", 0700, true);

	if (!e)
		e = make_dir(cli, "payout/seal", 0700, true);
	if (!e && !path.p)
		e = ERR_INPUT;
	if (!e && access(path.p, F_OK) == 0)
		e = ERR_CONFLICT;
	if (!e)
		e = key_file_write(path.p, secret->p, secret->len, 0600);
	return e ? e : give_to_payer(cli, path.p);
}

enum err key_files_public(struct cli *cli, const char *id, struct sealing_key *ret_key)
{
	struct str name = arena_printf(&cli->arena, "%s.key", id);

	*ret_key = (struct sealing_key){ 0 };
	if (!name.p || strchr(id, '/') || strlen(id) >= sizeof(ret_key->id))
		return ERR_INPUT;
	return read_public(cli, name.p, strlen(id), ret_key);
}

enum err key_files_check(struct cli *cli, const struct sealing_key *key)
{
	struct str path = path_of(cli, "root.pub"), text;
	unsigned char root[crypto_sign_PUBLICKEYBYTES], what[sizeof(key->id) + 32];
	size_t len = 0, id_len = strlen(key->id);

	if (!path.p || cli_read_file(cli, path.p, 4096, &text))
		return ERR_NOT_FOUND;
	text = str_trim(text);
	if (sodium_base642bin(root, sizeof(root), text.p, text.len, NULL, &len, NULL,
			      sodium_base64_VARIANT_ORIGINAL) ||
	    len != sizeof(root))
		return ERR_CORRUPT;
	memcpy(what, key->id, id_len);
	memcpy(what + id_len, key->public_key, 32);
	return crypto_sign_verify_detached(key->signature, what, id_len + 32, root) ? ERR_DENIED
										    : ERR_OK;
}

enum err key_files_list(struct cli *cli, struct sealing_key **ret_keys, size_t *ret_n)
{
	struct sealing_key *keys = arena_array(&cli->arena, KEYS_MAX, struct sealing_key);
	struct str dir = path_of(cli, "public");
	DIR *d = dir.p ? opendir(dir.p) : NULL;
	struct dirent *ent;
	size_t n = 0;
	enum err e = ERR_OK;

	if (!d || !keys) {
		if (d)
			closedir(d);
		return keys ? ERR_NOT_FOUND : ERR_MEMORY;
	}
	while (!e && n < KEYS_MAX && (ent = readdir(d))) {
		size_t len = strlen(ent->d_name);

		if (len < 5 || len - 4 > 40 || strcmp(ent->d_name + len - 4, ".key") != 0)
			continue;
		e = read_public(cli, ent->d_name, len - 4, &keys[n++]);
	}
	closedir(d);
	*ret_keys = keys;
	*ret_n = n;
	return e;
}

enum err key_files_destroy(struct cli *cli, const char *id)
{
	unsigned char zero[crypto_box_SECRETKEYBYTES] = { 0 };
	struct str path = private_path(cli, id);
	int fd = path.p ? open(path.p, O_WRONLY | O_CLOEXEC) : -1;
	bool ok;

	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	ok = write(fd, zero, sizeof(zero)) == (ssize_t)sizeof(zero) && fsync(fd) == 0;
	close(fd);
	return ok && unlink(path.p) == 0 ? ERR_OK : ERR_IO;
}
