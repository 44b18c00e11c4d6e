/*
 * The queue as this browser knows it: pages that were fetched, kept fresh by
 * hints, in the server's order.
 *
 *   const q = new QueueModel(rpc, () => draw());
 *   q.open({ lane: 'open', office: null, state: null });   starts afresh
 *   q.more();                                              the next page
 *   q.items()                                              what is loaded, in order
 *
 * The server's hint names a report and nothing else, so the pages that hold it
 * (and the first, where a new one appears) are fetched again: at most one fetch
 * is under way, hints that come meanwhile are collected.
 */
const PAGE = 100;		/* the protocol's largest */
const GATHER_MS = 120;		/* several hints of one commit become one fetch */
const PAGES_A_TURN = 4;

const lastOf = (list, n) => list.slice(Math.max(0, list.length - n));

export class QueueModel {
	constructor(rpc, changed) {
		Object.assign(this, { rpc, changed });
		this.turn = 0;
		this.reset({ lane: 'open', office: null, state: null });
		this.opened = false;
		rpc.on('review.changed', ({ report }) => this.hint(report));
		/* Hints reach only sessions that called review.queue: ask again after a new link. */
		rpc.on('state', (s) => s === 'ready' && this.opened && this.refreshAll());
	}

	reset(filter) {
		this.filter = filter;
		this.pages = [];		/* [{cursor, ids}] */
		this.byId = new Map();
		this.total = 0;
		this.next = null;		/* cursor of the page after the last one */
		this.busy = false;
		this.error = null;
		this.at = 0;
		this.dirty = new Set();
		this.fresh = new Set();		/* ids that came by a hint: marked for a moment */
		this.list = null;
	}

	open(filter) {
		this.turn++;
		clearTimeout(this.timer);
		this.timer = null;
		this.flushing = false;
		this.reset(filter);
		this.opened = true;
		this.more();
	}

	close() {
		this.turn++;
		clearTimeout(this.timer);
		this.opened = false;
		this.reset(this.filter);
	}

	get complete() {
		return this.pages.length > 0 && !this.next;
	}

	ask(cursor) {
		const { lane, office, state } = this.filter;
		const params = { lane, limit: PAGE };
		if (office)
			params.office = office;
		if (state)
			params.state = state;
		if (cursor)
			params.cursor = cursor;
		return this.rpc.call('review.queue', params);
	}

	async more() {
		if (this.busy || this.complete)
			return;
		const turn = this.turn, cursor = this.next;
		this.busy = true;
		this.error = null;
		this.tell();
		try {
			const r = await this.ask(cursor);
			if (turn !== this.turn)
				return;
			this.keep(r.items);
			this.pages.push({ cursor, ids: r.items.map((i) => i.report) });
			this.next = r.cursor ?? null;
			this.total = r.total ?? this.byId.size;
			this.at = Date.now();
		} catch (e) {
			if (turn === this.turn)
				this.error = e;
		}
		if (turn === this.turn) {
			this.busy = false;
			this.tell();
		}
	}

	keep(items) {
		for (const item of items)
			this.byId.set(item.report, item);
	}

	tell() {
		this.list = null;
		this.changed();
	}

	/* What is loaded, once each, in the server's order. */
	items() {
		if (this.list)
			return this.list;
		const seen = new Set();
		this.list = [];
		for (const page of this.pages)
			for (const id of page.ids)
				if (!seen.has(id) && this.byId.has(id)) {
					seen.add(id);
					this.list.push(this.byId.get(id));
				}
		return this.list;
	}

	get(id) {
		return this.byId.get(id);
	}

	/* Offices seen so far, for the filter. */
	offices() {
		const names = new Map();
		for (const { office, office_name: name } of this.byId.values())
			if (office)
				names.set(office.office ?? office, name ?? office.name ?? office);
		return [...names].sort((a, b) => a[1].localeCompare(b[1], 'zh'));
	}

