/*
 * One message to the office: an answer, an addition (with photos), an appeal.
 * A photo is made small and freed of metadata as in the chat; what it knew of
 * time and place is not sent from here.
 */
import { html, useRef, useState } from '../vendor/preact.js';
import { Icon } from './icons.js';
import { t } from './text.js';
import { Button, Field, IconButton, Progress, toastError } from './ui.js';
import { Thumb } from './thumb.js';

const MAX_PHOTOS = 9;

/* Uploads what is not up yet; a second try begins where the first stopped. */
async function uploadAll(rpc, photos, onProgress) {
	const { uploadPhoto } = await import('./upload.js');
	for (const p of photos)
		p.photo ??= (await uploadPhoto(rpc, p.blob, { onProgress: (offset, size) => onProgress({ blob: p.blob, offset, size }) })).photo;
	return photos.map((p) => p.photo);
}

function Photos({ photos, progress, onAdd, onRemove }) {
	const input = useRef(null);
	const [busy, setBusy] = useState(false);
	const chosen = async (e) => {
		const files = [...e.target.files].slice(0, MAX_PHOTOS - photos.length);
		e.target.value = '';
		setBusy(true);
		try {
			const { preparePhoto } = await import('./photo.js');
			for (const file of files)
				onAdd({ blob: (await preparePhoto(file)).blob });
		} catch (error) {
			toastError(error);
		} finally {
			setBusy(false);
		}
	};
	return html`${photos.length > 0 && html`<ul class="thumbs">${photos.map((p, i) => html`<li key=${i}>
			<${Thumb} blob=${p.blob} alt=${t('tray.photo', { n: i + 1 })} />
			${progress?.blob === p.blob ? html`<${Progress} value=${progress.offset} max=${progress.size} label=${t('chat.uploading')} />`
				: html`<${IconButton} icon="close" class="remove" label=${t('tray.remove', { n: i + 1 })} onClick=${() => onRemove(p)} />`}</li>`)}</ul>`}
		<div class="answers"><${Button} icon="camera" busy=${busy} disabled=${photos.length >= MAX_PHOTOS} onClick=${() => input.current.click()}>${t('write.photo')}<//></div>
		<input ref=${input} class="sr-only" type="file" accept="image/*" multiple tabindex="-1" aria-hidden="true" onChange=${chosen} />`;
}

/* onSend({text, photos: [ids]}) does the message; `rpc` allows photos. */
export function Write({ label, hint, button, rpc, onSend, onCancel }) {
	const [text, setText] = useState('');
	const [photos, setPhotos] = useState([]);
	const [progress, setProgress] = useState(null);
	const [busy, setBusy] = useState(false);
	const send = async () => {
		setBusy(true);
		try {
			const ids = photos.length ? await uploadAll(rpc, photos, setProgress) : [];
			await onSend({ ...(text.trim() && { text: text.trim() }), ...(ids.length && { photos: ids }) });
			setText('');
			setPhotos([]);
		} catch (e) {
			toastError(e);
		} finally {
			setProgress(null);
			setBusy(false);
		}
	};
	return html`<form class="stack" onSubmit=${(e) => { e.preventDefault(); send(); }}>
		<${Field} area label=${label} hint=${hint} value=${text} maxlength="4000" onInput=${setText} />
		${rpc && html`<${Photos} photos=${photos} progress=${progress} onAdd=${(p) => setPhotos((all) => [...all, p])}
			onRemove=${(p) => setPhotos(photos.filter((x) => x !== p))} />`}
		<div class="answers"><${Button} kind="primary" type="submit" busy=${busy} disabled=${!text.trim() && !photos.length}>${button}<//>
		${onCancel && html`<${Button} onClick=${onCancel}>${t('action.cancel')}<//>`}</div></form>`;
}
