// Registration numbers with right check digits (GB 32100, ISO 7064 MOD 11,10).
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

const orgValue = (c) => (c >= 'A' ? c.charCodeAt(0) - 55 : Number(c));

function orgCheck(body) {
  const sum = [...body].reduce((s, c, i) => s + orgValue(c) * ORG_WEIGHTS[i], 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

// 91 is a company, 92 a sole trader.
export function uscc(random, company, area) {
  let body = 'MA';
  while (body.length < 8) body += random.pick(ALPHABET);
  const start = (company ? '91' : '92') + area + body + orgCheck(body);
  const sum = [...start].reduce((s, c, i) => s + ALPHABET.indexOf(c) * WEIGHTS[i], 0);
  return start + ALPHABET[(31 - (sum % 31)) % 31];
}

// JY, 2 for catering, the district, a serial number and the check digit.
export function permit(area, serial) {
  const digits = `2${area}${String(serial % 1000000).padStart(6, '0')}`;
  let p = 10;
  for (const c of digits) {
    p = (p + Number(c)) % 10 || 10;
    p = (p * 2) % 11;
  }
  return `JY${digits}${(11 - p) % 10}`;
}
