// Makes the keys of a demonstration bank and of its one merchant:
//
//   node tests/bank/setup.js DIR
//
// DIR/bank is the bank's, DIR/rail the payer's: what the `rail.wechat.*`
// configuration keys name. An existing DIR is left as it is.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const YEARS = 10;

const RSA = ['-newkey', 'rsa:2048']; // as the interface demands of merchants
const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']; // handshakes at a tenth of the cost

// A self-signed certificate and its key.
function certificate(dir, stem, subject, kind, names) {
  const key = path.join(dir, `${stem}_key.pem`);
  const cert = path.join(dir, `${stem}_cert.pem`);
  const args = ['req', '-x509', ...kind, '-nodes', '-keyout', key, '-out', cert, '-days', String(365 * YEARS), '-subj', subject];
  if (names) args.push('-addext', `subjectAltName=${names}`);
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  fs.chmodSync(key, 0o600);
  return { key, cert };
}

export function setupBank(dir) {
  const bank = path.join(dir, 'bank');
  const rail = path.join(dir, 'rail');
  const secret = { mode: 0o600 };
  if (fs.existsSync(path.join(bank, 'bank.json'))) return;
  fs.mkdirSync(bank, { recursive: true, mode: 0o700 });
  fs.mkdirSync(path.join(rail, 'ring'), { recursive: true, mode: 0o700 });

  const platformSerial = `PUB_KEY_ID_01${crypto.randomBytes(15).toString('hex').toUpperCase()}`;
  const platform = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  fs.writeFileSync(path.join(bank, 'platform_key.pem'), platform.privateKey.export({ type: 'pkcs8', format: 'pem' }), secret);
  fs.writeFileSync(path.join(rail, 'ring', `${platformSerial}.pem`), platform.publicKey.export({ type: 'spki', format: 'pem' }));

  const merchant = certificate(rail, 'merchant', '/O=ezhili demonstration/CN=1900000109', RSA);
  fs.renameSync(merchant.cert, path.join(bank, 'merchant_cert.pem'));
  const serial = new crypto.X509Certificate(fs.readFileSync(path.join(bank, 'merchant_cert.pem'))).serialNumber.toUpperCase();

  const tls = certificate(bank, 'tls', '/CN=ezhili demonstration bank', EC, 'IP:127.0.0.1,DNS:localhost');
  fs.copyFileSync(tls.cert, path.join(rail, 'ca.pem'));

  const apiv3 = crypto.randomBytes(16).toString('hex'); // 32 characters are the key's 32 bytes
  const appSecret = crypto.randomBytes(16).toString('hex');
  fs.writeFileSync(path.join(bank, 'apiv3.key'), apiv3, secret);
  fs.writeFileSync(path.join(rail, 'apiv3.key'), apiv3, secret);
  fs.writeFileSync(path.join(rail, 'app_secret'), appSecret, secret);

  const ids = { mchid: '1900000109', appid: 'wx8888888888888888' };
  fs.writeFileSync(path.join(rail, 'rail.json'), `${JSON.stringify({ ...ids, merchant_serial: serial, platform_serial: platformSerial }, null, 2)}\n`);
  // Last: it marks the directory as complete.
  fs.writeFileSync(path.join(bank, 'bank.json'), `${JSON.stringify({
    ...ids, app_secret: appSecret, platformSerial, minFen: 10, maxFen: 100000000, allowHttpNotify: true,
  }, null, 2)}\n`);
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (process.argv.length !== 3) throw new Error('usage: setup.js DIR');
  setupBank(process.argv[2]);
}
