/*
 * Where a report begins: a big camera button, the album, a line of text. What
 * is chosen waits in the tray, with what the photo knew (time, place) in plain
 * sight and one tap from being left out.
 */
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { Icon } from '../shared/icons.js';
import { moment, t } from '../shared/text.js';
import { Button, IconButton, toast } from '../shared/ui.js';
import { Thumb } from '../shared/thumb.js';

const MAX_PHOTOS = 9;
const MAX_TEXT = 4000;

/* One fact that goes along, to be left out with a tap. */
function Fact({ icon, text, on, onToggle }) {
	return html`<button type="button" class="fact ${on ? 'on' : ''}" aria-pressed=${on ? 'true' : 'false'} onClick=${onToggle}>
		<${Icon} name=${on ? icon : 'plus'} size=${18} /><span>${text}</span>${on && html`<${Icon} name="close" size=${16} />`}</button>`;
}

function Tray({ chat }) {
	const { photos, sendTime, sendPlace } = chat.draft;
	const time = photos.find((p) => p.taken_at)?.taken_at;
	const place = photos.some((p) => p.at);
	return html`<div class="tray" role="group" aria-label=${t('tray.label')}>
		<ul class="thumbs">${photos.map((p, i) => html`<li key=${p.id}>
			<${Thumb} blob=${p.blob} alt=${t('tray.photo', { n: i + 1 })} />
			<${IconButton} icon="close" class="remove" label=${t('tray.remove', { n: i + 1 })} onClick=${() => chat.removePhoto(p.id)} /></li>`)}</ul>
		${(time || place) && html`<p class="small muted">${t('tray.along')}</p><div class="row wrap">
			${time && html`<${Fact} icon="clock" text=${moment(time)} on=${sendTime} onToggle=${() => chat.setDraft({ sendTime: !sendTime })} />`}
			${place && html`<${Fact} icon="pin" text=${t('tray.place')} on=${sendPlace} onToggle=${() => chat.setDraft({ sendPlace: !sendPlace })} />`}</div>`}
	</div>`;
}

export function Composer({ chat, session }) {
	const camera = useRef(null), album = useRef(null), field = useRef(null);
	const [reading, setReading] = useState(false);
	const { text, photos } = chat.draft;
	const ready = (text.trim() || photos.length) && !reading;

	useEffect(() => {
		/* Grows with what is written, up to the sheet's max-height. */
		field.current.style.height = 'auto';
		field.current.style.height = `${field.current.scrollHeight + 2}px`;
	}, [text]);

	const chosen = async (e) => {
		const files = [...e.target.files];
		e.target.value = '';
		setReading(true);
		try {
			await chat.addPhotos(files, MAX_PHOTOS);
		} finally {
			setReading(false);
		}
	};
	const send = () => {
		if (!ready)
			return;
		if (!session.agreed) {
			toast(t('welcome.first'));
			return;
		}
		chat.sendDraft();
	};
	const keyed = (e) => {
		if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) {
			e.preventDefault();
			send();
		}
	};

	return html`<form class="composer" onSubmit=${(e) => { e.preventDefault(); send(); }}>
		${photos.length > 0 && html`<${Tray} chat=${chat} />`}
		<div class="say"><textarea ref=${field} class="input" rows="1" maxlength=${MAX_TEXT} value=${text}
			aria-label=${t('composer.label')} placeholder=${t('composer.hint')} enterkeyhint="send"
			onInput=${(e) => chat.setDraft({ text: e.target.value })} onKeyDown=${keyed}></textarea>
			<${IconButton} icon="send" class="send" label=${t('action.send')} disabled=${!ready} onClick=${send} /></div>
		<div class="shoot"><${Button} class="album" icon="image" onClick=${() => album.current.click()}><span>${t('composer.album')}</span><//>
			<${Button} kind="warm" class="camera" busy=${reading} onClick=${() => camera.current.click()}>
				${!reading && html`<${Icon} name="camera" size=${26} />`}<span>${t('composer.camera')}</span><//></div>
		<input ref=${camera} class="sr-only" type="file" accept="image/*" capture="environment" tabindex="-1" aria-hidden="true" id="camera-input" onChange=${chosen} />
		<input ref=${album} class="sr-only" type="file" accept="image/*" multiple tabindex="-1" aria-hidden="true" id="album-input" onChange=${chosen} />
	</form>`;
}
