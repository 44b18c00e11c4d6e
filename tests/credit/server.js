// A personal credit service as include/io/credit.h asks for one, for the tests: keeps what it was asked and says what
// it is told to.
//
//   const credit = await startCredit({ key });
//   credit.url; credit.asked [{phone, consent}]; credit.scores: Map phone → 0..1000 (not in it: 404)
//   credit.answer = 503 | 'hang' | 'garbage' | null     what the next questions get; null: the truth
import http from 'node:http';

export async function startCredit({ key, port = 0 }) {
  const credit = { asked: [], scores: new Map(), answer: null };

  const server = http.createServer((rq, rs) => {
    let body = '';
    rq.on('data', (d) => { body += d; });
    rq.on('end', () => {
      if (rq.headers.authorization !== `Bearer ${key}`) return rs.writeHead(401).end();
      const question = JSON.parse(body);
      credit.asked.push(question);
      if (credit.answer === 'hang') return undefined;
      if (credit.answer === 'garbage') return rs.writeHead(200).end('{"score":"712 or so"}');
      if (credit.answer) return rs.writeHead(credit.answer).end();
      if (!credit.scores.has(question.phone)) return rs.writeHead(404).end();
      return rs.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ score: credit.scores.get(question.phone) }));
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  credit.port = server.address().port;
  credit.url = `http://127.0.0.1:${credit.port}/score`;
  credit.close = () => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  });
  return credit;
}
