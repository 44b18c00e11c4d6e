/* The receipt: the code that brings anybody back, and ten seconds to think again. */
import { html, useEffect, useState } from '../vendor/preact.js';
import { newKey } from '../shared/rpc.js';
import { moment, t } from '../shared/text.js';
import { Button, copyText, toast, toastError } from '../shared/ui.js';

const UNDO_MS = 10000;

/* 7391 0264 …: groups of four, whatever the server's own spelling. */
export function grouped(code) {
	return code.replace(/[\s-]/g, '').replace(/(.{4})(?=.)/g, '$1 ');
}

function useSecondsLeft(until) {
	const left = () => Math.max(0, Math.ceil((until - Date.now()) / 1000));
	const [n, set] = useState(left);
	useEffect(() => {
		const timer = setInterval(() => {
			set(left());
			if (!left())
				clearInterval(timer);
		}, 250);
		return () => clearInterval(timer);
	}, [until]);
	return n;
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

export function ReceiptCard({ card, entry, session }) {
	const left = useSecondsLeft(entry.at + UNDO_MS);
	const [state, set] = useState('');
	const withdraw = async () => {
		set('busy');
		try {
			await session.rpc.call('report.withdraw', { key: newKey(), report: card.report });
			set('gone');
			toast(t('receipt.withdrawn'));
		} catch (e) {
			set('');
			toastError(e);
		}
	};
	return html`<div class="card stack good"><${Receipt} receipt=${card} />
		<div class="answers"><a class="btn primary" href=${`#/report/${encodeURIComponent(card.report)}`}>${t('receipt.follow')}</a>
		${left > 0 && state !== 'gone' && html`<${Button} kind="bad" busy=${state === 'busy'} onClick=${withdraw}>${t('receipt.undo', { n: left })}<//>`}</div></div>`;
}
