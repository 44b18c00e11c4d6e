#include "payout/rail_pain001.h"

#include "domain/workday.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PATH_LEN 4096
#define XML_MAX  8000

struct pain001 {
	const struct config *config;
	char dir[PATH_LEN - 64];
};

/* --- build -------------------------------------------------------------------- */

static void add_text(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		switch (s.p[i]) {
		case '&':
			buf_add_str(b, STR("&amp;"));
			break;
		case '<':
			buf_add_str(b, STR("&lt;"));
			break;
		case '>':
			buf_add_str(b, STR("&gt;"));
			break;
		default:
			buf_add_char(b, s.p[i]);
		}
	}
}

static void add_element(struct buf *b, const char *open, struct str s, const char *close)
{
	buf_printf(b, "%s", open);
	add_text(b, s);
	buf_printf(b, "%s\n", close);
}

static void add_head(struct buf *b, const struct config *c, const struct rail_order *o,
		     const char *sum)
{
	time_t at = (time_t)(o->now_ms / 1000);
	char created[32];
	struct tm tm;

	gmtime_r(&at, &tm);
	strftime(created, sizeof(created), "%Y-%m-%dT%H:%M:%SZ", &tm);
	buf_printf(b,
		   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		   "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03\">\n"
		   "<CstmrCdtTrfInitn>\n<GrpHdr>\n<MsgId>%s</MsgId>\n<CreDtTm>%s</CreDtTm>\n"
		   "<NbOfTxs>1</NbOfTxs>\n<CtrlSum>%s</CtrlSum>\n",
		   o->bill, created, sum);
	add_element(b, "<InitgPty><Nm>", c->bank_debtor_name, "</Nm></InitgPty>\n</GrpHdr>");
}

static void add_payment(struct buf *b, const struct config *c, const struct rail_order *o,
			const char *sum)
{
	int year, month, day;

	workday_to_date(workday_day_of(o->now_ms), &year, &month, &day);
	buf_printf(b,
		   "<PmtInf>\n<PmtInfId>%s</PmtInfId>\n<PmtMtd>TRF</PmtMtd>\n"
		   "<BtchBookg>false</BtchBookg>\n<NbOfTxs>1</NbOfTxs>\n<CtrlSum>%s</CtrlSum>\n"
		   "<ReqdExctnDt>%04d-%02d-%02d</ReqdExctnDt>\n",
		   o->bill, sum, year, month, day);
	add_element(b, "<Dbtr><Nm>", c->bank_debtor_name, "</Nm></Dbtr>");
	add_element(b, "<DbtrAcct><Id><Othr><Id>", c->bank_debtor_account,
		    "</Id></Othr></Id></DbtrAcct>");
	add_element(b,
		    "<DbtrAgt><FinInstnId><ClrSysMmbId><ClrSysId><Cd>CNAPS</Cd></ClrSysId><MmbId>",
		    c->bank_debtor_cnaps, "</MmbId></ClrSysMmbId></FinInstnId></DbtrAgt>");
}

static enum err pain001_build(void *ctx, const struct rail_order *o, struct arena *a,
			      struct str *ret_body)
{
	const struct pain001 *w = ctx;
	struct buf b = BUF_INIT(XML_MAX);
	char sum[32];

	if (o->amount_fen <= 0 || !o->name.len || !o->account.len)
		return ERR_INPUT;
	snprintf(sum, sizeof(sum), "%lld.%02d", (long long)(o->amount_fen / 100),
		 (int)(o->amount_fen % 100));
	add_head(&b, w->config, o, sum);
	add_payment(&b, w->config, o, sum);
	buf_printf(
		&b,
		"<CdtTrfTxInf>\n<PmtId><EndToEndId>%s</EndToEndId></PmtId>\n"
		"<Amt><InstdAmt Ccy=\"CNY\">%s</InstdAmt></Amt>\n"
		"<CdtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></CdtrAgt>\n",
		o->bill, sum);
	add_element(&b, "<Cdtr><Nm>", o->name, "</Nm></Cdtr>");
	add_element(&b, "<CdtrAcct><Id><Othr><Id>", o->account, "</Id></Othr></Id></CdtrAcct>");
	add_element(&b, "<RmtInf><Ustrd>", STR("举报奖励"), "</Ustrd></RmtInf>");
	buf_printf(&b, "</CdtTrfTxInf>\n</PmtInf>\n</CstmrCdtTrfInitn>\n</Document>\n");
	if (buf_ok(&b))
		*ret_body = arena_str(a, buf_str(&b));
	if (b.p)
		explicit_bzero(b.p, b.len);
	buf_release(&b);
	return ret_body->p ? ERR_OK : ERR_LIMIT;
}

