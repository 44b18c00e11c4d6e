/*
 * Loading something from the server into a component:
 *
 *   const { data, error, reload } = useLoad(() => rpc.call('report.get', { report }), [report]);
 *
 * What was loaded before stays on the screen while it loads again.
 */
import { useCallback, useEffect, useRef, useState } from '../vendor/preact.js';

export function useLoad(fetcher, deps) {
	const [state, set] = useState({});
	const turn = useRef(0);
	const reload = useCallback(() => {
		const mine = ++turn.current;
		fetcher().then(
			(data) => mine === turn.current && set({ data }),
			(error) => mine === turn.current && set((s) => ({ ...s, error })));
	}, deps);
	useEffect(() => {
		reload();
		return () => { turn.current++; };
	}, [reload]);
	return { ...state, reload };
}

/* Calls fn when one of the notifications arrives, for as long as it is mounted. */
export function useNotice(rpc, names, fn) {
	const latest = useRef(fn);
	latest.current = fn;
	useEffect(() => {
		const offs = names.map((n) => rpc?.on(n, (p) => latest.current(p || {})));
		return () => offs.forEach((off) => off?.());
	}, [rpc]);
}
