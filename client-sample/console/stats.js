/*
 * Figures per day, category, office and outcome, as a chart and as the table
 * behind it. Which figures there are is the server's choice: every numeric
 * column of its rows can be drawn; amounts in fen are shown in yuan, times in
 * milliseconds in hours.
 */
import { html, useState } from '../vendor/preact.js';
import { t, tv } from '../shared/text.js';
import { Button, Choice } from '../shared/ui.js';
import { Faces, Stale, useCall } from './loading.js';
import { useLink } from './session.js';
import { officeName } from './words.js';
import { downloadCsv } from './csv.js';
import { dateText, lastDays, rangeOf } from './dates.js';
import { DataTable } from './data_table.js';
import { RangePicker } from './range_picker.js';
import { BarChart } from './bar_chart.js';
import { LineChart } from './line_chart.js';

const BY = ['day', 'category', 'office', 'outcome'];
const KEYS = ['key', 'day', 'category', 'office', 'outcome', 'name', 'label'];

const keyField = (rows, by) => [by, ...KEYS].find((k) => rows[0]?.[k] !== undefined) ?? KEYS[0];

function labelOf(value, by, row) {
	if (value === null || value === undefined)
		return t('unknown');
	if (by === 'day')
		return typeof value === 'number' ? dateText(value) : String(value);
	if (by === 'category')
		return tv('category', value) === `category.${value}` ? String(value) : tv('category', value);
	if (by === 'office')
		return row.name ?? (officeName(value) || String(value));
	return tv('v', value) !== String(value) ? tv('v', value) : tv('outcome', value);
}

/* Figures as people read them: fen → yuan, ms → hours. */
function human(name, value) {
	if (value === null || value === undefined)
		return null;
	if (name.endsWith('_fen'))
		return value / 100;
	return name.endsWith('_ms') ? Math.round(value / 360000) / 10 : value;
}

const short = (v) => v === null ? '—' : v.toLocaleString(undefined, { maximumFractionDigits: 2 });

/* For the auditor: does a verifier always pay the same few? Counts alone; the server has no names of payees either. */
function Concentration({ rpc }) {
	const data = useCall(rpc, 'reward.concentration', {});
	const rows = data.value?.rows ?? [];
	const columns = [{ key: 'verifier', label: t('con.verifier'), draw: (v, r) => r.name || v },
		...['paid', 'payees', 'top'].map((key) => ({ key, label: t(`con.${key}`), num: true })),
		{ key: 'top_percent', label: t('con.share'), num: true, draw: (v) => `${v} %` }];
	return html`<section class="card concentration"><h2>${t('con.title')}${data.value ? ` · ${data.value.quarter}` : ''}</h2><p class="muted small">${t('con.lead')}</p>
		<${Faces} data=${data} title=${t('stats.error')} empty=${rows.length === 0 && t('con.empty')} />
		${rows.length > 0 && html`<${DataTable} caption=${t('con.title')} columns=${columns} rows=${rows} />`}</section>`;
}

export function StatsScreen({ session }) {
	const { rpc } = session;
	const { state: link } = useLink(rpc);
	const [by, setBy] = useState('day');
	const [days, setDays] = useState(() => lastDays(30, session.now()));
	const [metric, setMetric] = useState(null);
	const range = rangeOf(days.from, days.to);
	const data = useCall(rpc, 'review.stats', range ? { ...range, by } : { by }, { skip: !range });
	const rows = data.value?.rows ?? [];
	const key = keyField(rows, by);
	const metrics = rows.length ? Object.keys(rows[0]).filter((k) => k !== key && !KEYS.includes(k) && rows.some((r) => typeof r[k] === 'number')) : [];
	const chosen = metrics.includes(metric) ? metric : metrics[0];
	const points = rows.map((r) => ({ label: labelOf(r[key], by, r), value: chosen ? human(chosen, r[chosen]) ?? 0 : 0 }));
	const columns = [{ key, label: t('stats.key'), draw: (v, r) => labelOf(v, by, r) },
		...metrics.map((m) => ({ key: m, label: tv('m', m), num: true, draw: (v) => short(human(m, v)) }))];
	const save = () => downloadCsv(`stats-${by}-${days.from}-${days.to}.csv`, columns.map((c) => c.label),
		rows.map((r) => [labelOf(r[key], by, r), ...metrics.map((m) => human(m, r[m]))]));
	const title = chosen ? `${tv('m', chosen)} · ${t(`by.${by}`)}` : '';

	return html`<div class="page stats">
		<div class="page-head"><h1 class="grow">${t('stats.title')}</h1><${Button} disabled=${rows.length === 0} onClick=${save}>${t('st.csv')}<//></div>
		<div class="row wrap controls"><${Choice} label=${t('stats.by')} name="by" value=${by} onChange=${setBy} options=${BY.map((b) => [b, t(`by.${b}`)])} />
			<${RangePicker} value=${days} now=${session.now()} onChange=${setDays} />
			${metrics.length > 1 && html`<label class="pick"><span>${t('stats.metric')}</span><select value=${chosen} onChange=${(e) => setMetric(e.target.value)}>
				${metrics.map((m) => html`<option key=${m} value=${m}>${tv('m', m)}</option>`)}</select></label>`}</div>
		<${Stale} data=${data} state=${link} />
		<${Faces} data=${data} title=${t('stats.error')} empty=${rows.length === 0 && t('stats.empty')} />
		${rows.length > 0 && html`<div class="charts"><figure class="card"><figcaption><h2>${title}</h2></figcaption>
				${by === 'day' ? html`<${LineChart} points=${points} label=${title} />` : html`<${BarChart} points=${points} format=${short} />`}</figure>
			<div class="card"><h2>${t('stats.table')}</h2><${DataTable} caption=${`${t('stats.table')}: ${title}`} columns=${columns} rows=${rows} /></div></div>`}
		${session.has('auditor') && html`<${Concentration} rpc=${rpc} />`}</div>`;
}
