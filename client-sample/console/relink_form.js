/*
 * Another shop was meant: search for it, pick it, say why. The search begins
 * with what the reporter called the shop.
 */
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { errorText, t } from '../shared/text.js';
import { Button, Field, Skeleton } from '../shared/ui.js';
import { useKeys } from './keys.js';
import { useDraft } from './session.js';

export function RelinkForm({ session, report, onSubmit, onCancel }) {
	const [query, setQuery] = useState(report.shop_text ?? report.shop_name ?? '');
	const [found, setFound] = useState(null);		/* null: not asked yet */
	const [searching, setSearching] = useState(false);
	const [error, setError] = useState(null);
	const [shop, setShop] = useState('');
	const [reason, setReason] = useDraft(session, `relink.${report.report}`);
	const [busy, setBusy] = useState(false);
	const box = useRef(null);
	const asked = useRef(0);
	const ready = shop !== '' && reason.trim() !== '';

	const search = async () => {
		const q = query.trim();
		const mine = ++asked.current;
		if (!q)
			return;
		setSearching(true);
		setError(null);
		try {
			const { shops } = await session.rpc.call('shop.search', { q, ...(report.at && { at: report.at }) });
			if (mine !== asked.current)
				return;
			setFound(shops.filter((s) => s.shop !== report.shop?.shop));
			setShop('');
		} catch (e) {
			if (mine === asked.current)
				setError(e);
		}
		if (mine === asked.current)
			setSearching(false);
	};
	useEffect(() => {
		box.current.querySelector('input')?.focus();
		search();
	}, []);
	const send = async () => {
		if (!ready || busy)
			return;
		setBusy(true);
		await onSubmit(shop, reason.trim(), () => setReason(''));
		setBusy(false);
	};
	useKeys(session, { 'ctrl+Enter': () => { send(); }, Escape: onCancel }, { within: box });

	return html`<div class="stack relink" ref=${box}><h3>${t('relink.title')}</h3>
		<form class="stack" role="search" onSubmit=${(e) => { e.preventDefault(); search(); }}>
			<${Field} label=${t('relink.query')} maxlength="200" value=${query} onInput=${setQuery} />
			<${Button} type="submit" busy=${searching} disabled=${!query.trim()}>${t('relink.search')}<//></form>
		${error ? html`<p class="notice bad small" role="alert">${errorText(error)}</p>`
			: found === null ? searching && html`<${Skeleton} lines=${3} />`
			: found.length === 0 ? html`<p class="muted small" role="status">${t('relink.none')}</p>`
			: html`<fieldset class="relink-list"><legend>${t('relink.pick')}</legend>
				${found.map((s) => html`<label key=${s.shop} class="relink-item"><input type="radio" name="relink" value=${s.shop} checked=${shop === s.shop} onChange=${() => setShop(s.shop)} />
					<span><b>${s.name}</b><span class="small">${s.address}</span><span class="muted small">${[s.licence, ...s.reasons].filter(Boolean).join(' · ')}</span></span></label>`)}</fieldset>`}
		<${Field} area rows="2" maxlength="1000" label=${t('relink.reason')} value=${reason} onInput=${setReason} />
		<div class="actions"><${Button} onClick=${onCancel}>${t('cancel')}<//>
			<${Button} kind="primary" busy=${busy} disabled=${!ready} onClick=${send}>${t('relink.go')}<//></div></div>`;
}
