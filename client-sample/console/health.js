/*
 * How the filter does over time: what it shields, what the audit samples say
 * about that, whom it wronged, and whether its scores mean what they say.
 * Each figure is a share with its numbers beside it; nothing is divided by zero.
 */
import { html, useState } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Button } from '../shared/ui.js';
import { Faces, Stale, useCall } from './loading.js';
import { useLink } from './session.js';
import { downloadCsv } from './csv.js';
import { lastDays } from './dates.js';
import { DataTable } from './data_table.js';
import { RangePicker } from './range_picker.js';
import { LineChart } from './line_chart.js';
import { CalibrationChart } from './calibration_chart.js';

/* Part of whole; bad: from which share on it is a warning. */
const FIGURES = [
	{ name: 'shielded', part: 'shielded', whole: 'reports', bad: 0.3 },
	{ name: 'false', part: 'false_shielded', whole: 'drawn_read', bad: 0.1 },
	{ name: 'newcomers', part: 'newcomers_wronged', whole: 'newcomers', bad: 0.005 },
	{ name: 'read', part: 'drawn_read', whole: 'drawn' },
	{ name: 'priority', part: 'priority', whole: 'reports' },
	{ name: 'severe', part: 'severe', whole: 'reports' },
];

const COUNTS = ['reports', 'priority', 'shielded', 'drawn', 'drawn_read', 'false_shielded', 'newcomers', 'newcomers_shielded', 'newcomers_wronged', 'severe'];

const dayOf = (at) => new Date(at).toISOString().slice(0, 10);
const utc = (text) => Date.parse(`${text}T00:00:00Z`);
const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
const share = (row, f) => row[f.whole] > 0 ? row[f.part] / row[f.whole] : null;
const sumOf = (days) => Object.fromEntries(COUNTS.map((c) => [c, days.reduce((n, d) => n + d[c], 0)]));

function Figure({ figure: f, sum, chosen, onChoose }) {
	const value = share(sum, f);
	const bad = f.bad !== undefined && value !== null && value > f.bad;
	return html`<button type="button" class="figure ${bad ? 'bad' : ''}" aria-pressed=${chosen} onClick=${() => onChoose(f.name)}>
		<span class="name">${t(`flt.${f.name}`)}</span><b>${value === null ? '—' : percent(value)}</b>
		<span class="small">${t('flt.of', { n: sum[f.part], m: sum[f.whole] })}${bad ? ` · ${t('flt.toomuch', { p: percent(f.bad) })}` : ''}</span></button>`;
}

function Calibration({ bands }) {
	if (bands.length === 0)
		return html`<p class="muted">${t('flt.cal.none')}</p>`;
	const columns = [
		{ key: 'v', label: t('flt.cal.v'), num: true, draw: (v) => `${v} … ${v + 9}` },
		{ key: 'expected', label: t('flt.cal.expected'), num: true, draw: percent }, { key: 'observed', label: t('flt.cal.observed'), num: true, draw: percent },
		{ key: 'judged', label: t('flt.cal.judged'), num: true },
	];
	return html`<div class="calibration"><${CalibrationChart} bands=${bands} />
		<${DataTable} caption=${t('flt.cal')} columns=${columns} rows=${bands} /></div>`;
}

export function Health({ session }) {
	const { rpc } = session;
	const { state: link } = useLink(rpc);
	const [span, setSpan] = useState(() => lastDays(30, session.now()));
	const [name, setName] = useState('shielded');
	/* The filter counts days of universal time. */
	const range = { from: utc(span.from), to: utc(span.to) };
	const valid = range.from <= range.to;
	const data = useCall(rpc, 'score.health', range, { skip: !valid });
	const days = data.value?.days ?? [];
	const figure = FIGURES.find((f) => f.name === name);
	const points = days.filter((d) => share(d, figure) !== null).map((d) => ({ label: dayOf(d.at), value: 100 * share(d, figure) }));
	const columns = [{ key: 'at', label: t('flt.day'), draw: dayOf }, ...COUNTS.map((c) => ({ key: c, label: t(`flt.n.${c}`), num: true }))];
	const save = () => downloadCsv(`filter-${span.from}-${span.to}.csv`, columns.map((c) => c.label), days.map((d) => [dayOf(d.at), ...COUNTS.map((c) => d[c])]));

	return html`<div class="row wrap controls"><${RangePicker} value=${span} now=${session.now()} onChange=${setSpan} />
			<span class="grow"></span><${Button} disabled=${days.length === 0} onClick=${save}>${t('st.csv')}<//></div>
		<${Stale} data=${data} state=${link} />
		<${Faces} data=${data} title=${t('flt.error')} empty=${days.length === 0 && t('flt.empty')} />
		${days.length > 0 && html`<div class="figures" role="group" aria-label=${t('flt.health')}>${FIGURES.map((f) =>
				html`<${Figure} key=${f.name} figure=${f} sum=${sumOf(days)} chosen=${f.name === name} onChoose=${setName} />`)}</div>
			<div class="charts"><figure class="card"><figcaption><h2>${t(`flt.${name}`)} (%)</h2><p class="muted small">${t(`flt.${name}.what`)}</p></figcaption>
					<${LineChart} points=${points} label=${t(`flt.${name}`)} /></figure>
				<section class="card"><h2>${t('flt.cal')}</h2><p class="muted small">${t('flt.cal.what')}</p><${Calibration} bands=${data.value.calibration} /></section></div>
			<section class="card"><h2>${t('stats.table')}</h2><${DataTable} caption=${t('flt.health')} columns=${columns} rows=${[...days].reverse()} /></section>`}`;
}
