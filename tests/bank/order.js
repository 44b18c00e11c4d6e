// What a transfer request must look like, field by field, as the interface says.
import { decryptName } from './wechat_crypto.js';

const KNOWN = new Set(['appid', 'out_bill_no', 'transfer_scene_id', 'openid', 'user_name', 'transfer_amount',
  'transfer_remark', 'notify_url', 'user_recv_perception', 'transfer_scene_report_infos']);
const NAME_NEEDED_FEN = 200000; // 2,000.00 yuan
const SCENE = '1002'; // 行政补贴
const PERCEPTIONS = ['行政补贴', '行政奖励'];

const text = (v, max) => typeof v === 'string' && v.length > 0 && [...v].length <= max;

function notifyUrlOk(v, allowHttp) {
  let u;
  try {
    u = new URL(v);
  } catch {
    return false;
  }
  const loopback = u.hostname === '127.0.0.1' || u.hostname === 'localhost';
  return !u.search && !u.hash && (u.protocol === 'https:' || (u.protocol === 'http:' && allowHttp && loopback));
}

function refuse(bank, o) {
  for (const k of Object.keys(o)) if (!KNOWN.has(k)) return `${k} is not a parameter`;
  if (o.appid !== bank.appid) return 'appid is not bound to the merchant';
  if (!/^[0-9A-Za-z]{1,32}$/.test(o.out_bill_no ?? '')) return 'out_bill_no must be at most 32 letters and digits';
  if (o.transfer_scene_id !== SCENE) return `transfer_scene_id must be ${SCENE}`;
  if (!text(o.openid, 64)) return 'openid is missing';
  if (!Number.isInteger(o.transfer_amount)) return 'transfer_amount must be an integer in fen';
  if (o.transfer_amount < bank.minFen || o.transfer_amount > bank.maxFen) return 'transfer_amount is outside the scene limits';
  if (!text(o.transfer_remark, 32)) return 'transfer_remark must be 1 to 32 characters';
  if (o.notify_url !== undefined && !notifyUrlOk(o.notify_url, bank.allowHttpNotify)) return 'notify_url must be https without a query';
  if (o.user_recv_perception !== undefined && !PERCEPTIONS.includes(o.user_recv_perception)) return 'user_recv_perception is not one of the scene';
  const infos = o.transfer_scene_report_infos;
  if (!Array.isArray(infos) || infos.length !== 1) return 'transfer_scene_report_infos must have one entry';
  if (infos[0]?.info_type !== '补贴类型' || !text(infos[0]?.info_content, 32)) return 'the scene wants 补贴类型 with its content';
  if (o.transfer_amount >= NAME_NEEDED_FEN && o.user_name === undefined) return 'user_name is needed from 2000.00 yuan';
  return null;
}

// Returns {order} (with the decrypted name) or {why}.
export function readOrder(bank, body) {
  let o;
  try {
    o = JSON.parse(body.toString('utf8'));
  } catch {
    return { why: 'the body is not JSON' };
  }
  if (o === null || typeof o !== 'object' || Array.isArray(o)) return { why: 'the body is not an object' };
  const why = refuse(bank, o);
  if (why) return { why };
  const { user_name: sealedName, transfer_scene_report_infos: infos, ...order } = o;
  order.info_content = infos[0].info_content;
  if (sealedName !== undefined) {
    try {
      order.name = decryptName(bank, sealedName);
    } catch {
      return { why: 'user_name is not encrypted with our key' };
    }
  }
  return { order };
}
