// The part of ./dev bench score that looks at stored reports: what the record of sender and shop costs to read while the
// table grows. EZHILI_STORED=10000000 goes that far (some minutes, 8 GB in the temporary folder); 100,000 without it.
// The statement is the one that production compiles in, and the database is the one that ./dev up starts.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sleep } from '../demo/files.js';
import { connect } from '../integration/database.js';
import { start } from '../integration/start.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const MOST = Number(process.env.EZHILI_STORED ?? 100000);
const STEPS = [10000, 100000, 1000000, 10000000];
const READS = 3000;
const CHUNK = 200000;
const SHOPS = 20000;
const EPOCH_MS = 1767225600000;
// Of these tables one row is what a report's score needs; two are its history.
const HISTORY = ['o', 's'];

// A named statement of sql/query/report.sql, as it is compiled in.
function statement(name) {
  const text = fs.readFileSync(path.join(root, 'sql/query/report.sql'), 'utf8');
  const paragraph = text.split(/\n\s*\n/).find((p) => new RegExp(`^--! ${name} `, 'm').test(p));
  return paragraph.split('\n').filter((l) => !l.startsWith('--')).join('\n');
}

const owner = (n) => `UNHEX(MD5(CONCAT('owner ', ${n})))`;
// Every sender has five reports; a few shops have most of them.
const ownerOf = (seq) => owner(`(${seq} + 4) DIV 5`);
const shopOf = (seq) => `CONCAT('S', FLOOR(${SHOPS} * POW(CONV(LEFT(MD5(${seq}), 6), 16, 10) / 16777216, 2)))`;

const reportRows = (from, to) => `
  INSERT INTO report (id, owner, contact, source, state, category, severity, text, shop_id, office, photos, submitted_ms, updated_ms, due_ms,
    receipt_lookup, receipt_hash, score_version, score_v, score_m, score_json, lane, verdict)
  SELECT UNHEX(CONCAT(LPAD(HEX(${EPOCH_MS} + seq * 3000), 12, '0'), '7000', LEFT(MD5(seq), 16))), ${ownerOf('seq')}, LEFT(SHA2(seq, 512), 60),
    'citizen', 'closed', CONCAT('V', LPAD(6 + seq MOD 19, 2, '0')), 3,
    '昨晚在这家店点了一份牛肉面，打开之后发现汤里有一只蟑螂，联系商家对方态度恶劣，拒绝退款。', ${shopOf('seq')}, '350102001', 1,
    ${EPOCH_MS} + seq * 3000, ${EPOCH_MS} + seq * 3000, ${EPOCH_MS} + seq * 3000, UNHEX(MD5(CONCAT('receipt ', seq))), UNHEX(SHA2(seq, 256)),
    1, 12, -30, '{"hard":0,"bins":[2,3,5],"reasons":[{"code":"order.good","v":5,"m":-5},{"code":"place.good","v":5,"m":-2}]}', 'normal',
    ELT(1 + seq MOD 3, 'verified', 'unfounded', 'partly')
  FROM seq_${from}_to_${to}`;

// In the order of their keys, which are hashes: a B-tree takes those many times as fast.
const peopleRows = (from, to) => [
  `INSERT INTO standing (owner, valid, invalid, malicious) SELECT ${owner('seq')}, 3, 2, 0 FROM seq_${from}_to_${to} ORDER BY 1`,
  `INSERT INTO account (id, roles, name, created_day) SELECT ${owner('seq')}, 1, '', 20000 FROM seq_${from}_to_${to} ORDER BY 1`,
  `INSERT INTO credit (owner, score, fetched_ms) SELECT ${owner('seq')}, 700, ${EPOCH_MS} FROM seq_${from}_to_${to} ORDER BY 1`,
];

async function keysOf(db, table) {
  const [row] = await db.query(`SHOW CREATE TABLE ${table}`);
  return row['Create Table'].split('\n').map((l) => l.trim().replace(/,$/, '')).filter((l) => /^(UNIQUE )?KEY /.test(l));
}

// The one secondary key that the statement reads is made after the rows; the others are left out.
const READ_KEY = '`shop_id`';
const nameOf = (key) => key.match(/`\w+`/)[0];

async function fill(db, keys, from, to) {
  await db.query(`ALTER TABLE report ${keys.map((k) => `DROP KEY IF EXISTS ${nameOf(k)}`).join(', ')}`);
  for (let at = from; at <= to; at += CHUNK) await db.query(reportRows(at, Math.min(to, at + CHUNK - 1)));
  for (const sql of peopleRows(Math.ceil(from / 5), Math.ceil(to / 5))) await db.query(sql);
  await db.query(`ALTER TABLE report ADD ${keys.find((k) => nameOf(k) === READ_KEY)}`);
}

