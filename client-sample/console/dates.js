/* Days as date fields write them, on an office's clock (UTC+8, no summer time). */
const SHIFT = 8 * 3600000, DAY = 86400000;

export const dateText = (ms) => new Date(ms + SHIFT).toISOString().slice(0, 10);
export const dayStart = (text) => Date.parse(`${text}T00:00:00+08:00`);

/* The whole days from..to as the protocol's half-open range; null while a field is empty. */
export function rangeOf(from, to) {
	const a = dayStart(from), b = dayStart(to) + DAY;
	return Number.isNaN(a) || Number.isNaN(b) || b <= a ? null : { from: a, to: b };
}

export const lastDays = (n, now) => ({ from: dateText(now - (n - 1) * DAY), to: dateText(now) });
