/*
 * Checks of a payee before it is sealed: afterwards nobody on the way can.
 * Each answers an error text, or null. Numbers of test cards pass Luhn.
 */
import { t } from './text.js';

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
	return n.length < 2 || n.length > 40 || /\d/.test(n) ? t('payee.name_odd') : null;
}

/* rail: 'bank' (card number) or 'wechat' (openid, or code: + login code). */
export function checkAccount(rail, account) {
	const a = account.replace(/\s/g, '');
	if (!a)
		return t(rail === 'bank' ? 'payee.card_empty' : 'payee.openid_empty');
	if (rail === 'bank')
		return !/^\d{12,19}$/.test(a) ? t('payee.card_odd') : a.length >= 16 && !luhn(a) ? t('payee.card_luhn') : null;
	return /^(code:)?[A-Za-z0-9_-]{6,128}$/.test(a) ? null : t('payee.openid_odd');
}
