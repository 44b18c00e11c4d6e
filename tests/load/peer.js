// The peers of the submit bench: what a Node service would do with the same reports.
//   node peer.js PORT SOCKET each|batch
// each: one transaction a report (two plain inserts), a pool of 10; batch: what waits is written together.
import { WebSocketServer } from 'ws';
import mariadb from 'mariadb';

const [port, socketPath, mode] = process.argv.slice(2);
const pool = mariadb.createPool({ socketPath, user: 'root', database: 'ezhili', connectionLimit: 10 });
const REPORT = 'INSERT INTO peer_report (id, sender, category, text, shop, lat, lng, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
const EVENT = 'INSERT INTO peer_event (report, kind, at_ms) VALUES (?, ?, ?)';

await pool.query(`CREATE TABLE IF NOT EXISTS peer_report (id VARCHAR(40) PRIMARY KEY, sender BIGINT, category CHAR(3),
  text TEXT, shop VARCHAR(200), lat DOUBLE, lng DOUBLE, at_ms BIGINT) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`);
await pool.query(`CREATE TABLE IF NOT EXISTS peer_event (n BIGINT AUTO_INCREMENT PRIMARY KEY, report VARCHAR(40),
  kind VARCHAR(20), at_ms BIGINT) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`);

const rowOf = (p, sender) => [p.key, sender, p.category, p.text, p.shop ?? p.shop_text, p.at?.lat, p.at?.lng, Date.now()];

async function storeEach(row) {
  const conn = await pool.getConnection();
  try {
    await conn.beginTransaction();
    await conn.execute(REPORT, row);
    await conn.execute(EVENT, [row[0], 'received', row[7]]);
    await conn.commit();
  } finally {
    conn.release();
  }
}

let waiting = [];
let writing = false;

async function writeWaiting() {
  writing = true;
  const conn = await pool.getConnection();
  while (waiting.length) {
    const now = waiting.splice(0, 256);
    await conn.beginTransaction();
    await conn.batch(REPORT, now.map((w) => w.row));
    await conn.batch(EVENT, now.map((w) => [w.row[0], 'received', w.row[7]]));
    await conn.commit();
    for (const w of now) w.done();
  }
  conn.release();
  writing = false;
}

function storeBatched(row) {
  return new Promise((done) => {
    waiting.push({ row, done });
    if (!writing) writeWaiting();
  });
}

const store = mode === 'batch' ? storeBatched : storeEach;
let senders = 0;

new WebSocketServer({ host: '127.0.0.1', port: Number(port), path: '/ws', perMessageDeflate: false }).on('connection', (ws) => {
  const sender = ++senders;
  ws.on('message', async (data) => {
    const m = JSON.parse(data);
    if (m.method === 'report.submit') await store(rowOf(m.params, sender));
    ws.send(JSON.stringify({ jsonrpc: '2.0', id: m.id, result: { report: m.params.key, time: Date.now() } }));
  });
}).on('listening', () => console.log('ready'));
