#include "media/jpeg.h"

/* libjpeg's headers want stdio's and stddef's names before them. */
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>
#include <setjmp.h>
#include <string.h>
#include <time.h>

#define OUT_STEP (64 * 1024) /* bytes the encoder fills at a time */

/*
 * libjpeg calls error_exit and expects it not to return. Both callers below
 * setjmp in a function of their own that holds no other locals, so nothing
 * that a longjmp could leave undefined exists.
 */
struct guard {
	struct jpeg_error_mgr mgr; /* first: the library hands back its address */
	jmp_buf out;
	enum media_verdict why;
};

struct decoder {
	struct jpeg_decompress_struct c;
	struct guard guard;
	struct jpeg_progress_mgr progress;
	struct timespec deadline;
	const uint8_t *p;
	size_t len;
	uint64_t area_max;
	uint32_t edge;
	struct pixels px;
	uint8_t *cmyk; /* one row, from the library's pool */
};

struct encoder {
	struct jpeg_compress_struct c;
	struct guard guard;
	struct jpeg_destination_mgr dest;
	const struct pixels *px;
	int quality;
	struct buf *out;
};

static _Noreturn void leave(struct guard *g, enum media_verdict why)
{
	g->why = why;
	longjmp(g->out, 1);
}

static void on_error(j_common_ptr c)
{
	struct guard *g = (struct guard *)c->err;

	switch (g->mgr.msg_code) {
	case JERR_OUT_OF_MEMORY:
		leave(g, MEDIA_FAILED);
	case JERR_IMAGE_TOO_BIG:
	case JERR_NO_BACKING_STORE: /* more than MEDIA_DECODE_BYTES */
		leave(g, MEDIA_TOO_BIG);
	default:
		leave(g, MEDIA_BROKEN);
	}
}

/* The library warns and paints grey where data is missing; we want no such picture. */
static void on_message(j_common_ptr c, int level)
{
	struct guard *g = (struct guard *)c->err;

	if (level >= 0)
		return;
	switch (g->mgr.msg_code) {
	case JWRN_JPEG_EOF:
	case JWRN_HIT_MARKER:
	case JWRN_HUFF_BAD_CODE:
	case JWRN_MUST_RESYNC:
		leave(g, MEDIA_BROKEN);
	default:
		g->mgr.num_warnings++;
	}
}

static void be_silent(j_common_ptr c)
{
	(void)c;
}

static struct jpeg_error_mgr *guard_init(struct guard *g)
{
	jpeg_std_error(&g->mgr);
	g->mgr.error_exit = on_error;
	g->mgr.emit_message = on_message;
	g->mgr.output_message = be_silent;
	g->why = MEDIA_FAILED;
	return &g->mgr;
}

/* Called for every row of blocks: a progressive bomb repeats scans over a large picture. Its own
 * processor time counts, so that a busy machine refuses no picture. */
static void on_progress(j_common_ptr c)
{
	struct decoder *d = (struct decoder *)c;
	struct timespec now;

	if (d->c.input_scan_number > MEDIA_SCANS_MAX)
		leave(&d->guard, MEDIA_TOO_SLOW);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	if (now.tv_sec > d->deadline.tv_sec ||
	    (now.tv_sec == d->deadline.tv_sec && now.tv_nsec > d->deadline.tv_nsec))
		leave(&d->guard, MEDIA_TOO_SLOW);
}

static struct timespec in_ms(long ms)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += ms % 1000 * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

static enum media_verdict check_header(const struct jpeg_decompress_struct *c, uint64_t area_max)
{
	uint64_t area = (uint64_t)c->image_width * c->image_height;

	if (c->image_width > MEDIA_EDGE_MAX || c->image_height > MEDIA_EDGE_MAX || area > area_max)
		return MEDIA_TOO_BIG;
	if (c->progressive_mode && area > MEDIA_PROGRESSIVE_MAX)
		return MEDIA_TOO_BIG;
	/* Browsers show neither; cameras write neither. */
	if (c->arith_code || c->num_components == 2)
		return MEDIA_NOT_JPEG;
	return MEDIA_OK;
}

/* The smallest picture the inverse DCT can give for nothing that still has the wanted edge. */
static void choose_scale(struct jpeg_decompress_struct *c, uint32_t edge)
{
	uint32_t longer = c->image_width > c->image_height ? c->image_width : c->image_height;

	c->scale_denom = 8;
	for (c->scale_num = 1; c->scale_num < 8; c->scale_num *= 2)
		if ((uint64_t)longer * c->scale_num / 8 >= edge)
			break;
}