	/* --- staying fresh ----------------------------------------------------- */

	hint(report) {
		if (!this.opened)
			return;
		this.dirty.add(report);
		this.schedule();
	}

	refreshAll() {
		for (const page of this.pages)
			if (page.ids.length)
				this.dirty.add(page.ids[0]);
		if (this.pages.length === 0)
			this.more();
		else
			this.schedule();
	}

	schedule() {
		if (this.timer || this.flushing)
			return;
		this.timer = setTimeout(() => {
			this.timer = null;
			this.flush();
		}, GATHER_MS);
	}

	async flush() {
		const turn = this.turn;
		const dirty = this.dirty;
		this.dirty = new Set();
		this.flushing = true;
		const stale = this.pages.filter((p, i) => i === 0 || p.ids.some((id) => dirty.has(id)));
		for (const page of stale.slice(PAGES_A_TURN))
			for (const id of page.ids)
				if (dirty.has(id))
					this.dirty.add(id);
		try {
			for (const page of stale.slice(0, PAGES_A_TURN)) {
				const r = await this.ask(page.cursor);
				if (turn !== this.turn)
					return;
				this.replace(page, r, dirty);
			}
			this.error = null;
			this.at = Date.now();
		} catch (e) {
			if (turn !== this.turn)
				return;
			this.error = e;
		}
		this.flushing = false;
		this.tell();
		if (this.dirty.size)
			this.schedule();
	}

	/*
	 * A page's new content. Leads that came in at its top push as many out at
	 * its bottom, which no other fetched page holds: those stay.
	 */
	replace(page, r, dirty) {
		const now = r.items.map((i) => i.report);
		const had = new Set(page.ids), has = new Set(now);
		const came = now.filter((id) => !had.has(id));
		const missing = page.ids.filter((id) => !has.has(id));
		const last = page === this.pages[this.pages.length - 1];
		const pushed = now.length >= PAGE && !last ? lastOf(missing.filter((id) => !dirty.has(id)), came.length) : [];
		for (const id of missing)
			if (!pushed.includes(id))
				this.byId.delete(id);
		for (const id of came)
			if (!this.byId.has(id))
				this.fresh.add(id);
		this.keep(r.items);
		page.ids = [...now, ...pushed];
		if (last)
			this.next = r.cursor ?? null;
		this.total = r.total ?? this.byId.size;
	}

	/* What this browser did itself, shown before the hint returns. */
	patch(report, change) {
		const item = this.byId.get(report);
		if (!item)
			return;
		this.byId.set(report, { ...item, ...change });
		this.tell();
	}
}

/* One key for the leads of one shop; null when no shop is known. */
export function shopKey(item) {
	if (item.shop)
		return typeof item.shop === 'string' ? item.shop : item.shop.shop;
	return item.shop_name ? `${item.shop_name} ${item.office?.office ?? item.office ?? ''}` : null;
}

/*
 * Rows to draw: leads of one shop stand together under a heading, at the
 * place of the best of them.
 * → [{kind: 'group', key, name, ids} | {kind: 'item', item, grouped}]
 */
export function rowsOf(items, group) {
	if (!group)
		return items.map((item) => ({ kind: 'item', item, grouped: false }));
	const shops = new Map();
	for (const item of items) {
		const key = shopKey(item);
		if (key === null)
			continue;
		if (!shops.has(key))
			shops.set(key, []);
		shops.get(key).push(item);
	}
	const rows = [];
	const done = new Set();
	for (const item of items) {
		const key = shopKey(item);
		const leads = shops.get(key) ?? [item];
		if (leads.length < 2) {
			rows.push({ kind: 'item', item, grouped: false });
		} else if (!done.has(key)) {
			done.add(key);
			rows.push({ kind: 'group', key, name: item.shop_name, ids: leads.map((l) => l.report) });
			leads.forEach((lead) => rows.push({ kind: 'item', item: lead, grouped: true }));
		}
	}
	return rows;
}
