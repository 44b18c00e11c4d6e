/* One line of the conversation: a bubble, its photos, its state, and its cards. */
import { html, useEffect, useState } from '../vendor/preact.js';
import { Icon } from '../shared/icons.js';
import { clock, t } from '../shared/text.js';
import { Button, Progress, Skeleton } from '../shared/ui.js';
import { Thumb } from '../shared/thumb.js';

/* The cards load when the first one comes. */
let cards = null;

function useCards(wanted) {
	const [, loaded] = useState(0);
	useEffect(() => {
		if (wanted && !cards)
			import('./cards.js').then((m) => {
				cards = m.cards;
				loaded(1);
			}, () => {});
	}, [wanted]);
	return cards;
}

function Status({ entry, chat, offline }) {
	if (entry.status === 'failed')
		return html`<p class="status bad" role="alert"><${Icon} name="alert" size=${16} /> ${entry.error}
			<${Button} kind="bad" onClick=${() => chat.retry(entry)}>${t('action.retry')}<//></p>`;
	if (entry.status === 'waiting')
		return html`<p class="status"><${Icon} name="clock" size=${16} /> ${offline ? t('chat.waiting') : t('chat.sending')}</p>`;
	if (entry.status === 'sending')
		return html`<p class="status">${t('chat.sending')}</p>`;
	return html`<p class="status"><time datetime=${new Date(entry.at).toISOString()}>${clock(entry.at)}</time></p>`;
}

function SentPhotos({ entry, chat }) {
	const p = chat.progress;
	return html`<ul class="thumbs">${entry.photos.map((photo, i) => html`<li key=${photo.id}>
		<${Thumb} blob=${photo.blob} alt=${t('tray.photo', { n: i + 1 })} />
		${p?.id === photo.id && html`<${Progress} value=${p.offset} max=${p.size} label=${t('chat.uploading')} />`}</li>`)}</ul>`;
}

function Mine({ entry, chat, session }) {
	return html`<div class="entry me"><span class="sr-only">${t('chat.you')}</span>
		<div class="bubble ${entry.text ? '' : 'bare'}">${entry.photos && html`<${SentPhotos} entry=${entry} chat=${chat} />`}
			${entry.text && html`<p>${entry.icon && html`<${Icon} name=${entry.icon} size=${18} /> `}${entry.text}</p>`}</div>
		<${Status} entry=${entry} chat=${chat} offline=${session.rpc.state !== 'ready'} /></div>`;
}

export function Entry({ entry, chat, session, active }) {
	const kinds = useCards(entry.cards?.length > 0);
	if (entry.from === 'me')
		return html`<${Mine} entry=${entry} chat=${chat} session=${session} />`;
	return html`<div class="entry bot"><div class="bubble"><p>${entry.text}</p></div>
		${entry.cards.map((card, i) => {
			const View = kinds?.[card.kind];
			if (!kinds)
				return html`<div class="card" key=${i}><${Skeleton} /></div>`;
			return View && html`<${View} key=${i} card=${card} entry=${entry} chat=${chat} session=${session} active=${active} />`;
		})}</div>`;
}