/* --- files ---------------------------------------------------------------------- */

static void path_of(const struct pain001 *w, const char *sub, const char *bill, const char *end,
		    char path[PATH_LEN])
{
	snprintf(path, PATH_LEN, "%s/%s/%s%s", w->dir, sub, bill, end);
}

static enum err write_durably(const char *path, struct str body)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	size_t at = 0;
	bool ok = fd >= 0;

	while (ok && at < body.len) {
		ssize_t n = write(fd, body.p + at, body.len - at);

		ok = n > 0 || (n < 0 && errno == EINTR);
		at += n > 0 ? (size_t)n : 0;
	}
	ok = ok && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return ok ? ERR_OK : ERR_IO;
}

/* made/ first: once it is there, nothing is made a second time. */
static enum err make_file(const struct pain001 *w, const struct rail_call *call)
{
	char made[PATH_LEN], part[PATH_LEN], out[PATH_LEN];
	enum err e;

	path_of(w, "made", call->bill, ".xml", made);
	path_of(w, "made", call->bill, ".part", part);
	path_of(w, "out", call->bill, ".xml", out);
	if (access(made, F_OK) == 0)
		return ERR_OK;
	e = write_durably(part, call->body);
	if (!e && rename(part, made))
		e = ERR_IO;
	if (!e && link(made, out) && errno != EEXIST)
		e = ERR_IO;
	return e;
}

static const struct {
	const char *status;
	enum transfer_event event;
} statuses[] = {
	{"ACSC",  TRANSFER_EV_PAID     },
        { "ACCC", TRANSFER_EV_PAID     },
	{ "RJCT", TRANSFER_EV_FAILED   },
        { "CANC", TRANSFER_EV_CANCELLED},
	{ "ACTC", TRANSFER_EV_PENDING  },
        { "ACCP", TRANSFER_EV_PENDING  },
	{ "ACSP", TRANSFER_EV_PENDING  },
        { "PDNG", TRANSFER_EV_PENDING  },
};

/* "ACSC 5000": the bank's word and the amount in fen that it spoke of (-1: none). */
static void read_answer(FILE *f, struct rail_answer *ret)
{
	char status[8];
	long long fen = -1;

	ret->reason = STR("NOT_UNDERSTOOD");
	if (fscanf(f, "%7s %lld", status, &fen) < 1)
		return;
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		if (strcmp(status, statuses[i].status) != 0)
			continue;
		ret->event = statuses[i].event;
		ret->reason = str_of(statuses[i].status);
		ret->amount_fen = fen;
	}
}

static void ask_files(const struct pain001 *w, const struct rail_call *call,
		      struct rail_answer *ret)
{
	char made[PATH_LEN], answer[PATH_LEN];
	FILE *f;

	path_of(w, "made", call->bill, ".xml", made);
	path_of(w, "answers", call->bill, "", answer);
	f = fopen(answer, "re");
	if (f) {
		read_answer(f, ret);
		fclose(f);
	} else if (access(made, F_OK) == 0) {
		ret->event = TRANSFER_EV_PENDING;
	} else if (errno == ENOENT) {
		ret->event = TRANSFER_EV_NOT_FOUND; /* surely: it was never made */
	}
}

static enum err pain001_prepare(void *ctx, struct rail_call *call, struct arena *a,
				struct rail_answer *ret)
{
	const struct pain001 *w = ctx;

	(void)a;
	*ret = (struct rail_answer){ .event = TRANSFER_EV_UNKNOWN, .amount_fen = -1 };
	call->is_answered = true;
	if (call->op == RAIL_QUERY)
		ask_files(w, call, ret);
	else if (call->op != RAIL_SUBMIT)
		return ERR_INPUT;
	else if (make_file(w, call) == ERR_OK)
		ret->event = TRANSFER_EV_PENDING;
	else
		ret->reason = STR("FILE_NOT_WRITTEN");
	return ERR_OK;
}

