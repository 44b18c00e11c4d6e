/*
 * A person's settings for this browser: language, theme, 大字版. Kept in
 * localStorage and shown on <html> as data-theme and data-size, which
 * theme.css reads.
 */
import { preferredLang } from './text.js';

const NAME = 'ezhili.prefs';
const DEFAULTS = { lang: null, theme: 'auto', size: 'normal' };

export function loadPrefs() {
	let saved = {};
	try {
		saved = JSON.parse(localStorage.getItem(NAME)) || {};
	} catch { /* forbidden or damaged: defaults */ }
	const prefs = { ...DEFAULTS, ...saved };
	return { ...prefs, lang: prefs.lang || preferredLang() };
}

export function savePrefs(prefs) {
	try {
		localStorage.setItem(NAME, JSON.stringify(prefs));
	} catch { /* they then last as long as the page */ }
	applyPrefs(prefs);
}

export function applyPrefs({ theme, size }) {
	const root = document.documentElement;
	root.dataset.theme = theme;
	root.dataset.size = size;
}
