/*
 * The queue: lanes, offices, leads of one shop together, a list that scrolls
 * thousands of rows. The model and the place in the list live in `desk`, so
 * that coming back from a report finds everything where it was.
 */
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../vendor/preact.js';
import { t, tv } from '../shared/text.js';
import { Button, toast } from '../shared/ui.js';
import { useKeys } from './keys.js';
import { Faces, Stale, useNow } from './loading.js';
import { useLink, usePrefs } from './session.js';
import { rowsOf, shopKey } from './queue_model.js';
import { VirtualList } from './virtual_list.js';
import { GroupRow, Row } from './queue_row.js';
import { BulkDialog } from './bulk.js';

const BULK_MAX = 50;
const KEPT_ROWS = 120;
const LANES = ['open', 'priority', 'normal', 'shielded', 'close', 'appeal'];
const STATES = ['triaged', 'in_review', 'info_needed', 'verified', 'partly', 'appealed', 'closed'];
/* Two views are a state of the open lane. */
const VIEW_STATE = { close: 'verified', appeal: 'appealed' };

const keyOf = (row) => row.kind === 'group' ? `group ${row.key}` : row.item.report;

function useNarrow() {
	const query = useMemo(() => matchMedia('(max-width: 799px)'), []);
	const [narrow, set] = useState(query.matches);
	useEffect(() => {
		const look = () => set(query.matches);
		query.addEventListener('change', look);
		return () => query.removeEventListener('change', look);
	}, []);
	return narrow;
}

