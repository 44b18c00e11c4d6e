/*
 * Checks of a payee before it is sealed: afterwards nobody on the way can.
 * Each answers an error text, or null. The rules are the payer's own.
 */
import { t } from './text.js';

const NAME = /^\p{L}+([·•‧・ ]\p{L}+)*$/u;

export function luhn(digits) {
	let sum = 0;
	[...digits].reverse().forEach((c, i) => {
		const d = Number(c) * (i % 2 ? 2 : 1);
		sum += d > 9 ? d - 9 : d;
	});
	return sum % 10 === 0;
}

export function checkName(name) {
	const n = name.trim();
	if (!n)
		return t('payee.name_empty');
	return [...n].length > 60 || [...n].length < 2 || !NAME.test(n) ? t('payee.name_odd') : null;
}

/* rail: 'bank' (card number) or 'wechat' (openid, or code: + login code). */
export function checkAccount(rail, account) {
	const a = account.replace(/\s/g, '');
	if (!a)
		return t(rail === 'bank' ? 'payee.card_empty' : 'payee.openid_empty');
	if (rail === 'bank')
		return /^\d{12,19}$/.test(a) ? null : t('payee.card_odd');
	return /^([A-Za-z0-9_-]{6,64}|code:\S{1,195})$/.test(a) ? null : t('payee.openid_odd');
}

/* Some old cards have no check digit: worth a question, no more. */
export function doubtAccount(rail, account) {
	return rail === 'bank' && !luhn(account.replace(/\s/g, '')) ? t('payee.card_luhn') : null;
}
