/*
 * Keyboard shortcuts. A screen lends its keys for as long as it is shown:
 *
 *   useKeys(session, { j: next, k: previous, 'ctrl+Enter': send });
 *
 * They never fire while somebody types (text fields, an input method's
 * composition), never with a modifier that is not named, and not at all when
 * switched off in the settings. The layer added last is asked first. While a
 * dialog is open only layers with `within`, a ref to an element inside it, are
 * asked at all.
 */
import { useEffect, useRef } from '../vendor/preact.js';

const layers = [];
const TYPED = new Set(['text', 'search', 'password', 'number', 'date', 'email', 'tel', 'url', 'time', 'datetime-local', 'month', 'week']);

export function isTyping(target) {
	if (!target || !target.tagName)
		return false;
	return target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT' ||
		(target.tagName === 'INPUT' && TYPED.has(target.type));
}

export function keyName(e) {
	return (e.ctrlKey || e.metaKey ? 'ctrl+' : '') + (e.altKey ? 'alt+' : '') + e.key;
}

/* A button or link answers Enter and Space itself. */
const answersItself = (target) => /^(BUTTON|A|SUMMARY|INPUT)$/.test(target?.tagName);

function pressed(e) {
	if (e.defaultPrevented || e.isComposing || e.keyCode === 229)
		return;
	const name = keyName(e);
	if (isTyping(e.target) && !name.startsWith('ctrl+') && name !== 'Escape')
		return;
	if ((name === 'Enter' || name === ' ') && answersItself(e.target))
		return;
	const dialog = document.querySelector('dialog[open]');
	for (let i = layers.length - 1; i >= 0; i--) {
		const { map, within, on } = layers[i].current;
		if (!on || !map[name] || (dialog && !dialog.contains(within?.current ?? null)))
			continue;
		if (map[name](e) !== false) {
			e.preventDefault();
			return;
		}
	}
}

/* A module without a window (the unit test) has no listener to add. */
globalThis.document?.addEventListener('keydown', pressed);

export function useKeys(session, map, { within, on = true } = {}) {
	const layer = useRef({});
	layer.current = { map, within, on: on && session.prefs.keys };
	useEffect(() => {
		layers.push(layer);
		return () => layers.splice(layers.indexOf(layer), 1);
	}, []);
}
