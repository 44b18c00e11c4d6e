/* Claiming: the identity is deposited, so there is nothing to enter; one key, so a double tap is one transfer. */
import { html, useRef, useState } from '../vendor/preact.js';
import { useLoad, useNotice } from '../shared/load.js';
import { newKey } from '../shared/rpc.js';
import { t, tv, yuan } from '../shared/text.js';
import { Button, ErrorState, Skeleton, toastError } from '../shared/ui.js';

const STEPS = ['claimable', 'claimed', 'paying', 'paid'];

export function Page({ session, id }) {
	const { rpc } = session;
	const key = useRef(newKey());
	const [busy, setBusy] = useState(false);
	const { data, error, reload } = useLoad(async () => {
		await rpc.ready();
		return rpc.call('report.get', { report: id });
	}, [rpc, id]);
	useNotice(rpc, ['reward.changed', 'stale'], reload);
	if (error && !data)
		return html`<${ErrorState} error=${error} onRetry=${reload} />`;
	if (!data)
		return html`<${Skeleton} lines=${5} />`;
	const { state, amount_fen } = data.reward ?? { state: 'none', amount_fen: 0 };
	const claim = async () => {
		setBusy(true);
		try {
			await rpc.call('reward.claim', { key: key.current, report: id });
			reload();
		} catch (e) {
			toastError(e);
		} finally {
			setBusy(false);
		}
	};
	const at = STEPS.indexOf(state === 'needs_user' ? 'paying' : state);
	return html`<section class="card stack good" aria-live="polite"><p class="amount">${yuan(amount_fen)}</p>
			<p><b>${tv('reward', state)}</b></p><p class="small muted">${tv('reward.more', state)}</p></section>
		<section class="card"><ol class="timeline">${STEPS.map((s, i) => html`<li key=${s} class=${i <= at ? 'good' : ''} aria-current=${i === at ? 'step' : null}>${tv('reward', s)}</li>`)}</ol></section>
		${(state === 'claimable' || state === 'failed') && html`<p class="small muted">${t('claim.nothing')}</p>
			<${Button} kind="primary" block busy=${busy} onClick=${claim}>${t('claim.confirm', { amount: yuan(amount_fen) })}<//>`}`;
}
