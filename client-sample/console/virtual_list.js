/*
 * A long list of which only the visible rows exist. Rows have a height by
 * their kind, so offsets are sums and nothing is measured while scrolling.
 *
 *   <${VirtualList} rows=${rows} heightOf=${(row) => 64} keyOf=${(row) => id}
 *   	draw=${(row, index) => html`…`} keep=${id} label="…" onNearEnd=${more} />
 *
 * The row named by `keep` is drawn wherever it is, so that the focus does not
 * die when it scrolls out of sight. reveal(index) through `handle` scrolls a
 * row into view.
 */
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../vendor/preact.js';

const OVERSCAN_PX = 400;
const NEAR_END_PX = 2000;

/* The last index whose offset is <= y. */
export function indexAt(offsets, y) {
	let low = 0, high = offsets.length - 2;
	while (low < high) {
		const mid = (low + high + 1) >> 1;
		if (offsets[mid] <= y)
			low = mid;
		else
			high = mid - 1;
	}
	return Math.max(0, low);
}

export function offsetsOf(rows, heightOf) {
	const offsets = new Float64Array(rows.length + 1);
	for (let i = 0; i < rows.length; i++)
		offsets[i + 1] = offsets[i] + heightOf(rows[i]);
	return offsets;
}

export function VirtualList({ rows, heightOf, keyOf, draw, keep, label, onNearEnd, handle, memory, total }) {
	const box = useRef(null);
	const [view, setView] = useState({ top: memory?.top ?? 0, height: 800 });
	const offsets = useMemo(() => offsetsOf(rows, heightOf), [rows, heightOf]);
	const height = offsets[rows.length];
	const first = indexAt(offsets, view.top - OVERSCAN_PX);
	const end = Math.min(rows.length, indexAt(offsets, view.top + view.height + OVERSCAN_PX) + 1);

	/* A state change only when other rows come into view: scrolling itself is the compositor's. */
	const look = () => {
		const el = box.current;
		if (!el)
			return;
		if (memory)
			memory.top = el.scrollTop;
		setView((v) => Math.abs(v.top - el.scrollTop) < OVERSCAN_PX / 2 && v.height === el.clientHeight ? v
			: { top: el.scrollTop, height: el.clientHeight });
	};

	useLayoutEffect(() => {
		if (memory?.top)
			box.current.scrollTop = memory.top;
		look();
		const watch = new ResizeObserver(look);
		watch.observe(box.current);
		return () => watch.disconnect();
	}, []);

	useEffect(() => {
		if (view.top + view.height + NEAR_END_PX > height)
			onNearEnd?.();
	});

	if (handle)
		handle.reveal = (index) => {
			const el = box.current;
			if (!el || index < 0 || index >= rows.length)
				return;
			const margin = 48;
			if (offsets[index] - margin < el.scrollTop)
				el.scrollTop = offsets[index] - margin;
			else if (offsets[index + 1] + margin > el.scrollTop + el.clientHeight)
				el.scrollTop = offsets[index + 1] + margin - el.clientHeight;
			look();
		};

	const shown = [];
	const show = (i) => shown.push(html`<div role="listitem" key=${keyOf(rows[i])} class="vrow" aria-posinset=${i + 1}
		aria-setsize=${total ?? rows.length} style=${{ transform: `translateY(${offsets[i]}px)`, height: `${heightOf(rows[i])}px` }}>
		${draw(rows[i], i)}</div>`);
	const kept = keep === undefined || keep === null ? -1 : rows.findIndex((r) => keyOf(r) === keep);
	if (kept >= 0 && kept < first)
		show(kept);
	for (let i = first; i < end; i++)
		show(i);
	if (kept >= end)
		show(kept);

	return html`<div ref=${box} class="vlist" onScroll=${look}>
		<div role="list" aria-label=${label} class="vroom" style=${{ height: `${height}px` }}>${shown}</div></div>`;
}
