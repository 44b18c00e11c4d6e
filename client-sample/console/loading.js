/*
 * Loading and its four faces: skeleton, empty, error, stale.
 *
 *   const data = useCall(rpc, 'review.stats', params);
 *   data = { value, error, busy, at, again() }
 *
 * The last good value stays while a newer one is fetched or failed, so a page
 * never flashes empty; `at` says how old it is.
 */
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { clock, errorText, t } from '../shared/text.js';
import { Button, Skeleton } from '../shared/ui.js';

export function useCall(rpc, method, params, { skip = false } = {}) {
	const [state, set] = useState({ value: null, error: null, busy: !skip, at: 0 });
	const turn = useRef(0);
	const wanted = JSON.stringify(params ?? {});

	const again = () => {
		const mine = ++turn.current;
		set((s) => ({ ...s, busy: true }));
		rpc.call(method, JSON.parse(wanted)).then(
			(value) => mine === turn.current && set({ value, error: null, busy: false, at: Date.now() }),
			(error) => mine === turn.current && set((s) => ({ ...s, error, busy: false })));
	};

	useEffect(() => {
		if (skip)
			return undefined;
		again();
		const off = rpc.on('stale', again);
		return () => {
			turn.current++;
			off();
		};
	}, [rpc, method, wanted, skip]);
	return { ...state, again };
}

/* What to show before there is something to show; null once there is. */
export function Faces({ data, title, empty, lead, lines = 6 }) {
	if (data.value === null && data.error)
		return html`<div class="face bad" role="alert"><h2>${title}</h2><p>${errorText(data.error)}</p>
			<${Button} onClick=${data.again}>${t('retry')}<//></div>`;
	if (data.value === null)
		return html`<div class="face" aria-busy="true"><span class="sr-only">${t('loading')}</span><${Skeleton} lines=${lines} /></div>`;
	if (empty)
		return html`<div class="face"><h2>${empty}</h2>${lead && html`<p class="muted">${lead}</p>`}</div>`;
	return null;
}

/* A line that owns up when what is shown is old. */
export function Stale({ data, state }) {
	if (data.value === null || (!data.error && state === 'ready'))
		return null;
	return html`<p class="stale" role="status">${t('link.stale')} · ${t('link.since', { at: clock(data.at) })}
		${state === 'ready' && html`<button type="button" class="link" onClick=${data.again}>${t('retry')}</button>`}</p>`;
}

/* The clock of everything that counts down: now, in steps of a second or more, from one timer. */
const ticking = new Set();
setInterval(() => ticking.forEach((fn) => fn(Date.now())), 1000);

export function useNow({ on = true, step_ms = 1 } = {}) {
	const round = (ms) => ms - ms % step_ms;
	const [now, set] = useState(() => round(Date.now()));
	useEffect(() => {
		if (!on)
			return undefined;
		/* The same value draws nothing. */
		const tick = (ms) => set(round(ms));
		ticking.add(tick);
		tick(Date.now());
		return () => ticking.delete(tick);
	}, [on, step_ms]);
	return now;
}
