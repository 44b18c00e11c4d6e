// A bucket that speaks as much S3 as ezhili needs, and checks every signature as S3 does.
//
//   const s3 = await startS3(dir);         s3.url, s3.ca, s3.key_file, s3.objects (Map name → Buffer), s3.seen
//   s3.faults.push('503')                  the next request meets it; also 'slow', 'cut', 'flip', 'forget'
//   await s3.die(); await s3.live();
//
// Source: AWS General Reference, "Create a signed AWS API request" (Signature Version 4).
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { freePort } from '../demo/files.js';

const BUCKET = 'evidence';
const REGION = 'cn-fuzhou-1';
const SKEW_MS = 15 * 60000;
const sha256 = (data) => crypto.createHash('sha256').update(data).digest('hex');
const hmac = (key, data) => crypto.createHmac('sha256', key).update(data).digest();

class Wrong extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
  }
}

const escaped = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

function canonicalRequest(req, url, signed, bodyHash) {
  const query = [...url.searchParams].map(([k, v]) => `${escaped(k)}=${escaped(v)}`).sort().join('&');
  const headers = signed.map((name) => `${name}:${String(req.headers[name]).trim().replace(/ +/g, ' ')}\n`).join('');
  return [req.method, url.pathname.split('/').map((s) => escaped(decodeURIComponent(s))).join('/'), query, headers, signed.join(';'), bodyHash].join('\n');
}

// Throws what S3 would answer.
function checkSignature(req, url, body, keys) {
  const m = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(req.headers.authorization ?? '');
  if (!m) throw new Wrong(403, 'AccessDenied');
  const [, access, day, region, list, signature] = m;
  const signed = list.split(';');
  const at = req.headers['x-amz-date'] ?? '';
  const time = Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (access !== keys.access) throw new Wrong(403, 'InvalidAccessKeyId');
  if (region !== REGION) throw new Wrong(400, 'AuthorizationHeaderMalformed');
  if (!at.startsWith(day) || !(Math.abs(Date.now() - time) < SKEW_MS)) throw new Wrong(403, 'RequestTimeTooSkewed');
  for (const name of ['host', 'x-amz-date', 'x-amz-content-sha256']) if (!signed.includes(name)) throw new Wrong(403, 'AccessDenied');
  const bodyHash = req.headers['x-amz-content-sha256'];
  if (bodyHash !== sha256(body)) throw new Wrong(400, 'XAmzContentSHA256Mismatch');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', at, scope, sha256(canonicalRequest(req, url, signed, bodyHash))].join('\n');
  const key = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${keys.secret}`, day), region));
  if (!crypto.timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex'))) throw new Wrong(403, 'SignatureDoesNotMatch');
}

async function bodyOf(req) {
  const parts = [];
  for await (const part of req) parts.push(part);
  return Buffer.concat(parts);
}

function certificate(dir) {
  const cert = path.join(dir, 'cert.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', path.join(dir, 'key.pem'), '-out', cert,
    '-subj', '/CN=bucket', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: ['ignore', 'ignore', 'pipe'] });
  return cert;
}

export async function startS3(dir) {
  const keys = { access: `AK${crypto.randomBytes(9).toString('hex')}`, secret: crypto.randomBytes(30).toString('base64') };
  const keyFile = path.join(dir, 's3.key');
  fs.writeFileSync(keyFile, `${keys.access}:${keys.secret}\n`, { mode: 0o600 });
  const ca = certificate(dir);
  const port = await freePort();
  const s3 = {
    url: `https://127.0.0.1:${port}/${BUCKET}`, region: REGION, ca, key_file: keyFile, keys,
    objects: new Map(), seen: [], refused: [], faults: [], slow_ms: 4000,
  };

  function act(req, name, body, fault, res) {
    if (req.method === 'PUT') {
      if (fault === 'flip') body[body.length >> 1] ^= 1; // a disk that lies
      if (fault !== 'forget') s3.objects.set(name, body);
      res.writeHead(200, { etag: `"${crypto.createHash('md5').update(body).digest('hex')}"` }).end();
    } else if (req.method === 'DELETE') {
      s3.objects.delete(name);
      res.writeHead(204).end();
    } else if (req.method === 'GET' && s3.objects.has(name)) {
      const object = s3.objects.get(name);
      res.writeHead(200, { 'content-length': object.length });
      if (fault === 'cut') res.write(object.subarray(0, object.length >> 1), () => res.destroy());
      else res.end(object);
    } else {
      throw new Wrong(404, 'NoSuchKey');
    }
  }

  async function answer(req, res) {
    const url = new URL(req.url, s3.url);
    const body = await bodyOf(req);
    const fault = s3.faults.shift();
    s3.seen.push(`${req.method} ${url.pathname}`);
    try {
      if (fault === '503') throw new Wrong(503, 'SlowDown');
      if (fault === 'slow') await new Promise((r) => setTimeout(r, s3.slow_ms));
      if (fault === 'cut' && req.method !== 'GET') return res.destroy();
      checkSignature(req, url, body, keys);
      if (!url.pathname.startsWith(`/${BUCKET}/`)) throw new Wrong(404, 'NoSuchBucket');
      act(req, url.pathname.slice(BUCKET.length + 2), body, fault, res);
    } catch (e) {
      if (!(e instanceof Wrong)) throw e;
      if (e.status !== 404 && e.status !== 503) s3.refused.push(e.message);
      res.writeHead(e.status, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?><Error><Code>${e.message}</Code></Error>`);
    }
  }

  let server = null;
  s3.live = async () => {
    server = https.createServer({ cert: fs.readFileSync(ca), key: fs.readFileSync(path.join(dir, 'key.pem')) }, answer);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  s3.die = async () => {
    server.close();
    server.closeAllConnections();
  };
  await s3.live();
  return s3;
}
