/*
 * CSV for spreadsheets: UTF-8 with a byte order mark (Excel needs it for
 * Chinese), CRLF, quotes where needed. A text that a spreadsheet would take
 * for a formula is defused with an apostrophe; numbers are left alone.
 */
export function csvText(head, rows) {
	const cell = (value) => {
		let s = value === null || value === undefined ? '' : String(value);
		if (typeof value === 'string' && /^[=+\-@\t\r]/.test(s) && !/^-?\d+(\.\d+)?$/.test(s))
			s = `'${s}`;
		return /[",\r\n]/.test(s) ? `"${s.replace(/"/g, '""')}"` : s;
	};
	return `\ufeff${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

export function downloadCsv(name, head, rows) {
	const url = URL.createObjectURL(new Blob([csvText(head, rows)], { type: 'text/csv;charset=utf-8' }));
	const link = Object.assign(document.createElement('a'), { href: url, download: name });
	document.body.append(link);
	link.click();
	link.remove();
	setTimeout(() => URL.revokeObjectURL(url), 10000);
}
