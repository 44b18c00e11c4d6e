/* A figure over days, drawn by uPlot, which comes with the first chart. */
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { Skeleton } from '../shared/ui.js';
import { dayStart } from './dates.js';

const HEIGHT = 300, DAY_S = 86400;
let library = null;

function load() {
	if (!library) {
		const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '../vendor/uplot.css' });
		document.head.append(link);
		library = import('../vendor/uplot.js').then((m) => m.default);
	}
	return library;
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function optionsOf(label, width) {
	const axis = { stroke: colour('--ink-2'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line'), width: 1 }, font: '12px system-ui, sans-serif' };
	return {
		width, height: HEIGHT, legend: { show: false }, cursor: { y: false },
		/* A single day is no reason to show years. */
		scales: { x: { time: true, range: (_, low, high) => high > low ? [low, high] : [low - 3 * DAY_S, high + 3 * DAY_S] }, y: { range: (_, _low, high) => [0, Math.max(1, high * 1.1)] } },
		axes: [{ ...axis, values: (_, ticks) => ticks.map((s) => {
			const d = new Date((s + 8 * 3600) * 1000);
			return `${d.getUTCMonth() + 1}/${d.getUTCDate()}`;
		}) }, { ...axis, size: 52 }],
		series: [{}, { label, stroke: colour('--brand'), width: 2, fill: `${colour('--brand')}22`, points: { show: true, size: 5, fill: colour('--brand') } }],
	};
}

export function LineChart({ points, label }) {
	const box = useRef(null);
	const [ready, setReady] = useState(false);
	const series = points.map((p) => [dayStart(p.label) / 1000, p.value]).filter(([x]) => !Number.isNaN(x)).sort((a, b) => a[0] - b[0]);
	useEffect(() => {
		let chart = null, gone = false, watch = null;
		const dark = matchMedia('(prefers-color-scheme: dark)');
		const draw = (UPlot) => {
			chart?.destroy();
			chart = new UPlot(optionsOf(label, box.current.clientWidth), [series.map((s) => s[0]), series.map((s) => s[1])], box.current);
		};
		let redraw = () => {};
		load().then((UPlot) => {
			if (gone)
				return;
			redraw = () => draw(UPlot);
			redraw();
			setReady(true);
			watch = new ResizeObserver(([e]) => chart.width !== Math.floor(e.contentRect.width) && chart.setSize({ width: Math.floor(e.contentRect.width), height: HEIGHT }));
			watch.observe(box.current);
		});
		const changed = () => redraw();
		dark.addEventListener('change', changed);
		const theme = new MutationObserver(changed);
		theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
		return () => {
			gone = true;
			watch?.disconnect();
			theme.disconnect();
			dark.removeEventListener('change', changed);
			chart?.destroy();
		};
	}, [JSON.stringify(series), label]);
	return html`<div class="plot" ref=${box} aria-hidden="true">${!ready && html`<${Skeleton} lines=${5} />`}</div>`;
}
