/*
 * Small components that all three apps use; theme.css gives them their look.
 * Dialogs and sheets are <dialog>, so the browser keeps the focus inside,
 * Escape closes them and the focus returns to where it was.
 */
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { Icon } from './icons.js';
import { errorText, t } from './text.js';

/* kind: primary | plain | warm | danger | quiet | bad */
export function Button({ kind = 'plain', icon, busy, block, class: extra = '', disabled, children, ...rest }) {
	return html`<button type="button" class="btn ${kind} ${block ? 'block' : ''} ${extra}"
		disabled=${disabled || busy} aria-busy=${busy ? 'true' : null} ...${rest}>
		${busy ? html`<span class="spinner" aria-hidden="true"></span>` : icon && html`<${Icon} name=${icon} size=${20} />`}
		${children}</button>`;
}

export function IconButton({ icon, label, class: extra = '', ...rest }) {
	return html`<button type="button" class="btn icon-only ${extra}" aria-label=${label} title=${label} ...${rest}>
		<${Icon} name=${icon} /></button>`;
}

/* tone: good | warm | bad, or none */
export function Badge({ tone = '', children }) {
	return html`<span class="badge ${tone}">${children}</span>`;
}

let fieldCount = 0;

/* A labelled input; hint and error are tied to it by aria-describedby. */
export function Field({ label, hint, error, area, value, onInput, class: extra = '', ...rest }) {
	const id = useRef(null);
	id.current ??= `field-${++fieldCount}`;
	const described = [hint && `${id.current}-hint`, error && `${id.current}-error`].filter(Boolean).join(' ');
	const props = {
		id: id.current, class: `input ${extra}`, value, 'aria-invalid': error ? 'true' : null,
		'aria-describedby': described || null, onInput: (e) => onInput(e.target.value), ...rest,
	};
	return html`<div class="field"><label for=${id.current}>${label}</label>
		${area ? html`<textarea ...${props}></textarea>` : html`<input type="text" ...${props} />`}
		${hint && html`<p class="hint" id="${id.current}-hint">${hint}</p>`}
		${error && html`<p class="error" id="${id.current}-error" role="alert">${error}</p>`}</div>`;
}

/* A few choices of which one holds: options are [value, label]. */
export function Choice({ label, name, options, value, onChange }) {
	return html`<div class="field" role="radiogroup" aria-label=${label}><span class="label" aria-hidden="true">${label}</span>
		<div class="choice">${options.map(([v, text]) => html`<label key=${v}>
			<input type="radio" name=${name} value=${v} checked=${v === value} onChange=${() => onChange(v)} />
			<span>${text}</span></label>`)}</div></div>`;
}

export function Progress({ value, max, label }) {
	return html`<progress value=${value} max=${max} aria-label=${label}>${Math.round(100 * value / max)} %</progress>`;
}

export function Skeleton({ lines = 3 }) {
	return html`<div class="skeleton" aria-hidden="true">${Array.from({ length: lines }, (_, i) => html`<i key=${i}></i>`)}</div>`;
}

export function ErrorState({ error, onRetry }) {
	return html`<div class="notice bad stack" role="alert"><p>${errorText(error)}</p>
		${onRetry && html`<${Button} onClick=${onRetry}>${t('action.retry')}<//>`}</div>`;
}

/* Open for as long as it is rendered; onClose for Escape and the veil. */
export function Dialog({ title, onClose, sheet, children }) {
	const ref = useRef(null);
	useEffect(() => {
		const dialog = ref.current;
		dialog.showModal();
		return () => dialog.close();
	}, []);
	return html`<dialog ref=${ref} class=${sheet ? 'sheet' : ''} aria-label=${title}
		onCancel=${(e) => { e.preventDefault(); onClose?.(); }}
		onClick=${(e) => e.target === ref.current && onClose?.()}>
		<div class="inside"><h2>${title}</h2>${children}</div></dialog>`;
}

export const Sheet = (props) => html`<${Dialog} sheet ...${props} />`;

/* --- toasts and questions: call them from anywhere, Overlays shows them ---- */

let show = () => {};
let overlays = { toasts: [], question: null };

function change(next) {
	overlays = { ...overlays, ...next };
	show(overlays);
}

const without = (id) => overlays.toasts.filter((x) => x.id !== id);

/* action: {label, run} puts one button into the toast. */
export function toast(text, { tone = '', ms = 4000, action } = {}) {
	const id = Symbol('toast');
	change({ toasts: [...overlays.toasts.slice(-2), { id, text, tone, action }] });
	setTimeout(() => change({ toasts: without(id) }), ms);
}

export const toastError = (e) => toast(errorText(e), { tone: 'bad', ms: 6000 });

/* Resolves true when the person agrees. */
export function ask({ title, text, ok = t('action.confirm'), cancel = t('action.cancel'), kind = 'primary' }) {
	return new Promise((resolve) => change({
		question: { title, text, ok, cancel, kind, answer: (yes) => {
			change({ question: null });
			resolve(yes);
		} },
	}));
}

/* Once in every app, at the end of its page. */
export function Overlays() {
	const [{ toasts, question: q }, set] = useState(overlays);
	useEffect(() => {
		show = set;
		set(overlays);
		return () => { show = () => {}; };
	}, []);
	return html`<div>
		<div class="toasts" role="status" aria-live="polite">${toasts.map((x) => html`<div key=${x.id} class="toast ${x.tone}">
			<span>${x.text}</span>${x.action && html`<${Button} kind="quiet" onClick=${() => {
				change({ toasts: without(x.id) });
				x.action.run();
			}}>${x.action.label}<//>`}</div>`)}</div>
		${q && html`<${Dialog} title=${q.title} onClose=${() => q.answer(false)}><p>${q.text}</p>
			<div class="actions"><${Button} onClick=${() => q.answer(false)}>${q.cancel}<//>
			<${Button} kind=${q.kind} onClick=${() => q.answer(true)}>${q.ok}<//></div><//>`}</div>`;
}

/* Copies text; true when it worked (plain http has no clipboard API). */
export async function copyText(text) {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		const area = document.createElement('textarea');
		area.value = text;
		document.body.append(area);
		area.select();
		const worked = document.execCommand('copy');
		area.remove();
		return worked;
	}
}
