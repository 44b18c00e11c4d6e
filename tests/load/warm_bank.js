// The demonstration bank runs as bytecode until V8 has compiled it, which takes it some thousand requests and doubles
// their cost meanwhile. A real bank is warm; ours is made so before a bench counts, by a merchant of this file.
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';

const API = '/v3/fund-app/mch-transfer/transfer-bills';
const WORKERS = 32;

// DATA/demo/rail holds the merchant's keys and names.
export async function warmBank(data, port, transfers) {
  const rail = (name) => fs.readFileSync(path.join(data, 'demo/rail', name));
  const ids = JSON.parse(rail('rail.json'));
  const key = crypto.createPrivateKey(rail('merchant_key.pem'));
  const platform = crypto.createPublicKey(rail(`ring/${ids.platform_serial}.pem`));
  const agent = new https.Agent({ keepAlive: true, maxSockets: WORKERS, ca: rail('ca.pem') });

  const headers = (method, url, body) => {
    const [at, nonce] = [Math.floor(Date.now() / 1000), crypto.randomBytes(16).toString('hex')];
    const signature = crypto.sign('RSA-SHA256', Buffer.from(`${method}\n${url}\n${at}\n${nonce}\n${body}\n`), key).toString('base64');
    return {
      Authorization: `WECHATPAY2-SHA256-RSA2048 mchid="${ids.mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${at}",serial_no="${ids.merchant_serial}"`,
      Accept: 'application/json', 'User-Agent': 'bench', 'Wechatpay-Serial': ids.platform_serial, ...(body && { 'Content-Type': 'application/json' }),
    };
  };
  const call = (method, url, body = '') => new Promise((ok, no) => {
    const req = https.request({ host: '127.0.0.1', port, method, path: url, agent, headers: headers(method, url, body) }, (res) => {
      res.resume();
      res.on('end', () => (res.statusCode === 200 ? ok() : no(new Error(`the bank answers ${res.statusCode}`))));
    });
    req.on('error', no);
    req.end(body);
  });
  const listener = http.createServer((req, res) => {
    req.resume();
    req.on('end', () => res.writeHead(204).end());
  });
  await new Promise((ok) => listener.listen(0, '127.0.0.1', ok));
  const transfer = async () => {
    const bill = `W${crypto.randomBytes(12).toString('hex')}`;
    const name = crypto.publicEncrypt({ key: platform, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, Buffer.from('张三'));
    await call('POST', API, JSON.stringify({
      appid: ids.appid, out_bill_no: bill, transfer_scene_id: '1002', openid: `o-${bill}`, user_name: name.toString('base64'), transfer_amount: 100,
      transfer_remark: '举报奖励', notify_url: `http://127.0.0.1:${listener.address().port}/notify`, transfer_scene_report_infos: [{ info_type: '补贴类型', info_content: '举报奖励' }],
    }));
    await call('GET', `${API}/out-bill-no/${bill}`);
  };
  let left = transfers;
  await Promise.all(Array.from({ length: WORKERS }, async () => {
    while (left-- > 0) await transfer();
  }));
  agent.destroy();
  listener.close();
  listener.closeAllConnections();
}
