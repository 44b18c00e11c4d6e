/* My reports, the newest first. */
import { html, useState } from '../vendor/preact.js';
import { Icon } from '../shared/icons.js';
import { useLoad, useNotice } from '../shared/load.js';
import { day, t, tv } from '../shared/text.js';
import { Badge, Button, ErrorState, Skeleton, toastError } from '../shared/ui.js';
import { tone } from '../shared/timeline.js';

function Row({ r }) {
	return html`<li><a class="card link-row" href=${`#/report/${encodeURIComponent(r.report)}`}>
		<span class="grow"><b>${r.shop_name || t('reports.no_shop')}</b>
			<span class="small muted">${tv('category', r.category)} · ${day(r.submitted_at)}</span></span>
		<${Badge} tone=${tone(r.state)}>${tv('state', r.state)}<//><${Icon} name="chevron" size=${18} /></a></li>`;
}

function Nobody({ session }) {
	return html`<div class="empty stack"><img src="icon.svg" alt="" width="72" height="72" />
		<p>${t('reports.empty')}</p><p class="small muted">${t('reports.empty_more')}</p>
		<a class="btn primary" href="#/">${t('reports.start')}</a>
		<a class="btn plain" href="#/receipt">${t('welcome.receipt')}</a>
		${!session.name && html`<a class="btn quiet" href="#/sign-in">${t('welcome.signin')}</a>`}</div>`;
}

export function Page({ session }) {
	const { rpc } = session;
	const [more, setMore] = useState({ reports: [], cursor: null });
	const { data, error, reload } = useLoad(async () => {
		await rpc.ready();
		const r = rpc.principal ? await rpc.call('report.list') : { reports: [] };
		setMore({ reports: [], cursor: r.cursor });
		return r.reports;
	}, [rpc]);
	useNotice(rpc, ['report.changed', 'reward.changed', 'stale', 'principal'], reload);

	const next = () => rpc.call('report.list', { cursor: more.cursor }).then(
		(r) => setMore({ reports: [...more.reports, ...r.reports], cursor: r.cursor }), toastError);
	if (error && !data)
		return html`<${ErrorState} error=${error} onRetry=${reload} />`;
	if (!data)
		return html`<${Skeleton} lines=${8} />`;
	if (!data.length)
		return html`<${Nobody} session=${session} />`;
	return html`<ul class="stack">${[...data, ...more.reports].map((r) => html`<${Row} key=${r.report} r=${r} />`)}</ul>
		${more.cursor && html`<${Button} block onClick=${next}>${t('action.more')}<//>`}
		<p class="small muted centre">${t('reports.lost')} <a href="#/receipt">${t('welcome.receipt')}</a></p>`;
}
