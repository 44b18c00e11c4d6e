#!/usr/bin/python3
"""A second world of shops and reports, to measure the matcher on what it was not tuned on.

  shops.py --shops 50000 --reports 3000 --seed 7 --out DIR

Writes registry.csv (the columns of `ezhili registry import`) and reports.jsonl (each with its
truth). Standard library only. The vocabulary, the make-up of names and the mistakes differ from
those of other generators on purpose; pinyin and look-alikes come from the product's own table of
characters, street names are made up.
"""
import argparse
import csv
import json
import math
import os
import random
import re

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = os.path.join(HERE, "../../server/domain/tables/han_tables.inc")
COLUMNS = ("shop_id,company,sign,mt,ele,old,address,area,street_code,street,lat,lng,uscc,licence,"
           "status,category,sales,no_dine_in").split(",")
AREAS = [("350102", "鼓楼区", 26.082, 119.300), ("350103", "台江区", 26.053, 119.314),
         ("350104", "仓山区", 26.038, 119.295), ("350111", "晋安区", 26.090, 119.335),
         ("350105", "马尾区", 25.990, 119.456), ("350181", "福清市", 25.721, 119.385),
         ("350112", "长乐区", 25.963, 119.523), ("350121", "闽侯县", 26.050, 119.200)]
FOOD = ["锅盔", "钵钵鸡", "手抓饼", "炒河粉", "肠粉", "瓦罐汤", "豆花", "酱香饼", "烧仙草", "椰子鸡", "牛杂", "臭豆腐",
        "干锅", "羊蝎子", "螺蛳", "虾滑", "烤冷面", "鸡公煲", "刀削面", "油泼面", "水煎包", "炸串", "卤鹅", "烧腊", "糖水",
        "牛肉锅贴", "粢饭", "酸汤鱼", "炒鸡", "凉皮", "米皮", "盖码饭", "石锅鱼", "小龙虾", "生蚝", "沙茶面", "面线糊", "土笋冻"]
HEAD = list("青石竹溪北柳荷塘蓝桥墨雪枫桐鹿鹤雁渔樵耕读梧栖麦穗陶然朴拾光野山水间渡远帆岚烟雨巷深灯火")
HUMAN = ["二姐", "三叔", "阿嬷", "表哥", "大块头", "眼镜", "光头", "胡子", "老街坊", "小眼睛", "辣妹子", "东北大姨", "四川妹", "哑巴", "瘸子", "厂长", "班长", "书生", "掌柜"]
TAIL = ["食光", "小馆", "厨房", "工坊", "食记", "排档", "铺子", "小院", "驿站", "食府", "一绝", "王", "大王", "总动员", "故事", "研究所", "实验室", "日记"]
LATIN = ["Mr.", "Hey", "Nono", "Lulu", "BOX", "O", "TOP", "Miss", "99", "M+", "K"]
ROAD1 = list("锦祥瑞昌荣泰康宁永延建望朝晖曙霞岭湖塘埔洲浦溪峰岳松柏梅兰桂榕")
ROAD2 = ["路", "街", "巷", "大道", "支路", "里", "弄"]
POI = ["世纪城", "星河天地", "金街", "时代中心", "生活港", "邻里汇", "学府里", "创业园", "花园小区", "新天地", "夜市", "商贸城"]
SURNAME = list("赵钱孙周冯陈褚卫蒋沈韩杨朱秦尤许吕施张孔曹严华金魏陶姜")
GIVEN = list("子轩欣怡梓涵若彤俊杰一诺思远嘉佳慧敏志刚秀英德福来宝根生")
LEGAL = ["小吃店", "餐饮店", "饮食店", "餐厅", "食品店", "饮品店", "熟食店", "早餐店", "私房菜馆", "餐饮服务部"]


def table(name):
    text = open(TABLE, encoding="utf8").read()
    body = re.search(name + r"\[[A-Z_]*\](?:\[\d+\])? = \{(.*?)\};", text, re.S).group(1)
    return body


def characters():
    syllable = re.findall(r'"([a-z]*)"', table("han_syllable_text"))
    reading = [int(x) & 0x7FFF for x in re.findall(r"\d+", table("han_reading"))]
    start = [int(x) for x in re.findall(r"\d+", table("han_like_start"))]
    like = [int(x) for x in re.findall(r"\d+", table("han_like"))]
    sound, look, pinyin = {}, {}, {}
    for i, r in enumerate(reading):
        c = chr(0x4E00 + i)
        pinyin[c] = syllable[r]
        look[c] = [chr(x) for x in like[start[i]:start[i + 1]]]
        try:
            if c.encode("gb2312")[0] < 0xD8:
                sound.setdefault(syllable[r], []).append(c)
        except UnicodeEncodeError:
            pass
    return pinyin, sound, look


