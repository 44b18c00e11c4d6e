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
	const down = () => log.current.scrollTo({ top: log.current.scrollHeight, behavior: 'instant' });
	useEffect(() => {
		const box = log.current;
		const scrolled = () => { reading.current = box.scrollHeight - box.clientHeight - box.scrollTop > 80; };
		const grown = new ResizeObserver(() => !reading.current && down());
		box.addEventListener('scroll', scrolled, { passive: true });
		grown.observe(box.firstElementChild);
		grown.observe(box);
		return () => {
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
	shop_candidates: /^shop\./,
	location_request: /^location\./,
	photo_request: /^photo\./,
	summary: /^(submit$|edit\.)/,
};

function Quick({ chat, turn }) {
	const quick = turn.quick.filter((q) => !turn.cards.some((c) => onCards[c.kind]?.test(q.value)));
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
			${current && html`<${Quick} chat=${chat} turn=${current} />`}
			<${Composer} chat=${chat} session=${session} />
		</div></main>`;
}
