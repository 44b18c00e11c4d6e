// Makes a demonstration registry of Fuzhou and its market supervision offices:
//
//   node tests/demo/registry.js OUT_DIR [--shops 20000] [--seed 1]
//
// writes OUT_DIR/registry.csv and OUT_DIR/offices.csv, the files that
// `ezhili registry import` and `ezhili registry offices` take. Districts and
// streets are real, every shop is invented; numbers have right check digits.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { permit, uscc } from './numbers.js';
import { districtOffices, loadStreets, placeOn, stem } from './place.js';
import { Random } from './random.js';
import { BRAND_HEADS, BRAND_TAILS, CHAINS, DISHES, GIVEN, PLACES, PLATFORM_TAILS, SURNAMES } from './words.js';

const COLUMNS = ['shop_id', 'company', 'sign', 'mt', 'ele', 'old', 'address', 'area', 'street_code', 'street', 'lat', 'lng',
  'uscc', 'licence', 'status', 'category', 'sales', 'no_dine_in'];
const CHAIN_SHARE = 0.3;
const DISH_TOTAL = DISHES.reduce((s, d) => s + d[2], 0);

function ownSign(random, street) {
  const [dish, category] = DISHES[random.weighted(DISHES.map((d) => d[2]), DISH_TOTAL)];
  const x = random.unit();
  if (x < 0.25) return { sign: `${random.pick(SURNAMES)}记${dish}`, category };
  if (x < 0.35) return { sign: `${stem(street.name)}${dish}`, category };
  return { sign: `${random.pick(BRAND_HEADS)}${random.pick(BRAND_TAILS)}${dish}`, category };
}

function chainSign(random, street) {
  // The first chains have the most branches.
  const [brand, dish] = CHAINS[Math.min(CHAINS.length - 1, Math.floor(CHAINS.length * random.unit() ** 1.7))];
  const category = DISHES.find((d) => d[0] === dish)[1];
  const branch = `${random.chance(0.6) ? stem(street.name) : ''}${random.chance(0.55) ? random.pick(PLACES) : ''}` || stem(street.name);
  return { sign: brand.includes(dish) ? `${brand}（${branch}店）` : `${brand}${random.chance(0.5) ? dish : ''}（${branch}店）`, category, brand };
}

// What it is registered as: a sole trader under a person's or the sign's name, or a company.
function registeredName(random, street, s) {
  const bare = s.sign.replace(/（.*?）/, '');
  if (s.brand && random.chance(0.55)) return { company: `福州${s.brand}餐饮管理有限公司${stem(street.name)}分公司`, isCompany: true };
  if (random.chance(0.25)) return { company: `福州市${bare}餐饮有限公司`, isCompany: true };
  if (random.chance(0.5)) return { company: `${street.district}${random.pick(SURNAMES)}${random.pick(GIVEN)}${s.category === '饮品' ? '饮品店' : '餐饮店'}`, isCompany: false };
  return { company: `${street.district}${bare}`, isCompany: false };
}

const platformName = (random, s) => s.sign.replace('（', '(').replace('）', ')') + random.pick(PLATFORM_TAILS);

function makeShop(random, streets, total, serial) {
  const street = streets[random.weighted(streets.map((s) => s.weight), total)];
  const s = random.chance(CHAIN_SHARE) ? chainSign(random, street) : ownSign(random, street);
  const { company, isCompany } = registeredName(random, street, s);
  const place = placeOn(random, street);
  const closed = random.chance(0.05);
  const on = random.unit(); // which platforms
  return {
    shop_id: `FZ${street.area.slice(2)}${String(serial).padStart(6, '0')}`,
    company, sign: s.sign,
    mt: on < 0.8 ? platformName(random, s) : '', ele: on > 0.35 ? platformName(random, s) : '',
    old: random.chance(0.08) ? ownSign(random, street).sign : '',
    address: place.address, area: street.area, street_code: street.code, street: street.name, lat: place.lat, lng: place.lng,
    uscc: uscc(random, isCompany, street.area), licence: permit(street.area, serial),
    status: closed ? '注销' : '存续', category: s.category,
    sales: closed ? 0 : Math.min(30000, Math.round(Math.exp(5.6 + 1.25 * random.normal()))),
    no_dine_in: random.chance(0.22) ? 1 : 0,
  };
}

const quote = (v) => (/[",\n]/.test(String(v)) ? `"${String(v).replaceAll('"', '""')}"` : String(v));
const csv = (columns, rows) => `${columns.join(',')}\n${rows.map((r) => columns.map((c) => quote(r[c])).join(',')).join('\n')}\n`;

export function makeRegistry({ shops = 20000, seed = 1 } = {}) {
  const random = new Random(seed);
  const streets = loadStreets(random);
  const total = streets.reduce((s, x) => s + x.weight, 0);
  const rows = Array.from({ length: shops }, (_, i) => makeShop(random, streets, total, i + 1));
  const offices = [
    ...districtOffices().map((d) => ({ office: d.code, name: `福州市${d.name}市场监督管理局`, area: d.code, street_code: '', street: '' })),
    ...streets.map((s) => ({ office: s.code, name: `${s.district}${stem(s.name)}市场监督管理所`, area: s.area, street_code: s.code, street: s.name })),
  ];
  return { rows, offices };
}

export function writeRegistry(dir, options) {
  const { rows, offices } = makeRegistry(options);
  fs.mkdirSync(dir, { recursive: true });
  fs.writeFileSync(path.join(dir, 'registry.csv'), csv(COLUMNS, rows));
  fs.writeFileSync(path.join(dir, 'offices.csv'), csv(['office', 'name', 'area', 'street_code', 'street'], offices));
  return { shops: rows.length, offices: offices.length };
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const value = (name, fallback) => {
    const i = process.argv.indexOf(name);
    return i < 0 ? fallback : Number(process.argv[i + 1]);
  };
  const dir = process.argv[2];
  if (!dir || dir.startsWith('--')) {
    console.error('usage: node tests/demo/registry.js OUT_DIR [--shops N] [--seed N]');
    process.exit(2);
  }
  const made = writeRegistry(dir, { shops: value('--shops', 20000), seed: value('--seed', 1) });
  console.log(`${made.shops} shops, ${made.offices} offices`);
}
