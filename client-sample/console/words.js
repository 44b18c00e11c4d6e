/* How the console writes durations, amounts, offices and people. */
import { t } from '../shared/text.js';

const MIN = 60000, HOUR = 60 * MIN, DAY = 24 * HOUR;

/* The two coarse units of an officer's day: days from 2 days on, then hours, then minutes. */
export function duration(ms) {
	if (ms >= 2 * DAY)
		return t('d.day', { n: Math.floor(ms / DAY) });
	if (ms >= HOUR)
		return t('d.hour', { n: Math.floor(ms / HOUR) });
	return t('d.min', { n: Math.max(1, Math.floor(ms / MIN)) });
}

export function ago(ms, now) {
	return now - ms < MIN ? t('just') : t('ago', { d: duration(now - ms) });
}

/* {text, over, soon} of a legal deadline. */
export function clockOf(dueAt, now) {
	const left = dueAt - now;
	return left < 0 ? { over: true, text: t('due.over', { d: duration(-left) }) }
		: { over: false, soon: left < 2 * DAY, text: t('due.left', { d: duration(left) }) };
}

/* 4:05 */
export function countdown(ms) {
	const s = Math.max(0, Math.ceil(ms / 1000));
	return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
}

/* "2000.5" → 200050 fen; null when it is no amount. */
export function fenOf(text) {
	const m = /^\s*(\d{1,9})(?:\.(\d{1,2}))?\s*$/.exec(text);
	return m ? Number(m[1]) * 100 + Number((m[2] ?? '').padEnd(2, '0')) : null;
}

export const yuanPlain = (fen) => `${Math.trunc(fen / 100)}.${String(Math.abs(fen % 100)).padStart(2, '0')}`;

/* Offices and people come as an id or as {office, name}. */
export const officeId = (o) => o?.office ?? o ?? '';
export const officeName = (o) => o?.name ?? (typeof o === 'string' ? o : '');
export const personName = (p) => p?.name ?? (typeof p === 'string' ? p : '');

/* Is this claim mine? `mine` is the server's word; without it the holder's id or name must do. */
export function isMe(holder, principal, mine) {
	if (mine !== undefined)
		return !!holder && mine;
	return !!holder && !!principal && (holder === true || [holder, holder.id].includes(principal.id) || personName(holder) === principal.name);
}

export const percent = (p) => `${(100 * p).toFixed(p > 0.995 && p < 1 ? 1 : 0)} %`;
export const signed = (n) => n > 0 ? `+${n}` : String(n).replace('-', '−');
