/* Who opened and did what with one report, in order, before and after. */
import { html, useEffect, useState } from '../vendor/preact.js';
import { moment, t, tv } from '../shared/text.js';
import { Button, Field } from '../shared/ui.js';
import { Faces, Stale, useCall } from './loading.js';
import { useLink } from './session.js';
import { personName } from './words.js';
import { downloadCsv } from './csv.js';
import { DataTable } from './data_table.js';

/* A value of the log: text as it is, objects as name and value. */
function flat(value) {
	if (value === null || value === undefined || value === '')
		return '';
	if (typeof value !== 'object')
		return String(value);
	return Object.entries(value).map(([k, v]) => `${k}: ${typeof v === 'object' ? JSON.stringify(v) : v}`).join(' · ');
}

function Entries({ session, report }) {
	const { rpc } = session;
	const { state: link } = useLink(rpc);
	const data = useCall(rpc, 'review.audit', { report });
	const entries = data.value?.entries ?? [];
	const columns = [
		{ key: 'at', label: t('au.at'), draw: (v) => html`<span class="nowrap">${moment(v)}</span>` }, { key: 'actor', label: t('au.actor'), draw: personName },
		{ key: 'action', label: t('au.action'), draw: (v) => tv('audit', v) === `audit.${v}` ? html`<code>${v}</code>` : tv('audit', v) },
		{ key: 'before', label: t('au.before'), draw: flat }, { key: 'after', label: t('au.after'), draw: flat },
	];
	const save = () => downloadCsv(`audit-${report}.csv`, columns.map((c) => c.label),
		entries.map((e) => [new Date(e.at).toISOString(), personName(e.actor), e.action, flat(e.before), flat(e.after)]));
	return html`<div class="stack"><${Stale} data=${data} state=${link} />
		<${Faces} data=${data} title=${data.error?.code === -32004 ? t('rep.missing') : t('au.error')} empty=${entries.length === 0 && t('au.empty')} />
		${entries.length > 0 && html`<div class="row"><span class="grow muted">${t('au.n', { n: entries.length })}</span><${Button} onClick=${save}>${t('st.csv')}<//></div>
			<${DataTable} caption=${t('au.title')} columns=${columns} rows=${entries} />`}</div>`;
}

export function AuditScreen({ session, go, arg }) {
	const [id, setId] = useState(arg ?? '');
	useEffect(() => setId(arg ?? ''), [arg]);
	const look = (e) => {
		e.preventDefault();
		if (id.trim())
			go(`/audit/${encodeURIComponent(id.trim())}`);
	};
	return html`<div class="page"><div class="page-head"><h1>${t('au.title')}</h1></div>
		<form class="row wrap look" onSubmit=${look}><${Field} label=${t('au.report')} name="report" value=${id} onInput=${setId} maxlength="40" spellcheck=${false} autocapitalize="off" />
			<${Button} type="submit" kind="primary" disabled=${!id.trim()}>${t('au.go')}<//></form>
		${arg ? html`<${Entries} key=${arg} session=${session} report=${arg} />` : html`<div class="face"><p class="muted">${t('au.lead')}</p></div>`}</div>`;
}
