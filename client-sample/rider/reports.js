/* One's own reports; nothing of them is kept on the device. */
import { html } from '../vendor/preact.js';
import { Icon } from '../shared/icons.js';
import { useLoad, useNotice } from '../shared/load.js';
import { day, t, tv } from '../shared/text.js';
import { tone } from '../shared/timeline.js';
import { Badge, ErrorState, Skeleton } from '../shared/ui.js';

export function Page({ session }) {
	const { rpc } = session;
	const { data, error, reload } = useLoad(async () => {
		await rpc.ready();
		return (await rpc.call('report.list')).reports;
	}, [rpc]);
	useNotice(rpc, ['report.changed', 'reward.changed', 'stale', 'principal'], reload);
	if (error && !data)
		return html`<${ErrorState} error=${error} onRetry=${reload} />`;
	if (!data)
		return html`<${Skeleton} lines=${6} />`;
	if (!data.length)
		return html`<p class="muted">${t('reports.empty')}</p><a class="btn primary" href="#/new">${t('home.report')}</a>`;
	return html`<ul class="stack">${data.map((r) => html`<li key=${r.report}><a class="card link-row" href=${`#/report/${encodeURIComponent(r.report)}`}>
		<span class="grow"><b>${r.shop_name || t('reports.no_shop')}</b><span class="small muted">${tv('category', r.category)} · ${day(r.submitted_at)}</span></span>
		<${Badge} tone=${tone(r.state)}>${tv('state', r.state)}<//><${Icon} name="chevron" size=${18} /></a></li>`)}</ul>`;
}
