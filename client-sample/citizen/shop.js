/* A shop's public registration data, as anybody may look it up. */
import { html } from '../vendor/preact.js';
import { useLoad } from '../shared/load.js';
import { day, t } from '../shared/text.js';
import { ErrorState, Skeleton } from '../shared/ui.js';

export function Page({ session, id }) {
	const { data, error, reload } = useLoad(() => session.rpc.call('shop.get', { shop: id }), [id]);
	if (error)
		return html`<${ErrorState} error=${error} onRetry=${reload} />`;
	if (!data)
		return html`<${Skeleton} lines=${7} />`;
	const names = [].concat(data.names ?? []);
	const valid = [data.valid_from, data.valid_to].map((ms) => ms ? day(ms) : t('shop.open_end')).join(' – ');
	const rows = [['company', data.company], ['address', data.address], ['uscc', data.uscc], ['licence', data.licence],
		      ['valid', valid], ['scope', data.scope]].filter(([, v]) => v);
	return html`<section class="card stack"><h2>${names[0] || data.company}</h2>
		${names.length > 1 && html`<p class="small muted">${names.slice(1).join('、')}</p>`}
		<dl class="facts-list">${rows.map(([k, v]) => html`<div key=${k}><dt>${t(`shop.${k}`)}</dt><dd>${v}</dd></div>`)}</dl>
		<p class="small muted">${t('shop.source')}</p></section>`;
}
