/* Which shop: a search by name, and always the two ways out. */
import { html, useEffect, useState } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Button, ErrorState, Field, Skeleton } from '../shared/ui.js';

const SEARCH_AFTER_MS = 300;

/* value: {shop, name} | {text} | {unknown} | null */
export function ShopPick({ rpc, value, onChange }) {
	const [q, setQ] = useState('');
	const [state, set] = useState({});
	useEffect(() => {
		if (!q.trim()) {
			set({});
			return undefined;
		}
		let live = true;
		const timer = setTimeout(() => {
			set({ busy: true });
			rpc.call('shop.search', { q: q.trim() }).then((r) => live && set({ shops: r.shops }), (error) => live && set({ error }));
		}, SEARCH_AFTER_MS);
		return () => {
			live = false;
			clearTimeout(timer);
		};
	}, [q]);
	if (value)
		return html`<p class="row"><b class="grow">${value.name ?? value.text ?? t('shop.unknown')}</b>
			<${Button} icon="edit" onClick=${() => onChange(null)}>${t('shop.change')}<//></p>`;
	return html`<${Field} label=${t('shop.query')} hint=${t('shop.query_hint')} value=${q} onInput=${setQ} maxlength="96" enterkeyhint="search" autocomplete="off" />
		<div aria-live="polite">${state.busy ? html`<${Skeleton} />` : state.error ? html`<${ErrorState} error=${state.error} />`
			: state.shops && html`<ul class="shops">${state.shops.map((s) => html`<li key=${s.shop}><button type="button" class="shop-row"
				onClick=${() => onChange({ shop: s.shop, name: s.name })}><span class="grow"><b>${s.name}</b><span class="small muted">${s.address}</span>
				${s.licence && html`<span class="small muted">${t('shop.licence')} ${s.licence}</span>`}</span></button></li>`)}</ul>`}</div>
		<div class="answers">${q.trim() && html`<${Button} onClick=${() => onChange({ text: q.trim() })}>${t('shop.none')}<//>`}
			<${Button} onClick=${() => onChange({ unknown: true })}>${t('shop.unknown')}<//></div>`;
}
