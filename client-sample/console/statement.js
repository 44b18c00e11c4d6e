/* What was paid, by bill: no payee, no report. */
import { html, useEffect, useState } from '../vendor/preact.js';
import { moment, t, tv } from '../shared/text.js';
import { Badge, Button, toastError } from '../shared/ui.js';
import { Faces, Stale, useCall } from './loading.js';
import { useLink } from './session.js';
import { yuanPlain } from './words.js';
import { downloadCsv } from './csv.js';
import { lastDays, rangeOf } from './dates.js';
import { DataTable } from './data_table.js';
import { RangePicker } from './range_picker.js';

const PAGES_MOST = 200;
const TONE = { paid: 'good', failed: 'bad', needs_user: 'warm' };

/* Every row of the range, for the export. */
async function allRows(rpc, range) {
	const rows = [];
	let cursor;
	for (let page = 0; page < PAGES_MOST; page++) {
		const r = await rpc.call('reward.statement', cursor ? { ...range, cursor } : range);
		rows.push(...r.rows);
		cursor = r.cursor;
		if (!cursor)
			break;
	}
	return rows;
}

export function StatementScreen({ session }) {
	const { rpc } = session;
	const { state: link } = useLink(rpc);
	const [days, setDays] = useState(() => lastDays(30, session.now()));
	const range = rangeOf(days.from, days.to);
	const data = useCall(rpc, 'reward.statement', range ?? {}, { skip: !range });
	const [more, setMore] = useState({ rows: [], cursor: undefined });
	const [busy, setBusy] = useState(false);
	useEffect(() => setMore({ rows: [], cursor: data.value?.cursor }), [data.value]);

	const rows = [...(data.value?.rows ?? []), ...more.rows];
	const sum = rows.reduce((n, r) => n + r.amount_fen, 0);
	const load = async () => {
		setBusy(true);
		try {
			const r = await rpc.call('reward.statement', { ...range, cursor: more.cursor });
			setMore((m) => ({ rows: [...m.rows, ...r.rows], cursor: r.cursor }));
		} catch (e) {
			toastError(e);
		}
		setBusy(false);
	};
	const columns = [
		{ key: 'at', label: t('st.at'), draw: (v) => moment(v) }, { key: 'bill', label: t('st.bill'), draw: (v) => html`<code>${v}</code>` },
		{ key: 'rail', label: t('st.rail'), draw: (v) => tv('rail', v) }, { key: 'state', label: t('st.state'), draw: (v) => html`<${Badge} tone=${TONE[v]}>${tv('rs', v)}<//>` },
		{ key: 'amount_fen', label: t('st.amount'), num: true, draw: yuanPlain },
	];
	const save = async () => {
		setBusy(true);
		try {
			const all = await allRows(rpc, range);
			downloadCsv(`statement-${days.from}-${days.to}.csv`, columns.map((c) => c.label),
				all.map((r) => [new Date(r.at).toISOString(), r.bill, tv('rail', r.rail), tv('rs', r.state), yuanPlain(r.amount_fen)]));
		} catch (e) {
			toastError(e);
		}
		setBusy(false);
	};
	return html`<div class="page">
		<div class="page-head"><h1>${t('st.title')}</h1><p class="muted small grow">${t('st.lead')}</p>
			<${Button} busy=${busy} disabled=${rows.length === 0} onClick=${save}>${t('st.csv')}<//></div>
		<${RangePicker} value=${days} now=${session.now()} onChange=${setDays} />
		<${Stale} data=${data} state=${link} />
		<${Faces} data=${data} title=${t('st.error')} empty=${rows.length === 0 && t('st.empty')} />
		${rows.length > 0 && html`<p class="sum">${t('st.sum', { sum: yuanPlain(sum), n: rows.length })}${more.cursor && ' …'}</p>
			<${DataTable} caption=${t('st.title')} columns=${columns} rows=${rows} keyOf=${(r) => r.bill} />
			${more.cursor && html`<${Button} busy=${busy} onClick=${load}>${t('more')}<//>`}`}</div>`;
}
