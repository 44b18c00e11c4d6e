/*
 * Home: the conversation above, the answers and the composer below, within
 * the thumb's reach. The log scrolls by itself and nothing lies over it, so a
 * focused thing is never hidden.
 */
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Button } from '../shared/ui.js';
import { Composer } from './composer.js';
import { Entry } from './entry.js';
import { Welcome } from './welcome.js';

function useChat(chat, session) {
	const [, tick] = useState(0);
	useEffect(() => chat.watch(() => tick((n) => n + 1)), [chat]);
	useEffect(() => session.watch(() => tick((n) => n + 1)), [session]);
}

/*
 * Shows the newest: when something is said, and also when its card grows after
 * its module or photo came, unless somebody has scrolled up to read.
 */
function useBottom(log, deps) {
	const reading = useRef(false);
	/* A turn that is taller than the screen is read from its beginning. */
	const down = () => {
		const box = log.current, last = box.querySelector('.entry:last-of-type');
		const start = last ? last.offsetTop - box.offsetTop - 12 : Infinity;
		box.scrollTo({ top: Math.min(start, box.scrollHeight), behavior: 'instant' });
	};
	useEffect(() => {
		const box = log.current;
		const touched = () => { reading.current = true; };
		const scrolled = () => {
			if (box.scrollHeight - box.clientHeight - box.scrollTop < 80)
				reading.current = false;
		};
		const grown = new ResizeObserver(() => !reading.current && down());
		box.addEventListener('wheel', touched, { passive: true });
		box.addEventListener('touchmove', touched, { passive: true });
		box.addEventListener('scroll', scrolled, { passive: true });
		grown.observe(box.firstElementChild);
		grown.observe(box);
		return () => {
			box.removeEventListener('wheel', touched);
			box.removeEventListener('touchmove', touched);
			box.removeEventListener('scroll', scrolled);
			grown.disconnect();
		};
	}, []);
	useEffect(() => {
		reading.current = false;
		down();
	}, deps);
}

/* Answers that a card offers itself are not offered a second time. */
const onCards = {
	location_request: /^location\./,
	photo_request: /^photo\./,
	summary: /^(submit$|edit\.)/,
};

/* The two ways out of a list of shops are always there, under the thumb. */
const waysOut = ['shop.none', 'shop.unknown'];

function replies(turn) {
	const quick = turn.quick.filter((q) => !turn.cards.some((c) => onCards[c.kind]?.test(q.value)));
	const missing = turn.cards.some((c) => c.kind === 'shop_candidates') ? waysOut.filter((v) => !quick.some((q) => q.value === v)) : [];
	return [...quick, ...missing.map((value) => ({ value, label: t(value) }))];
}

function Quick({ chat, turn }) {
	const quick = replies(turn);
	return quick.length > 0 && html`<div class="quick" role="group" aria-label=${t('chat.quick')}>${quick.map((q) => html`<${Button}
		key=${q.value} kind="plain" class="chip" onClick=${() => chat.answer(q.value, q.label)}>${q.label}<//>`)}</div>`;
}

function Typing() {
	return html`<div class="entry bot typing" aria-label=${t('chat.typing')}><div class="bubble"><i></i><i></i><i></i></div></div>`;
}

export function ChatPage({ session, chat }) {
	useChat(chat, session);
	const log = useRef(null);
	const { entries, queue, current } = chat;
	const spoken = entries.some((e) => e.from === 'me');
	const sending = queue.length > 0 && session.rpc.state === 'ready';

	useEffect(() => chat.begin(), [chat, session.agreed]);
	useBottom(log, [entries.length, current, sending]);

	return html`<main class="chat">
		<div class="log" ref=${log} tabindex="0" role="log" aria-live="polite" aria-label=${t('chat.log')}><div class="column">
			${!spoken && html`<${Welcome} session=${session} />`}
			${entries.map((e) => html`<${Entry} key=${e.id} entry=${e} chat=${chat} session=${session} active=${e === current} />`)}
			${sending && html`<${Typing} />`}
			${!session.agreed && spoken && html`<${Welcome} session=${session} again />`}
		</div></div>
		<div class="column bottom">
			${current && !chat.draft.photos.length && html`<${Quick} chat=${chat} turn=${current} />`}
			<${Composer} chat=${chat} session=${session} />
		</div></main>`;
}
