/* A receipt as its holder sees it: the code in groups, the proof behind it. */
import { html } from '../vendor/preact.js';
import { moment, t } from './text.js';
import { Button, copyText, toast } from './ui.js';

/* 7391 0264 …: groups of four, whatever the server's own spelling. */
export function grouped(code) {
	return code.replace(/[\s-]/g, '').replace(/(.{4})(?=.)/g, '$1 ');
}

export function Receipt({ receipt }) {
	const copy = async () => toast(await copyText(grouped(receipt.code)) ? t('action.copied') : receipt.code);
	return html`<div class="receipt stack"><p class="small muted">${t('receipt.code')}</p>
		<p class="code">${grouped(receipt.code)}</p>
		<div class="answers"><${Button} icon="copy" onClick=${copy}>${t('receipt.copy')}<//></div>
		<details class="small"><summary>${t('receipt.proof')}</summary>
			<p class="muted">${t('receipt.time')} ${moment(receipt.time)}</p>
			<p class="muted hash">${t('receipt.hash')} ${receipt.hash}</p></details></div>`;
}