def permit(n, area):
    body = "2" + area + "%06d" % (n % 1000000)
    p = 10
    for c in body:
        p = (p + int(c)) % 10 or 10
        p = p * 2 % 11
    return "JY" + body + str((11 - p) % 10)


class World:
    def __init__(self, seed, shops):
        self.r = random.Random(seed)
        self.pinyin, self.sound, self.look = characters()
        self.streets = []
        for code, name, lat, lng in AREAS:
            for k in range(8):
                s = self.r.choice(ROAD1) + self.r.choice(ROAD1)
                c = (lat + self.r.gauss(0, .02), lng + self.r.gauss(0, .02))
                roads = [self.r.choice(ROAD1) + self.r.choice(ROAD1) + self.r.choice(["", "东", "西", "中", "一", "二"]) +
                         self.r.choice(ROAD2) for _ in range(4 + shops // 30000)]
                pois = [self.r.choice(ROAD1) + self.r.choice(ROAD1) + self.r.choice(POI) for _ in range(2)]
                self.streets.append((code, name, "%s%03d" % (code, k + 1), s + "街道", c, roads, pois))
        self.chains = [self.brand(True) for _ in range(20 + shops // 700)]
        self.serial = 0

    def brand(self, chain=False):
        r = self.r
        x = r.random()
        if x < .3:
            b = "".join(r.sample(HEAD, r.choice([2, 2, 3]))) + r.choice(["", r.choice(FOOD), r.choice(TAIL)])
        elif x < .55:
            b = r.choice(HUMAN) + r.choice(["", "家", "的"]) + r.choice(FOOD)
        elif x < .7:
            b = r.choice(LATIN) + "".join(r.sample(HEAD, 2)) + r.choice(["", r.choice(FOOD)])
        elif x < .85:
            b = r.choice(HEAD) + r.choice(["小", "大", "记", "氏", "家"]) + r.choice(FOOD) + r.choice(["", r.choice(TAIL)])
        else:
            b = r.choice(SURNAME) + r.choice(["记", "大姐", "老五", "嫂", "伯"]) + r.choice(FOOD)
        return b if len(b) > 1 else b + r.choice(FOOD)

    def shop(self, like=None):
        r = self.r
        self.serial += 1
        area, name, code, street, c, roads, pois = r.choice(self.streets)
        chain = like is not None or r.random() < .3
        brand = like or (self.chains[min(int(r.expovariate(6 / len(self.chains))), len(self.chains) - 1)] if chain else self.brand())
        road = r.choice(roads)
        poi = r.choice(pois) if r.random() < .3 else ""
        number = r.randrange(1, 600)
        unit = r.choice(["", "", "%d号店" % r.randrange(1, 20), "一楼%d号" % r.randrange(1, 90), "%d-%d" % (r.randrange(1, 9), r.randrange(1, 9))])
        rng = random.Random(road + code)
        lat = c[0] + rng.gauss(0, .006) + (number - 300) * 1e-5 * rng.choice([-1, 1]) + r.gauss(0, .0003)
        lng = c[1] + rng.gauss(0, .006) + (number - 300) * 1e-5 + r.gauss(0, .0003)
        branch = r.choice([road, poi or road, street[:-2], road.rstrip("路街巷") or road, name[:-1]])
        listing = brand + ("（%s店）" % branch if chain or r.random() < .35 else "")
        owner = r.choice(SURNAME) + "".join(r.sample(GIVEN, r.choice([1, 2])))
        company = "福州市%s%s%s" % (name, r.choice([owner, brand]), r.choice(LEGAL))
        if r.random() < .2:
            company = "福州%s餐饮有限公司" % "".join(r.sample(HEAD, 3))
        deco = r.choice(["", "", "", "【满减】", "[24小时]", "🔥", "·手工现做"])
        return dict(shop_id=self.serial, company=company, sign=brand if r.random() < .9 else brand + branch + "店",
                    mt=listing + deco if r.random() < .8 else "", ele=listing if r.random() < .6 else "",
                    old=self.brand() if r.random() < .08 else "",
                    address="福建省福州市%s%s%s%d号%s%s" % (name, street, road, number, poi, unit), area=area,
                    street_code=code, street=street, lat=round(lat, 6), lng=round(lng, 6), uscc="",
                    licence=permit(self.serial, area), status="注销" if r.random() < .05 else "存续", category=r.choice(FOOD),
                    sales=int(r.lognormvariate(5, 1.2)), no_dine_in=int(r.random() < .2),
                    _brand=brand, _branch=branch if chain else "", _road=road, _poi=poi, _number=number)

    def typo(self, text, tags):
        r = self.r
        s = list(text)
        han = [i for i, c in enumerate(s) if c in self.pinyin and "\u4e00" <= c]
        for kind, p in (("sound", .16), ("look", .06), ("drop", .06), ("swap", .04), ("double", .03), ("spell", .06)):
            if r.random() >= p or len(han) < 2:
                continue
            i = r.choice(han)
            if i >= len(s):
                continue
            if kind == "sound" and self.sound.get(self.pinyin.get(s[i])):
                s[i] = r.choice(self.sound[self.pinyin[s[i]]])
            elif kind == "look" and self.look.get(s[i]):
                s[i] = r.choice(self.look[s[i]])
            elif kind == "drop" and len(s) > 3:
                del s[i]
            elif kind == "swap" and i + 1 < len(s):
                s[i], s[i + 1] = s[i + 1], s[i]
            elif kind == "double":
                s.insert(i, s[i])
            elif kind == "spell":
                s[i] = self.pinyin[s[i]]
            else:
                continue
            tags.append(kind)
        return "".join(s)

    def report(self, i, s, truth, brands):
        r = self.r
        tags = []
        x = r.random()
        name = s["_brand"]
        if x < .05:
            name = s["company"]
            tags.append("company")
        elif x < .08 and s["old"]:
            name = s["old"]
            tags.append("old")
        name = self.typo(name, tags)
        said_branch = bool(s["_branch"]) and "company" not in tags and r.random() < .6
        if said_branch:
            b = s["_branch"]
            name = r.choice([name + "（" + b + "店）", name + " " + b + "店", name + b + "店", b + "的" + name, b + "那家" + name, name + "-" + b])
        if r.random() < .12:
            name = r.choice(["就是", "这家", "举报", "", ""]) + name + r.choice(["店", "外卖店", "的外卖", "！", "..", "这家店"])
        address = ""
        if r.random() < .4:
            address = r.choice([s["_road"], "%s%d号" % (s["_road"], s["_number"]), s["_poi"] or s["_road"], s["_road"] + "附近",
                                s["address"], "%s%d号%s" % (s["_road"], s["_number"], s["_poi"])])
        rep = dict(report_id=i, name=name, address=address, lat=None, lng=None, licence="", platform="")
        near = False
        x = r.random()
        if x < .65:
            near = x < .45
            d = abs(r.gauss(0, r.choice([15, 40, 90]))) if near else r.lognormvariate(7, .6)
            a = r.random() * 2 * math.pi
            rep["lat"] = round(s["lat"] + d * math.cos(a) / 111000, 6)
            rep["lng"] = round(s["lng"] + d * math.sin(a) / 100000, 6)
            rep["gps_accuracy"] = 20
        if r.random() < .05:
            rep["licence"] = s["licence"]
        unique = brands.get(s["_brand"], 0) <= 1
        one_branch = said_branch and brands.get((s["_brand"], s["_branch"], 0), 0) <= 1
        one_road = address and brands.get((s["_brand"], s["_road"], 1), 0) <= 1
        decidable = bool(unique or near or rep["licence"] or one_road or one_branch) and not (("old" in tags) and not near)
        rep.update(truth=truth, tags=tags, decidable=decidable)
        return rep


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--shops", type=int, default=50000)
    ap.add_argument("--reports", type=int, default=3000)
    ap.add_argument("--seed", type=int, default=7)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    w = World(a.seed, a.shops)
    shops = [w.shop() for _ in range(a.shops)]
    brands = {}
    for s in shops:
        for key in (s["_brand"], (s["_brand"], s["_branch"], 0), (s["_brand"], s["_road"], 1)):
            brands[key] = brands.get(key, 0) + 1
    os.makedirs(a.out, exist_ok=True)
    with open(a.out + "/registry.csv", "w", newline="", encoding="utf8") as f:
        c = csv.writer(f)
        c.writerow(COLUMNS)
        c.writerows([s[k] for k in COLUMNS] for s in shops)
    with open(a.out + "/reports.jsonl", "w", encoding="utf8") as f:
        for i in range(a.reports):
            if w.r.random() < .1:
                s = w.shop(like=w.r.choice(shops)["_brand"] if w.r.random() < .35 else None)
                rep = w.report(i + 1, s, "none", brands)
            else:
                s = w.r.choice(shops)
                rep = w.report(i + 1, s, s["shop_id"], brands)
            f.write(json.dumps(rep, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
