// The private database, asked as its administrator: the socket knows who we are.
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

const mariadb = createRequire(import.meta.url)('mariadb');

export const connect = (data, more = {}) => mariadb.createConnection({
  socketPath: path.join(data, 'run/db/s'), user: os.userInfo().username, database: 'ezhili', bigIntAsNumber: true, insertIdAsNumber: true, ...more,
});

export async function query(data, sql, values) {
  const db = await connect(data);
  try {
    return await db.query(sql, values);
  } finally {
    await db.end();
  }
}