static bool pain001_agrees(void *ctx, struct str body, const char *bill,
			   const struct rail_answer *answer, struct arena *a)
{
	struct str want = arena_printf(a,
				       "<EndToEndId>%s</EndToEndId></PmtId>\n<Amt><InstdAmt "
				       "Ccy=\"CNY\">%lld.%02d</InstdAmt>",
				       bill, (long long)(answer->amount_fen / 100),
				       (int)(answer->amount_fen % 100));

	(void)ctx;
	return answer->amount_fen < 0 ||
	       (want.p && memmem(body.p, body.len, want.p, want.len) != NULL);
}

/* Of <CdtrAcct><Id><Othr><Id>…: the last account, the debtor's comes first. */
static struct str pain001_payee(void *ctx, struct str body, struct arena *a)
{
	static const struct str before = { "<CdtrAcct><Id><Othr><Id>", 24 };
	const char *at = memmem(body.p, body.len, before.p, before.len);
	struct str rest = { at, at ? body.len - (size_t)(at - body.p) : 0 };

	(void)ctx;
	if (!at)
		return rest;
	rest.p += before.len;
	rest.len -= before.len;
	return arena_str(a, str_cut(&rest, '<'));
}

static void pain001_answer(void *ctx, const struct rail_call *call, enum err err,
			   const struct http_answer *http, struct arena *a, struct rail_answer *ret)
{
	(void)ctx;
	(void)call;
	(void)err;
	(void)http;
	(void)a;
	*ret = (struct rail_answer){ .event = TRANSFER_EV_UNKNOWN, .amount_fen = -1 };
}

static enum err pain001_callback(void *ctx, const struct http_answer *callback, int64_t now_ms,
				 struct arena *a, struct str *ret_bill,
				 struct rail_answer *ret_says)
{
	(void)ret_says;
	(void)ctx;
	(void)callback;
	(void)now_ms;
	(void)a;
	(void)ret_bill;
	return ERR_DENIED; /* a bank file has none */
}

/* For a moment the directory's owner: what is made there belongs to whom it belongs to. */
static bool make_as_owner(const char *dir, const char *path)
{
	bool root = geteuid() == 0, made;
	struct stat st;

	if (stat(dir, &st) || (root && (setegid(st.st_gid) || seteuid(st.st_uid))))
		return false;
	made = mkdir(path, 0700) == 0 || errno == EEXIST;
	return (!root || (seteuid(0) == 0 && setegid(0) == 0)) && made;
}

/* Made before the process gives up root for good. */
static enum err make_dirs(const struct pain001 *w, struct buf *why)
{
	static const char *const subs[] = { "/made", "/out", "/answers" };

	if (mkdir(w->dir, 0700) && errno != EEXIST) {
		buf_printf(why, "%s: cannot be made\n", w->dir);
		return ERR_INPUT;
	}
	for (size_t i = 0; i < ARRAY_LEN(subs); i++) {
		char path[PATH_LEN];

		snprintf(path, sizeof(path), "%s%s", w->dir, subs[i]);
		if (!make_as_owner(w->dir, path)) {
			buf_printf(why, "%s: cannot be made\n", path);
			return ERR_INPUT;
		}
	}
	return ERR_OK;
}

enum err rail_pain001_init(const struct config *c, struct rail *ret_rail, struct buf *why)
{
	AUTO(arena) a = { .cap = 65536 };
	struct str dir = config_path(c, c->pain001_dir, &a);
	struct pain001 *w = calloc(1, sizeof(*w));
	enum err e;

	if (!w)
		return ERR_MEMORY;
	w->config = c;
	snprintf(w->dir, sizeof(w->dir), "%s", dir.p ? dir.p : "");
	e = make_dirs(w, why);
	if (e) {
		free(w);
		return e;
	}
	*ret_rail = (struct rail){
		.name = "pain001",
		.can = RAIL_RESUBMIT_SAFE, /* only what was never made is made */
		.ctx = w,
		.build = pain001_build,
		.prepare = pain001_prepare,
		.answer = pain001_answer,
		.parse_callback = pain001_callback,
		.agrees = pain001_agrees,
		.payee_of = pain001_payee,
		.release = free,
	};
	return ERR_OK;
}
