// A bank account as payee: the payment file goes out, the bank's pain.002 comes back, the reward is paid.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { anonymous, seal, signApproval, staff } from './rpc.js';
import { start } from './start.js';

let it, reviewer, approver;

before(async () => {
  it = await start({ set: ['gateways=1', 'undo_ms=0', 'bank_debtor_name=福州市市场监督管理局', 'bank_debtor_account=350100000000000001', 'bank_debtor_cnaps=105391000012'] });
  reviewer = await staff(it, 'reviewer1');
  approver = await staff(it, 'approver1');
});
after(() => it?.stop());

const pain002 = (bill, status, yuan) => `<?xml version="1.0"?><Document><CstmrPmtStsRpt><OrgnlPmtInfAndSts><TxInfAndSts>
<OrgnlEndToEndId>${bill}</OrgnlEndToEndId><TxSts>${status}</TxSts><OrgnlTxRef><Amt><InstdAmt Ccy="CNY">${yuan}</InstdAmt></Amt></OrgnlTxRef>
</TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;

test('a bank card is paid by a file and the bank\'s answer', async () => {
  const c = await anonymous(it.url);
  const { report } = await c.keyed('report.submit', { category: 'V14', text: '后厨有老鼠，三只', shop_text: '麻辣烫' });
  await reviewer.call('review.claim', { report });
  await reviewer.keyed('review.decide', { report, verdict: 'verified', reason: 'on_site', note: '属实' });
  await reviewer.keyed('case.close', { report, outcome: 'rectified' });
  const reward = (await approver.call('reward.list', { report })).rewards[0];
  await approver.keyed('reward.approve', { reward: reward.reward, note: '', sig: signApproval(it, 'approver1', reward, '') });
  const s = await seal(c, { use: 'claim', report, name: '张三', rail: 'bank', account: '6222021402000123452' });
  await c.call('reward.claim', { key: s.key, report, key_id: s.key_id, payee: s.sealed });
  await c.until('reward.changed', (t) => t.state === 'paying');

  const out = path.join(it.data, 'pain001/out');
  for (let i = 0; i < 100 && !fs.readdirSync(out).length; i++) await new Promise((ok) => setTimeout(ok, 50));
  const [name] = fs.readdirSync(out);
  execFileSync('xmllint', ['--noout', path.join(out, name)]);
  const bill = path.basename(name, '.xml');
  assert.match(fs.readFileSync(path.join(out, name), 'utf8'), />200\.00</);

  const answer = path.join(it.data, 'answer.xml');
  fs.writeFileSync(answer, pain002(bill, 'ACSC', '200.00'));
  await it.ezhili(['rail', 'answer', answer]);
  await c.until('reward.changed', (t) => t.state === 'paid', 60000);
  await it.ezhili(['ledger', 'verify']);
});

test('an answer that cannot be understood is refused', async () => {
  const answer = path.join(it.data, 'answer.xml');
  fs.writeFileSync(answer, pain002('../../x', 'ACSC', '1'));
  await assert.rejects(it.ezhili(['rail', 'answer', answer]));
});
