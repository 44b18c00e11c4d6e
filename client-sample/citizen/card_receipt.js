/* The receipt: the code that brings anybody back, and ten seconds to think again. */
import { html, useEffect, useState } from '../vendor/preact.js';
import { newKey } from '../shared/rpc.js';
import { Receipt } from '../shared/receipt.js';
import { t } from '../shared/text.js';
import { Button, toast, toastError } from '../shared/ui.js';

const UNDO_MS = 10000;

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
