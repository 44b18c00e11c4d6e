/*
 * A report: what is wrong, where, in words and photos. The draft is in memory
 * only, so that closing the page leaves no case text behind.
 */
import { html, useRef, useState } from '../vendor/preact.js';
import { newKey } from '../shared/rpc.js';
import { t, tv } from '../shared/text.js';
import { Thumb } from '../shared/thumb.js';
import { Button, Field, IconButton, Progress, toast, toastError } from '../shared/ui.js';
import { Brush } from './brush.js';
import { ShopPick } from './shop_pick.js';

/* What riders and platform staff are able to recognise, the gravest first. */
const CATEGORIES = ['V01', 'V02', 'V03', 'V16', 'V18', 'V19', 'V27', 'V04', 'V05', 'V07', 'V11', 'V12', 'V14', 'V17', 'V28', 'V06', 'V13', 'V20', 'V21', 'V23',
	'V08', 'V09', 'V10', 'V22', 'V24', 'V25'];
const MAX_PHOTOS = 9;

const fresh = () => ({ key: newKey(), category: '', text: '', shop: null, photos: [] });

async function upload(rpc, photos, onProgress) {
	const { uploadPhoto } = await import('../shared/upload.js');
	for (const p of photos)
		p.id ??= (await uploadPhoto(rpc, p.blob, { onProgress: (offset, size) => onProgress({ blob: p.blob, offset, size }) })).photo;
	return photos.map((p) => p.id);
}

function Photos({ photos, progress, onAdd, onRemove }) {
	const input = useRef(null);
	const [canvas, setCanvas] = useState(null);
	const chosen = async (e) => {
		const [file] = e.target.files;
		e.target.value = '';
		try {
			const { decodePhoto } = await import('../shared/photo.js');
			if (file)
				setCanvas(await decodePhoto(file));
		} catch (error) {
			toastError(error);
		}
	};
	const done = async (painted) => {
		const { encodePhoto } = await import('../shared/photo.js');
		setCanvas(null);
		onAdd({ blob: (await encodePhoto(painted)).blob });
	};
	return html`${photos.length > 0 && html`<ul class="thumbs">${photos.map((p, i) => html`<li key=${i}><${Thumb} blob=${p.blob} alt=${t('tray.photo', { n: i + 1 })} />
			${progress?.blob === p.blob ? html`<${Progress} value=${progress.offset} max=${progress.size} label=${t('chat.uploading')} />`
				: html`<${IconButton} icon="close" class="remove" label=${t('tray.remove', { n: i + 1 })} onClick=${() => onRemove(p)} />`}</li>`)}</ul>`}
		<div class="answers"><${Button} icon="camera" disabled=${photos.length >= MAX_PHOTOS} onClick=${() => input.current.click()}>${t('write.photo')}<//></div>
		<input ref=${input} class="sr-only" type="file" accept="image/*" tabindex="-1" aria-hidden="true" onChange=${chosen} />
		${canvas && html`<${Brush} canvas=${canvas} onDone=${done} onCancel=${() => setCanvas(null)} />`}`;
}

export function Page({ session }) {
	const { rpc } = session;
	session.draft ??= fresh();
	const d = session.draft;
	const [, again] = useState(0);
	const [progress, setProgress] = useState(null);
	const [busy, setBusy] = useState(false);
	const set = (change) => {
		Object.assign(d, change);
		again((n) => n + 1);
	};
	const send = async () => {
		if (busy || !d.category)
			return toast(t('submit.category_empty'), { tone: 'bad' });
		setBusy(true);
		try {
			const photos = await upload(rpc, d.photos, setProgress);
			const r = await rpc.call('report.submit', { key: d.key, category: d.category, text: d.text.trim(),
				...(d.shop?.shop && { shop: d.shop.shop }), ...(d.shop?.text && { shop_text: d.shop.text }), ...(photos.length && { photos }) });
			session.draft = null;
			session.pending = { kind: 'receipt', code: r.receipt.code, next: `#/report/${encodeURIComponent(r.report)}` };
			location.replace('#/code');
		} catch (e) {
			toastError(e);
			setBusy(false);
			setProgress(null);
		}
		return undefined;
	};
	return html`<form class="stack" novalidate onSubmit=${(e) => { e.preventDefault(); send(); }}>
		<section class="card stack"><h2>${t('submit.what')}</h2>
			<div class="field"><label for="category">${t('submit.category')}</label>
			<select id="category" class="input" value=${d.category} onChange=${(e) => set({ category: e.target.value })}><option value="">${t('submit.choose')}</option>
				${CATEGORIES.map((c) => html`<option key=${c} value=${c}>${tv('category', c)}</option>`)}</select></div>
			<${Field} area label=${t('submit.text')} hint=${t('submit.text_hint')} value=${d.text} maxlength="4000" onInput=${(text) => set({ text })} /></section>
		<section class="card stack"><h2>${t('submit.shop')}</h2><${ShopPick} rpc=${rpc} value=${d.shop} onChange=${(shop) => set({ shop })} /></section>
		<section class="card stack"><h2>${t('submit.photos')}</h2><p class="small muted">${t('submit.photos_hint')}</p>
			<${Photos} photos=${d.photos} progress=${progress} onAdd=${(p) => set({ photos: [...d.photos, p] })} onRemove=${(p) => set({ photos: d.photos.filter((x) => x !== p) })} /></section>
		<${Button} kind="primary" block type="submit" busy=${busy}>${t('submit.send')}<//>
		<${Button} kind="quiet" onClick=${() => { session.draft = fresh(); again((n) => n + 1); }}>${t('submit.drop')}<//></form>`;
}
