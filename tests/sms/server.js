// A text message service as server/sms/sms_request.h asks for one, for the tests: checks the signature, keeps what
// it was given, and fails on demand.
//
//   const sms = await startSms({ secret });
//   sms.url; sms.taken [{id, phone, lang, code, text, …}]; sms.asked (requests so far)
//   sms.answer = 503 | 400 | 'hang' | null     what the next requests get; null: 200
//   await sms.until((m) => m.phone === phone); await sms.close();
import crypto from 'node:crypto';
import http from 'node:http';

const SKEW_S = 300;

const same = (a, b) => a.length === b.length && crypto.timingSafeEqual(Buffer.from(a), Buffer.from(b));

export async function startSms({ secret, port = 0 }) {
  const sms = { taken: [], asked: 0, refused: [], answer: null };

  function judge(headers, body) {
    const time = headers['x-ezhili-timestamp'];
    const mac = crypto.createHmac('sha256', secret).update(`${time}\n${body}`).digest('hex');
    if (!time || Math.abs(Date.now() / 1000 - Number(time)) > SKEW_S) return 'time';
    if (!same(mac, headers['x-ezhili-signature'] ?? '')) return 'signature';
    if (headers['content-type'] !== 'application/json') return 'type';
    return null;
  }

  const server = http.createServer((rq, rs) => {
    let body = '';
    rq.on('data', (d) => { body += d; });
    rq.on('end', () => {
      sms.asked++;
      const wrong = judge(rq.headers, body);
      if (wrong) {
        sms.refused.push(wrong);
        rs.writeHead(401).end();
      } else if (sms.answer === 'hang') {
        // never answers
      } else if (sms.answer) {
        rs.writeHead(sms.answer).end();
      } else {
        const message = JSON.parse(body);
        // Whoever has sent an id once must not send it twice.
        if (!sms.taken.some((m) => m.id === message.id)) sms.taken.push(message);
        rs.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      }
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  sms.url = `http://127.0.0.1:${server.address().port}/send`;
  sms.until = async (fits, ms = 15000) => {
    for (const end = Date.now() + ms; Date.now() < end; await new Promise((r) => setTimeout(r, 20))) {
      const found = sms.taken.find(fits);
      if (found) return found;
    }
    throw new Error(`no such message: asked ${sms.asked}, taken ${sms.taken.length}, refused ${sms.refused}`);
  };
  sms.close = () => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  });
  return sms;
}