export function Filters({ desk, prefs, session }) {
	const { model } = desk;
	const open = (view, office, state) => desk.openView({ view, office, state });
	return html`<div class="filters">
		<div class="lanes" role="group" aria-label=${t('queue.title')}>${LANES.map((lane) => html`<button key=${lane} type="button"
			class="lane" aria-pressed=${desk.view.view === lane} onClick=${() => open(lane, desk.view.office, null)}>${t(`lane.${lane}`)}</button>`)}</div>
		<label class="pick"><span>${t('queue.office')}</span><select value=${desk.view.office ?? ''}
			onChange=${(e) => open(desk.view.view, e.target.value || null, desk.view.state)}>
			<option value="">${t('all')}</option>${desk.offices().map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`)}</select></label>
		<label class="pick"><span>${t('queue.state')}</span><select value=${model.filter.state ?? ''} disabled=${!!VIEW_STATE[desk.view.view]}
			onChange=${(e) => open(desk.view.view, desk.view.office, e.target.value || null)}>
			<option value="">${t('all')}</option>${STATES.map((s) => html`<option key=${s} value=${s}>${tv('s', s)}</option>`)}</select></label>
		<label class="tick"><input type="checkbox" checked=${prefs.group} onChange=${() => session.set({ group: !prefs.group })} />${t('queue.group')}</label>
		<span class="count" role="status" title=${t('queue.policy')}>${model.pages.length > 0 && t('queue.total', { n: model.total })}${!model.complete && model.pages.length > 0 &&
			` · ${t('queue.shown', { n: model.items().length })}`}</span></div>`;
}

export function filterOf({ view, office, state }) {
	const lane = VIEW_STATE[view] ? 'open' : view;
	return { lane, office, state: VIEW_STATE[view] ?? state };
}

/* Ticked leads: of one shop, at most fifty. */
function useTicks(model) {
	const [ticked, set] = useState(() => new Set());
	const shop = () => {
		for (const id of ticked)
			if (model.get(id))
				return shopKey(model.get(id));
		return null;
	};
	const fits = (item) => {
		if (ticked.size && shopKey(item) !== shop()) {
			toast(t('queue.bulk.oneshop'), { tone: 'bad' });
			return false;
		}
		return true;
	};
	return {
		ticked,
		clear: () => set(new Set()),
		toggle(item) {
			const next = new Set(ticked);
			if (!next.delete(item.report)) {
				if (!fits(item))
					return;
				if (next.size >= BULK_MAX) {
					toast(t('queue.bulk.full'), { tone: 'bad' });
					return;
				}
				next.add(item.report);
			}
			set(next);
		},
		toggleAll(ids) {
			if (ids.some((id) => ticked.has(id))) {
				set(new Set());
				return;
			}
			if (ids.length > BULK_MAX)
				toast(t('queue.bulk.full'));
			set(new Set(ids.slice(0, BULK_MAX)));
		},
	};
}

export function QueueScreen({ desk, session, go }) {
	const { model } = desk;
	const prefs = usePrefs(session);
	const { state: link, principal: me } = useLink(session.rpc);
	const [, redraw] = useState(0);
	const [bulk, setBulk] = useState(false);
	const narrow = useNarrow();
	const now = session.now(useNow({ step_ms: 60000 }));
	const handle = useRef({});
	const list = useRef(null);
	const items = model.items();
	const rows = useMemo(() => rowsOf(items, prefs.group), [items, prefs.group]);
	const heightOf = useMemo(() => (row) => row.kind === 'group' ? 40 : narrow ? 118 : 62, [narrow]);
	const ticks = useTicks(model);
	const { current } = desk;

	useEffect(() => desk.watch(() => redraw((n) => n + 1)), [desk]);
	useEffect(() => {
		if (!model.opened)
			desk.openView(desk.view);
	}, [desk]);

	const visible = useMemo(() => rows.filter((r) => r.kind === 'item').map((r) => r.item.report), [rows]);
	desk.order = visible;

	const focusOn = (id) => {
		desk.current = id;
		desk.wantFocus = true;
		handle.current.reveal?.(rows.findIndex((r) => keyOf(r) === id));
		redraw((n) => n + 1);
	};
	const step = (by) => {
		const at = visible.indexOf(current);
		const next = at < 0 ? 0 : Math.min(visible.length - 1, Math.max(0, at + by));
		if (visible[next])
			focusOn(visible[next]);
	};
	const open = (id) => {
		desk.current = id;
		go(`/report/${encodeURIComponent(id)}`);
	};

	/* The focus follows the current lead: after j and k, and when a decision brings us back. */
	useLayoutEffect(() => {
		if (!desk.wantFocus || !current)
			return;
		handle.current.reveal?.(rows.findIndex((r) => keyOf(r) === current));
		const link = list.current?.querySelector(`[data-report="${CSS.escape(current)}"] a`);
		if (link) {
			desk.wantFocus = false;
			link.focus({ preventScroll: true });
		}
	});

	const act = (intent) => () => {
		if (!current || !model.get(current))
			return false;
		desk.intent = intent;
		open(current);
		return true;
	};
	useKeys(session, {
		j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1),
		Enter: () => current ? open(current) : step(1),
		x: () => current && model.get(current) && ticks.toggle(model.get(current)),
		a: act('a'), r: act('r'), m: act('m'), q: act('q'), c: act('c'), h: act('h'),
	});

	/*
	 * A row that looks as before is the same object as before and costs nothing
	 * to draw again; what it calls is looked up when it is called.
	 */
	const live = useRef(null);
	live.current = { open, toggle: ticks.toggle, toggleAll: ticks.toggleAll, focus(id) {
		if (desk.current !== id) {
			desk.current = id;
			redraw((n) => n + 1);
		}
	} };
	const drawn = useRef(new Map());
	useEffect(() => drawn.current.clear(), [rows, me, now]);
	const draw = (row) => {
		const looks = row.kind === 'group' ? String(row.ids.every((id) => ticks.ticked.has(id)))
			: `${row.item.report === (current ?? visible[0])} ${ticks.ticked.has(row.item.report)}`;
		const last = drawn.current.get(row);
		if (last?.looks === looks)
			return last.node;
		const node = row.kind === 'group' ? html`<${GroupRow} row=${row} all=${looks === 'true'} onCheckAll=${(r) => live.current.toggleAll(r.ids)} />`
			: html`<${Row} item=${row.item} grouped=${row.grouped} current=${row.item.report === (current ?? visible[0])} me=${me} now=${now}
				fresh=${model.fresh.has(row.item.report)} checked=${ticks.ticked.has(row.item.report)}
				onOpen=${(id) => live.current.open(id)} onCheck=${(item) => live.current.toggle(item)} onFocus=${(id) => live.current.focus(id)} />`;
		/* Only what is near: rows kept for ever would cost more than they save. */
		if (drawn.current.size > KEPT_ROWS)
			drawn.current.clear();
		drawn.current.set(row, { looks, node });
		return node;
	};

	const data = { value: model.pages.length ? items : null, error: model.error, at: model.at, again: () => model.pages.length ? model.refreshAll() : model.more() };
	return html`<section class="queue" aria-labelledby="queue-title">
		<h1 id="queue-title" class="sr-only">${t('queue.title')}</h1>
		<${Filters} desk=${desk} prefs=${prefs} session=${session} />
		<${Stale} data=${data} state=${link} />
		<div class="list" ref=${list}>
			<${Faces} data=${data} title=${t('queue.error')} lines=${9}
				empty=${items.length === 0 && !model.busy && t('queue.empty')} lead=${t('queue.empty.lead')} />
			${items.length > 0 && html`<${VirtualList} key=${JSON.stringify(desk.view)} rows=${rows} heightOf=${heightOf} keyOf=${keyOf} draw=${draw} keep=${current} label=${t('queue.list')}
				handle=${handle.current} memory=${desk.place} total=${rows.length} onNearEnd=${() => !model.error && model.more()} />`}</div>
		${ticks.ticked.size > 0 && html`<div class="bulkbar" role="region" aria-label=${t('queue.bulk')}>
			<span>${t('queue.selected', { n: ticks.ticked.size })}</span>
			<${Button} kind="quiet" onClick=${ticks.clear}>${t('queue.clear')}<//>
			<${Button} kind="primary" onClick=${() => setBulk(true)}>${t('queue.bulk')}<//></div>`}
		${bulk && html`<${BulkDialog} session=${session} desk=${desk} ids=${[...ticks.ticked].filter((id) => model.get(id))}
			onClose=${(done) => { setBulk(false); if (done) ticks.clear(); }} />`}</section>`;
}