// One report's question: its sender and shop are among the stored ones, anywhere in time.
async function ask(db, sql, stored) {
  const n = 1 + Math.floor(Math.random() * stored);
  const [[who, shop]] = await db.query({ sql: `SELECT HEX(${ownerOf(n)}), ${shopOf(n)}`, rowsAsArray: true });
  const asks = JSON.stringify([[who, shop, 'V14', who, who]]);
  const before = process.hrtime.bigint();
  const [row] = await db.execute({ sql, rowsAsArray: true }, [EPOCH_MS, asks]);
  return { row, ms: Number(process.hrtime.bigint() - before) / 1e6, asks };
}

async function counted(db, sql, stored) {
  const { asks } = await ask(db, sql, stored);
  await db.query('FLUSH LOCAL STATUS');
  await db.execute({ sql, rowsAsArray: true }, [EPOCH_MS, asks]);
  const rows = await db.query("SHOW SESSION STATUS LIKE 'Handler_read%'");
  const status = Object.fromEntries(rows.map((r) => [r.Variable_name, Number(r.Value)]));
  const plan = await db.query(`EXPLAIN ${sql}`, [EPOCH_MS, asks]);
  return { keyReads: status.Handler_read_key, scanned: status.Handler_read_next + status.Handler_read_rnd + status.Handler_read_first + status.Handler_read_prev,
    history: plan.filter((p) => HISTORY.includes(p.table)).map((p) => `${p.table === 'o' ? 'standing' : 'shop_standing'} by ${p.key}, ${p.type}`), plan };
}

async function statusOf(db, name) {
  const [row] = await db.query('SHOW GLOBAL STATUS LIKE ?', [name]);
  return Number(row.Value);
}

// What was just written is still on its way to the disk, which is not what is measured.
async function settle(db) {
  await db.query('SET GLOBAL innodb_max_dirty_pages_pct = 0');
  for (let i = 0; i < 20 && await statusOf(db, 'Innodb_buffer_pool_pages_dirty') > 100; i++) await sleep(1000);
  await db.query('SET GLOBAL innodb_max_dirty_pages_pct = 90');
}

async function measure(db, sql, stored) {
  const took = [];
  await settle(db);
  const before = await statusOf(db, 'Innodb_buffer_pool_reads');
  for (let i = 0; i < READS; i++) {
    const { row, ms } = await ask(db, sql, stored);
    if (row[2] !== 3) throw new Error('the record of a stored sender was not found');
    if (i >= READS / 10) took.push(ms); // the first warm the pages up that every question needs
  }
  took.sort((a, b) => a - b);
  const disk = (await statusOf(db, 'Innodb_buffer_pool_reads') - before) / READS;
  const { keyReads, scanned, history, plan } = await counted(db, sql, stored);
  if (history.length !== 2 || plan.some((p) => p.type === 'ALL' && !/^(k|NULL)$/.test(String(p.table)))) throw new Error(`a table is scanned: ${JSON.stringify(plan)}`);
  return { stored, p50_ms: took[Math.floor(took.length / 2)].toFixed(3), p99_ms: took[Math.floor(took.length * 0.99)].toFixed(3), pages_from_disk: disk.toFixed(2), key_reads: keyReads, rows_scanned: scanned, history };
}

export async function measureStored() {
  const it = await start({ set: ['gateways=1', 'db_buffer_bytes=268435456', 'statement_max_ms=600000'] });
  const figures = [];
  let db;
  try {
    db = await connect(it.data);
    const sql = statement('report_facts');
    const keys = await keysOf(db, 'report');
    await db.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0, unique_checks = 0, foreign_key_checks = 0');
    await db.query("INSERT INTO shop_standing (shop_id, valid, invalid, malicious) SELECT CONCAT('S', seq), 5, 1, 0 FROM seq_0_to_20000");
    for (let [i, from] = [0, 1]; i < STEPS.length && STEPS[i] <= MOST; from = STEPS[i++] + 1) {
      const begun = Date.now();
      await fill(db, keys, from, STEPS[i]);
      const figure = await measure(db, sql, STEPS[i]);
      console.log(`${STEPS[i].toLocaleString('en')} reports stored and measured in ${Math.round((Date.now() - begun) / 1000)} s`);
      figures.push(figure);
    }
  } finally {
    await db?.end();
    await it.stop();
  }
  // From 1,000,000 on the pool holds a part of the rows only, and senders are drawn from all of them alike.
  console.log(`reading what the rows say of one report (one statement; ${READS} reports by stored senders, buffer pool 256 MiB); history is two reads: ${figures[0].history.join('; ')}`);
  console.table(figures.map(({ history, ...rest }) => rest));
  return figures;
}
