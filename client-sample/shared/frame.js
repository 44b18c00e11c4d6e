/* What the citizens' and the riders' frames share: the page that the address names, and the state of the link. */
import { html, useEffect, useState } from '../vendor/preact.js';
import { t } from './text.js';

/* #/name/argument of a page that there is, else { name: '' } */
function parse(hash, pages) {
	const [name, id] = hash.replace(/^#\/?/, '').split('/');
	return pages[name] ? { name, id: id && decodeURIComponent(id) } : { name: '' };
}

export function useRoute(pages) {
	const [route, set] = useState(parse(location.hash, pages));
	useEffect(() => {
		const changed = () => set(parse(location.hash, pages));
		addEventListener('hashchange', changed);
		return () => removeEventListener('hashchange', changed);
	}, []);
	return route;
}

export function LinkState({ rpc }) {
	const [state, set] = useState(rpc.state);
	const [late, setLate] = useState(false);
	useEffect(() => {
		set(rpc.state);		/* it may have changed before we listened */
		return rpc.on('state', set);
	}, [rpc]);
	useEffect(() => {
		const timer = setTimeout(() => setLate(state !== 'ready'), state === 'ready' ? 0 : 1500);
		return () => clearTimeout(timer);
	}, [state]);
	return html`<div class="link-state" role="status">${late && state !== 'ready' &&
		html`<p><span class="spinner" aria-hidden="true"></span>${t('link.offline')}</p>`}</div>`;
}
