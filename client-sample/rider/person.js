/*
 * Checks of an identity before it is sealed: afterwards nobody on the way can.
 * Each answers an error text, or null. GB 11643 for the id number.
 */
import { t } from '../shared/text.js';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

function dateExists(digits) {
	const [y, m, d] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].map(Number);
	const date = new Date(Date.UTC(y, m - 1, d));
	return y >= 1900 && date.getUTCMonth() === m - 1 && date.getUTCDate() === d && date < new Date();
}

export function checkIdNo(text) {
	const no = text.replace(/\s/g, '').toUpperCase();
	if (!no)
		return t('id.empty');
	if (!/^\d{17}[\dX]$/.test(no))
		return t('id.form');
	if (!dateExists(no.slice(6, 14)))
		return t('id.date');
	const sum = WEIGHTS.reduce((n, w, i) => n + w * Number(no[i]), 0);
	return '10X98765432'[sum % 11] === no[17] ? null : t('id.check');
}

export function checkPhone(text) {
	return /^1[3-9]\d{9}$/.test(text.trim()) ? null : t('phone.form');
}

export function checkPassword(password, again) {
	if ([...password].length < 8)
		return { password: t('password.short') };
	return password === again ? {} : { again: t('password.again') };
}
