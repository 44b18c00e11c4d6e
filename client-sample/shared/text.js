/*
 * Wording. All text that a person sees comes from one table per language:
 * shared/text.zh.js and text.en.js hold what every app says, each app adds its
 * own text.zh.js and text.en.js. Keys are flat; {name} is replaced.
 *
 *   await loadText('zh-CN', (code) => import(`./text.${code}.js`));
 *   t('report.due', { date: day(ms) })
 *
 * A key that is missing is shown as itself, so that a test can find it.
 */
let table = {};
let current = 'zh-CN';

const LOCALES = { 'zh-CN': 'zh', en: 'en' };
const ZONE = 'Asia/Shanghai';		/* an office's clock, wherever the phone is */

/* The language a browser asks for, of the two we speak. */
export function preferredLang() {
	return /^zh/i.test(navigator.language || 'zh') ? 'zh-CN' : 'en';
}

export async function loadText(lang, importApp) {
	const code = LOCALES[lang];
	const [shared, app] = await Promise.all([import(`./text.${code}.js`), importApp(code)]);
	table = { ...shared.default, ...app.default };
	current = lang;
	document.documentElement.lang = lang;
}

export const lang = () => current;

export function t(key, vars) {
	const text = table[key] ?? key;
	return vars ? text.replace(/\{(\w+)\}/g, (whole, name) => vars[name] ?? whole) : text;
}

/* A key made of a value that the server may extend: falls back to the value. */
export function tv(prefix, value) {
	return table[`${prefix}.${value}`] ?? String(value);
}

const formats = new Map();

function format(options, ms) {
	const id = current + JSON.stringify(options);
	if (!formats.has(id))
		formats.set(id, new Intl.DateTimeFormat(current, { timeZone: ZONE, hour12: false, ...options }));
	return formats.get(id).format(ms);
}

const year = (ms) => format({ year: 'numeric' }, ms);

/* 11月24日 18:05 · Nov 24, 18:05; with its year when that is another one. */
export const moment = (ms) => format({ ...(year(ms) === year(Date.now()) ? {} : { year: 'numeric' }),
				       month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }, ms);

/* 2026年11月24日 · Nov 24, 2026 */
export const day = (ms) => format({ year: 'numeric', month: 'short', day: 'numeric' }, ms);

export const clock = (ms) => format({ hour: '2-digit', minute: '2-digit' }, ms);

/* Integer fen → ¥1,234.50; whole yuan without the zeros. */
export function yuan(fen) {
	const digits = fen % 100 ? 2 : 0;
	return '¥' + (fen / 100).toLocaleString(current, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function metres(m) {
	return m < 950 ? t('unit.m', { n: Math.max(10, Math.round(m / 10) * 10) }) : t('unit.km', { n: (m / 1000).toFixed(1) });
}

/* A person's sentence for any error: the server's own words when it has some. */
export function errorText(e) {
	if (table[`error.${e.type}`])
		return t(`error.${e.type}`);
	if (e.detail && e.code)
		return e.detail;
	return table[`error.${e.message}`] ?? t('error.unknown');
}