/* Adobe's four-colour pictures hold inverted inks, so that multiplying gives light. */
static void cmyk_to_rgb(const uint8_t *from, uint8_t *to, uint32_t width, bool inverted)
{
	for (uint32_t x = 0; x < width; x++, from += 4, to += 3) {
		unsigned k = inverted ? from[3] : 255u - from[3];

		for (int i = 0; i < 3; i++) {
			unsigned ink = inverted ? from[i] : 255u - from[i];

			to[i] = (uint8_t)(ink * k / 255);
		}
	}
}

static void read_rows(struct decoder *d)
{
	struct jpeg_decompress_struct *c = &d->c;

	while (c->output_scanline < c->output_height) {
		uint8_t *to = pixels_row(&d->px, c->output_scanline);
		JSAMPROW row = d->cmyk ? d->cmyk : to;

		jpeg_read_scanlines(c, &row, 1);
		if (d->cmyk)
			cmyk_to_rgb(d->cmyk, to, c->output_width, c->saw_Adobe_marker);
	}
}

static enum media_verdict decode(struct decoder *d)
{
	struct jpeg_decompress_struct *c = &d->c;
	enum media_verdict v;

	jpeg_create_decompress(c);
	d->progress.progress_monitor = on_progress;
	d->deadline = in_ms(MEDIA_DECODE_MS);
	c->progress = &d->progress;
	c->mem->max_memory_to_use = MEDIA_DECODE_BYTES;
	jpeg_mem_src(c, d->p, d->len);
	jpeg_read_header(c, TRUE);
	v = check_header(c, d->area_max);
	if (v)
		return v;
	choose_scale(c, d->edge);
	c->out_color_space = c->num_components == 4 ? JCS_CMYK : JCS_RGB;
	jpeg_start_decompress(c);
	if (pixels_alloc(&d->px, c->output_width, c->output_height))
		return MEDIA_FAILED;
	if (c->num_components == 4)
		d->cmyk = c->mem->alloc_large((j_common_ptr)c, JPOOL_IMAGE,
					      (size_t)c->output_width * 4);
	read_rows(d);
	jpeg_finish_decompress(c);
	return MEDIA_OK;
}

static enum media_verdict guarded_decode(struct decoder *d)
{
	if (setjmp(d->guard.out))
		return d->guard.why;
	return decode(d);
}

enum media_verdict jpeg_decode(const uint8_t *p, size_t len, uint64_t area_max, uint32_t edge,
			       struct pixels *ret)
{
	struct decoder d = { .p = p, .len = len, .area_max = area_max, .edge = edge };
	enum media_verdict v;

	d.c.err = guard_init(&d.guard);
	v = guarded_decode(&d);
	jpeg_destroy_decompress(&d.c);
	if (v)
		pixels_release(&d.px);
	else
		*ret = d.px;
	return v;
}

static void make_room(struct encoder *e)
{
	char *p = buf_reserve(e->out, OUT_STEP);

	if (!p)
		leave(&e->guard, MEDIA_TOO_BIG);
	e->dest.next_output_byte = (JOCTET *)p;
	e->dest.free_in_buffer = OUT_STEP;
}

static void start_output(j_compress_ptr c)
{
	make_room((struct encoder *)c);
}

static boolean continue_output(j_compress_ptr c)
{
	struct encoder *e = (struct encoder *)c;

	e->out->len += OUT_STEP;
	make_room(e);
	return TRUE;
}

static void end_output(j_compress_ptr c)
{
	struct encoder *e = (struct encoder *)c;

	e->out->len += OUT_STEP - e->dest.free_in_buffer;
}

static enum media_verdict encode(struct encoder *e)
{
	struct jpeg_compress_struct *c = &e->c;

	jpeg_create_compress(c);
	e->dest.init_destination = start_output;
	e->dest.empty_output_buffer = continue_output;
	e->dest.term_destination = end_output;
	c->dest = &e->dest;
	c->image_width = e->px->width;
	c->image_height = e->px->height;
	c->input_components = 3;
	c->in_color_space = JCS_RGB;
	jpeg_set_defaults(c);
	jpeg_set_quality(c, e->quality, TRUE);
	jpeg_start_compress(c, TRUE);
	while (c->next_scanline < c->image_height) {
		JSAMPROW row = pixels_row(e->px, c->next_scanline);

		jpeg_write_scanlines(c, &row, 1);
	}
	jpeg_finish_compress(c);
	return MEDIA_OK;
}

static enum media_verdict guarded_encode(struct encoder *e)
{
	if (setjmp(e->guard.out))
		return e->guard.why;
	return encode(e);
}

enum media_verdict jpeg_encode(const struct pixels *px, int quality, struct buf *out)
{
	struct encoder e = { .px = px, .quality = quality, .out = out };
	enum media_verdict v;

	e.c.err = guard_init(&e.guard);
	v = guarded_encode(&e);
	jpeg_destroy_compress(&e.c);
	return v;
}
