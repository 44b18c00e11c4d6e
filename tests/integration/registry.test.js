// The registry's way in: import, mistakes, re-import, index.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { query } from './database.js';
import { start } from './start.js';

let it;
before(async () => { it = await start(); });
after(async () => it?.stop());

const HEADER = 'shop_id,company,sign,mt,ele,old,address,area,street_code,street,lat,lng,uscc,licence,status,category,sales,no_dine_in';
const good = (id, sign) => `${id},某某餐饮店,${sign},,,,福州市鼓楼区鼓东街道东街1号,350102,350102001,鼓东街道,26.08,119.30,91350104315308392G,JY13501040006708,存续,小吃,10,0`;

async function importLines(...lines) {
  const file = path.join(it.data, 'test.csv');
  fs.writeFileSync(file, `${[HEADER, ...lines].join('\n')}\n`);
  try {
    return { code: 0, out: await it.ezhili(['registry', 'import', file]), err: '' };
  } catch (e) {
    return { code: e.code, out: e.out, err: e.err };
  }
}

test('every district and street of Fuzhou has its office', async () => {
  const [{ n }] = await query(it.data, 'SELECT COUNT(*) n FROM office_street');
  assert.equal(n, 186);
  assert.equal((await query(it.data, 'SELECT COUNT(DISTINCT area) n FROM office'))[0].n, 13);
  assert.equal((await query(it.data, 'SELECT COUNT(*) n FROM shop s LEFT JOIN office_street o USING (street_code) WHERE o.office IS NULL'))[0].n, 0);
});

test('a row that is imported again is updated, not doubled', async () => {
  assert.match((await importLines(good('T1', '旧名面馆'))).out, /loaded 1，/);
  assert.match((await importLines(good('T1', '新名面馆'))).out, /loaded 1，/);
  const rows = await query(it.data, "SELECT sign FROM shop WHERE shop_id = 'T1'");
  assert.deepEqual(rows.map((r) => r.sign), ['新名面馆']);
});

test('bad rows are listed with line, field and reason, and good ones load', async () => {
  const file = path.join(it.data, 'mixed.csv');
  fs.writeFileSync(file, [HEADER, good('T2', '好面馆'), good('', '无号'), good('T3', '错区').replace(',350102,', ',110101,'),
    good('T4', '错坐标').replace('26.08,119.30', '119.30,26.08'), good('T2', '重复'), good('T5', '也好')].join('\r\n'));
  const { spawnSync } = await import('node:child_process');
  const { bin } = await import('../demo/files.js');
  const done = spawnSync(bin('ezhili'), ['--data', it.data, 'registry', 'import', file], { encoding: 'utf8' });
  assert.equal(done.status, 0);
  assert.match(done.stdout, /loaded 2，拒绝 refused 4/);
  const lines = done.stderr.trim().split('\n').map((l) => l.slice(file.length));
  assert.match(lines[0], /^:3: shop_id: 不能为空/);
  assert.match(lines[1], /^:4: area: /);
  assert.match(lines[2], /^:5: lat: .*swapped/);
  assert.match(lines[3], /^:6: shop_id: .*line 2/);
  assert.equal((await query(it.data, "SELECT COUNT(*) n FROM shop WHERE shop_id IN ('T2', 'T5')"))[0].n, 2);
});

test('a wrong check digit is flagged and loaded', async () => {
  assert.match((await importLines(good('T6', '错号').replace('JY13501040006708', 'JY11113080533669'))).out, /wrong check digit 1/);
  assert.equal((await query(it.data, "SELECT flags FROM shop WHERE shop_id = 'T6'"))[0].flags, 'licence');
});

test('a file without its columns loads nothing', async () => {
  const file = path.join(it.data, 'other.csv');
  fs.writeFileSync(file, 'name,phone\nx,y\n');
  await assert.rejects(it.ezhili(['registry', 'import', file]), (e) => /:1: shop_id: 缺此列/.test(e.err));
});

test('the index is built anew while the gateways run', async () => {
  await it.ezhili(['registry', 'build']);
  const ready = await (await fetch(`${it.url}/readyz`)).json();
  assert.equal(ready.registry, true);
});
