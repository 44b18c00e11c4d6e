/* Which shop? The candidates, or a search by name; the two ways out are quick replies (chat_page.js). */
import { html, useEffect, useState } from '../vendor/preact.js';
import { metres, t } from '../shared/text.js';
import { Button, ErrorState, Field, Sheet, Skeleton } from '../shared/ui.js';

const SEARCH_AFTER_MS = 300;

export function ShopRow({ shop, disabled, onPick }) {
	return html`<li><button type="button" class="shop-row" disabled=${disabled} onClick=${() => onPick(shop)}>
		<span class="grow"><b>${shop.name}</b>
			<span class="small muted">${shop.address}</span>
			${shop.licence && html`<span class="small muted">${t('shop.licence')} ${shop.licence}</span>`}</span>
		${shop.distance_m != null && html`<span class="badge">${metres(shop.distance_m)}</span>`}</button></li>`;
}

function SearchSheet({ session, onPick, onClose }) {
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
			session.rpc.call('shop.search', { q: q.trim() }).then(
				(r) => live && set({ shops: r.shops }), (error) => live && set({ error }));
		}, SEARCH_AFTER_MS);
		return () => {
			live = false;
			clearTimeout(timer);
		};
	}, [q]);
	return html`<${Sheet} title=${t('shop.search')} onClose=${onClose}>
		<${Field} label=${t('shop.query')} hint=${t('shop.query_hint')} value=${q} onInput=${setQ} enterkeyhint="search" />
		<div aria-live="polite">${state.busy ? html`<${Skeleton} />` : state.error ? html`<${ErrorState} error=${state.error} />`
			: state.shops && (state.shops.length ? html`<ul class="shops">${state.shops.map((s) =>
				html`<${ShopRow} key=${s.shop} shop=${s} onPick=${onPick} />`)}</ul>` : html`<p class="muted">${t('shop.nothing')}</p>`)}</div>
		<${Button} block onClick=${onClose}>${t('action.close')}<//><//>`;
}

export function ShopsCard({ card, chat, session, active }) {
	const [searching, search] = useState(false);
	const pick = (s) => {
		search(false);
		chat.answer({ shop: s.shop }, s.name);
	};
	return html`<div class="card flat">
		<ul class="shops">${card.items.map((s) => html`<${ShopRow} key=${s.shop} shop=${s} disabled=${!active} onPick=${pick} />`)}</ul>
		${active && html`<div class="answers"><${Button} icon="search" onClick=${() => search(true)}>${t('shop.search')}<//></div>`}
		${searching && html`<${SearchSheet} session=${session} onPick=${pick} onClose=${() => search(false)} />`}</div>`;
}
