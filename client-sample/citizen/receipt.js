/* Coming back with nothing but the receipt code. */
import { html, useState } from '../vendor/preact.js';
import { errorText, t } from '../shared/text.js';
import { Button, Field } from '../shared/ui.js';
import { grouped } from '../shared/receipt.js';

export function Page({ session }) {
	const [code, setCode] = useState('');
	const [error, setError] = useState(null);
	const [busy, setBusy] = useState(false);
	const enter = async () => {
		setBusy(true);
		try {
			const report = await session.enterReceipt(code.replace(/[\s-]/g, ''));
			location.replace(`#/r/${encodeURIComponent(report)}`);
		} catch (e) {
			const wait = e.retry_after_ms ? ` ${t('receipt.wait', { n: Math.ceil(e.retry_after_ms / 60000) })}` : '';
			setError(errorText(e) + wait);
			setBusy(false);
		}
	};
	return html`<form class="card stack" onSubmit=${(e) => { e.preventDefault(); enter(); }}>
		<p>${t('receipt.intro')}</p>
		<${Field} label=${t('receipt.enter')} hint=${t('receipt.hint')} error=${error} value=${code} class="code-input"
			autocomplete="off" autocapitalize="characters" spellcheck=${false} maxlength="60"
			onInput=${(v) => { setError(null); setCode(v); }} onBlur=${() => setCode(grouped(code))} />
		<${Button} kind="primary" block type="submit" busy=${busy} disabled=${code.trim().length < 4}>${t('receipt.open')}<//></form>`;
}
