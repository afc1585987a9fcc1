"""The main activity of an entry, by weighing what the words say: each cue counts, the first strong one more, and learnt weights vote."""

import re

from minqing.lib.words import Clause
from minqing.readings.proposals.reading import triggers
from minqing.readings.proposals.reading.clues import entry_clues
from minqing.readings.proposals.reading.meeting import is_topic
from minqing.readings.proposals.reading.naming import Mention
from minqing.readings.proposals.reading.weighing import likeliest_kind

_OFFICES = (
    r"(?:镇|乡|县|区|市|街道|街上|村委|社保|医保|民政|派出所|公安|政务|行政|残联|信用社|银行|农商行|邮政|人社|"
    r"便民|大厅|窗口|局|所|中心|站|税务|法院|司法|医院|卫生院|办事|学校|资助|营业厅|供电|电力|国土|自然资源|"
    r"不动产|公证|车管|工商|市监|林业|农业|水利)"
)
_PAPERS = (
    r"(?:社保卡|医保|身份证|户口|残疾证|低保|证明|养老|认证|报销|补贴|津贴|贷款|存折|银行卡|换卡|登记|结婚证|慢病|"
    r"医疗|抚恤|丧葬|材料|手续|申请|表|过户|落户|驾驶证|准生证|出生|缴费|参保|年审|年检|档案|流转|公证|产权|房产|"
    r"土地证|证件|证|助学|理赔|保险|工资|退休|失业|公积金|优待|老年卡|公交卡|卡)"
)

# A round of so many households, without a name: 转了三户, 跑了五家; not 走了两家企业.
_ROUND = (
    r"(?:走|转|跑|串|看|访|到|去)(?:了|完了?|遍了?|过)[\d一两二三四五六七八九十几]{1,3}[多来]?"
    r"(?:户(?!外)|家(?![企公工商门药酒饭旅宾餐快银合作单机医店厂坊超的]))"
)

_CUES: tuple[tuple[str, float, str], ...] = tuple(
    (kind, weight, pattern)
    for kind, rows in {
        "clinic": (
            (
                6,
                r"抽血|采血|疾控|查(?:疟疾|包虫|结核|肝炎|大骨节|视力|牙)|义诊|巡诊|坐诊|免费(?:体检|看病|检查|"
                r"筛查)|体检队|筛查|接种|打疫苗|疫苗|健康体检|体检",
            ),
            (
                3.5,
                r"量血压|测血压|测血糖|量血糖|把脉|测骨密度|心电图|B超|看诊|听诊|接诊|诊疗|\d个?病人|白内障|"
                r"开(?:了)?药|取药",
            ),
        ),
        "lecture": (
            (6.5, r"宣讲|党课|讲座|普法|专题讲|宣讲团|理论学习|讲课|大讲堂|讲堂|宣传会|学习会"),
            (
                4,
                r"(?:来|请)[^，。]{0,10}(?:律师|教授|民警|老师|专家|交警|公司|讲师|消防)[^，。]{0,8}讲|(?:来|"
                r"请)[^，。]{0,24}讲(?!起|清|明|好|理|和)|讲(?:了)?(?:一堂|一课|一场|解|政策|安全|反诈|民法|法律|党的|"
                r"防|医保|禁毒|养生)|摆起板凳讲|讲[^，。]{0,8}(?:政策|知识|精神|条例)|(?:传达|"
                r"学习)[^，。]{0,8}(?:精神|二十大|全会)|以案说法|发(?:放)?宣传",
            ),
        ),
        "training": (
            (7, r"培训|实训|实操|演练|技能课|技术课|夜校|开班|结业|实操|技术指导课|农民田间学校|传习"),
            (
                3.5,
                r"(?:来|请)[^，。]{0,10}(?:专家|老师|技术员|师傅|农技)[^，。]{0,8}(?:教|示范|讲[^，。]{0,10}(?:种植|"
                r"养殖|嫁接|技术|剪枝|管护|病虫))|手把手|现场教|来教|教[^，。]{0,8}技术|教(?:大家|群众|村民|乡亲|农户|"
                r"妇女|学员)|示范|学(?:习)?[^，。]{0,6}技术",
            ),
        ),
        "tour": (
            (8.5, r"(?:组织|带|领|率)[^。]{0,16}(?:去|到|赴|上)[^，。]{0,10}(?:参观|考察|观摩|学习|取经)"),
            (7, r"参观|考察|观摩|取经|外出学习|学习考察|见学"),
            (4.5, r"(?:带|组织|领)着?[^。]{0,16}(?:去|到|赴|上)[^，。]{0,12}(?:看|学)(?!病|望|牙)"),
        ),
        "meeting": (
            (
                5.5,
                r"(?:代表|党员|群众|两委|村民|业委|院坝|坝坝|支部|屋场|评议|动员|部署|村组|村民小组|组长|支委|户主|"
                r"家长|业主|职工|例|碰头|推进|总结|座谈|换届|表彰|调度|联席|班子|工作|党支部|"
                r"社员)(?:代表)?(?:大)?会(?!计|员)",
            ),
            (
                5,
                r"开(?:了|个|了个|了一个|了一次|着)?[^，。]{0,10}会(?!计|员|儿|了)|召开|会上|碰头会|例会|到会|参会|"
                r"与会|投票|表决|一事一议|党员会|群众会",
            ),
        ),
        "consultation": (
            (7, r"调解|议事会|协调会|协商会|圆桌会|评理|议事厅|劝和|说和"),
            (
                5,
                r"协商|调处|居中|劝了|坐下来?(?:谈|说|算|聊|讲)|坐到一(?:起|块)|(?:约|叫|喊|请|拉|找|召集)(?:到|拢|"
                r"来)?(?:了)?[^，。]{0,8}(?:到一起|一块儿?|一起|两家|三家|双方|两边|两户|两个|俩人|几家)|(?:两边|双方|"
                r"两家|两个|两户|两方|三家|俩)[^，。不去]{0,4}(?:各退|各让|都(?:同意|认|服|不让|答应|没话)|坐|劝|叫|"
                r"喊|约|谈)|一起劝|出面(?:叫|劝|调|谈|说)|(?:谈|劝|讲)(?:不|没)(?:拢|下来)|到场(?:劝|讲|说)|劝(?:到|成)\d*|只(?:肯|愿)(?:出|赔)|(?:把|"
                r"将)[^，。]{0,6}(?:两边|双方|两家|两户|两个)[^，。]{0,4}(?:请|叫|喊|约|拉)|举报信|打烊|没说拢|拢一堆|"
                r"(?:劝|拉)开|请到[^，。]{0,6}(?:村部|社区|协商|坐)",
            ),
        ),
        "errand": (
            (
                6.5,
                r"(?:陪|带|领|拉|载)(?:着)?(?:他|她|他们|她们|老人|人)(?:去|到|在|上)[^，。；]{2,14}(?:办|补|登|投诉|申|开|挂失|问|交|报|打印|领)",
            ),
            (
                6.5,
                rf"(?:陪|带|领|替|代|帮|拉|载|送|为|给|捎|拉上|带上|陪着|带着)[^，。；]{{0,12}}(?:去|到|跑|上|"
                rf"在)[^，。；]{{0,8}}{_OFFICES}[^。；]{{0,10}}(?:{_PAPERS}|办|领|交|补|开|鉴定|评定|咨询|问|取|查|"
                rf"报)",
            ),
            (
                5.5,
                rf"(?:替|代|帮|陪|给)[^，。；]{{0,10}}(?:办理?|代办|补办|办了|申领|申请|填|报销|缴|激活|跑|开|打印|"
                rf"认证|登记|查|网上|手机上|换)[^，。；]{{0,10}}{_PAPERS}",
            ),
            (
                3.5,
                r"(?:证|卡|补贴|证明|户口|社保|医保|低保|手续|材料|养老金)[^。]{0,30}(?:我(?:拿|在|帮|替|给|去)|"
                r"带他|带她|陪他|陪她|帮他|帮她|替他|替她)[^，。]{0,14}(?:办|报|补|上传|改|领|交|拍|跑|取|填|弄|"
                r"捎)",
            ),
            (
                4,
                r"网上[^，。]{0,6}(?:报|办|申|填|交)|报上去|上传好|代办|跑腿|补办|挨个窗口|窗口|拿到证|领证|"
                r"开(?:具)?证明|认证(?:过|没|不|没过)|帮(?:他|她)认证|换卡|转户口|上户口|销户|替(?:他|她)(?:问|办|"
                r"跑|交|领)",
            ),
        ),
        "labour": (
            (
                6.5,
                r"清理(?:村|屯|河|路|道|街|小区|楼道|院)[^，。]{0,6}(?:垃圾|杂物|卫生|柴草)|拉走[^，。]{0,4}垃圾|扫雪|铲雪|清雪|除雪|积雪(?:清|扫)|清扫|栽树|植树|种树|补栽|清渠|清淤|清沟|清边沟|义务劳动|"
                r"大扫除|清洁家园|栽秧|插秧|抢收|帮收|收割|收青稞|收稻|收庄稼|割谷|割稻|打谷|掰(?:苞米|玉米|苞谷)|"
                r"挖(?:土豆|洋芋|红薯|花生|沟|渠)|薅草|除草|锄草|捡垃圾|清垃圾|清理垃圾|扛沙|掏沟|掏渠|平整|"
                r"打扫卫生|环境整治|人居环境|刷墙|摘(?:茶|果|椒|棉|辣椒|苹果|柑|桃|葡萄|花椒|烟叶|桑|枸杞)|"
                r"收(?:玉米|苞谷|苞米|水稻|谷子|油菜|麦|小麦|洋芋|烟|花生|土豆|核桃|苹果|橘|柑|甘蔗|红薯|大豆|棉|"
                r"茶)|割(?:麦|草|完|油菜)|剥玉米|搬玉米|抢种|抢险堵|清运|修水渠|抬|铲小广告|铲广告",
            ),
            (
                6,
                r"(?:领着|带着|组织|发动|出动|叫上|召集|喊了|动员)[^，。]{0,14}(?:人|党员|公益岗|青年|民兵|群众|"
                r"劳力|志愿者|干部|大伙|村民|妇女)[^，。]{0,16}(?:掏|清|拉|割|收|栽|种|扫|铲|搬|扛|挖|填|砍|背|抬|"
                r"捡|拔|刷|垒|铺|薅|摘|插|除|劈|掰)|掏(?:泥|沟|水渠|淤)|淤泥|割麦|打谷子|拔草",
            ),
            (
                4,
                r"扒(?:苞米|玉米)|帮[^，。]{1,10}(?:点(?:洋芋|花生|玉米|苞谷|豆)|挑粪|背|翻地|犁|耙|晒|打谷|剥|刨|起(?:土豆|红薯)|"
                r"盖房|垒|扒|掰|插|割|摘|采|收|栽|种|挖)|草方格|拿铁锹|挖通|铲通|上了\d+[来多]?人",
            ),
            (
                2.5,
                r"帮[^，。]{0,10}家?(?:收|割|栽|种|插|挖|掰|摘|搬|扛|砍|劈)|出工|出(?:动)?劳力|"
                r"劳力(?=[\d二三四五六七八九十])|扛锹|铁锹|搭手|义务工",
            ),
        ),
        "patrol": (
            (
                6.5,
                r"巡查|巡河|巡山|巡逻|巡楼|巡塘|巡堤|巡护|巡库|夜巡|巡田|巡村|巡线|巡街|禁烧|卡点|查险|巡[了一到防林]|"
                r"(?:爬起来|起来|去|到)看[^，。]{0,6}(?:山沟|河|水位|边坡|滑坡点|隐患点|水库|塘|堤)|"
                r"预警[^。]{0,12}(?:沿|喊|守|看)|沿河喊|沿[^，。]{0,8}(?:转|走|查|看|巡)了?一|挨(?:栋|楼|"
                r"层)[^，。]{0,4}(?:走|看|查)|护林防火|设卡|设岗|没收[^，。]{0,4}(?:火|打火机)|劝走|进山|走河堤|"
                r"河堤走|查河|巡(?!诊|回|演|视组)",
            ),
            (3, r"(?:转|走|绕)了?一(?:圈|遍|趟)(?!.{0,4}(?:亲|户))|爬了一遍|警戒线|收火源|护林|防汛|劝返"),
        ),
        "inspection": (
            (5.5, r"检查|验收|排查|抽查|核查|查验|督查|查看|复核|核验|检修|测绘|体检房屋"),
            (6, r"^[^，。]{0,6}查[^，。明访问]{2,8}[，。]|敲开|勒令|隔断|群租|烟感"),
            (
                5,
                r"^[^，。]{0,6}(?:查|看)(?:仓库|小饭桌|餐饮|学校|校门口|校园|食品|房屋|工地|设施|超市|店|厂|库|桥|路|"
                r"电|消防|大坝|水库|在建|改厕|项目)|挨户看|限(?:他|她|其)|返工|再去验|生熟|整改单",
            ),
            (
                3.5,
                r"查了?(?:一遍|隐患|看|引水|管|水|电|食品|灭火|消防|危房|工地|店)|查出(?![^，。]{0,4}(?:癌|病|瘤|血|"
                r"糖|包块))|开(?:了)?整改单|责令|整改|灭火器|合格|查(?:餐馆|饭店|学校|小作坊|养老院|加油站|超市|"
                r"幼儿园|网吧|出租屋)|看(?:了)?(?:工地|施工|进度|水库|大坝|泵站)|上山查|施工现场",
            ),
        ),
        "enterprise": (
            (
                5.5,
                r"(?:走访|服务|联系|帮扶|对接|助|惠|到|去|上|进)[^，。；]{0,8}(?:企业|公司|厂|车间|作坊|豆腐坊|酒坊|"
                r"工厂|园区商户|合作社(?!老))|(?:复工|助企|惠企|企业走访|纾困|用工|企业服务|规上)|家企业",
            ),
            (
                7,
                r"货款|外地工人|招[^，。]{0,5}(?:会计|工人|员工|技工|焊工|厨师)|扩建厂房|土地指标|技改|冷库|优惠电价|工人[^，。]{0,4}没",
            ),
            (4.5, r"员工|园区(?!办)|进出货|骨干(?!党|\d)|外贸|产能"),
            (
                3.2,
                r"员工|外地工人|货款|厂房|园区|产能|进出货|骨干|用工|环评|营业执照|厂房|公司|工厂|厂里|企业|招工|订单|车工|退税|用地证|"
                r"产能|环评|外贸|变压器容量|复工|老总",
            ),
        ),
        "visit": (
            (
                5,
                r"入户|走访|走坊|慰问|看望|家访|探望|串(?:了)?个?门|登门|送温暖|上门(?:道喜|看|走|问|慰)|道喜|"
                r"回访|看灾|走家串户|遍访|挨家(?:挨户)?|敲门",
            ),
            (
                4,
                r"(?:去|到|上|来|进|又到|看了)(?!.{0,4}(?:村部|社区|厂))[^，。；！0-9]{1,9}(?:家|屋头|屋里|婆婆|"
                r"大爷|大娘|家里|屋)(?!长|具|电|庭)|家(?:去|转|坐|看)了",
            ),
            (4, _ROUND),
            (
                2,
                r"家里?(?:都|挺|还)好|聊了|坐了坐|坐了会|拉家常|唠|送(?:去|了|来|给|到)|去了[^，。]{0,4}家|"
                r"两家都去|都硬实|身体",
            ),
        ),
        "other": (
            (
                5,
                r"值班|值夜|守夜|守了一夜|补(?:了)?[^，。]{0,4}(?:资料|台账|材料)|迎检|值夜|转移|撤离|安置|疏散|"
                r"写总结|整理|录入|录系统|台账|报表|填报|归档|加班|排练|联欢|文艺|晚会|跳舞|排舞|泼水节|火把节|歌会|"
                r"庙会|比赛|运动会|包粽子|包饺子|包汤圆|志愿服务|大合唱|广场舞|电影|百家宴|团圆饭|重阳节活动|亲子|"
                r"猜灯谜|写春联|发物资",
            ),
            (3, r"学雷锋|志愿者"),
            (
                4,
                r"来(?:村部|村委|社区|办公室|找我|问|村上|大队|镇上|居委)|到(?:社区|村部|村委|办公室|居委)(?:来|找|反映|问)|"
                r"找(?:到)?社区|接待|来访|接(?:了|到)[^，。]{0,6}电话|办公室|坐班|上门来找|值守",
            ),
        ),
    }.items()
    for weight, pattern in rows
)
_COMPILED = tuple((kind, weight, re.compile(pattern)) for kind, weight, pattern in _CUES)
_UTILITY = re.compile(
    r"(?:燃气|热力|供热|物业|电力|供电|供水|保险|自来水|公交|铁塔|广电|移动|电信|联通|水务|水司|房产|快递|客运|"
    r"搬家|煤气|电梯|维保|维修|网络|路桥|施工|建筑)(?:公司|厂)?$|(?:燃气|热力|供热|物业|电力|供电|供水|保险|自来水|公交|"
    r"铁塔|广电|移动|电信|联通|水务|水司)公?$"
)
_FIRM_OF = re.compile(r"家?的?[^，。；的]{0,6}(?:坊|厂|公司|企业|车间|合作社|加工点|酒楼|饭店)(?!老)")


def kind_of(text: str, mentions: list[Mention], parts: list[Clause]) -> str:
    """One of the kinds in the diary guidelines. `text` is the plain text; an empty one is `other`."""
    by_rule = kind_by_rule(text, mentions)
    likeliest = likeliest_kind(entry_clues(text, parts, mentions), by_rule) if parts else by_rule
    # `other` is for what nothing fits; a round of households is a visit, however little else is said of it.
    return by_rule if likeliest == "other" and by_rule == "visit" and re.search(_ROUND, text) else likeliest


def kind_by_rule(text: str, mentions: list[Mention]) -> str:
    """The kind for which the cues alone speak."""
    scores: dict[str, float] = {}
    length = max(len(text), 1)
    for kind, weight, cue in _COMPILED:
        for n, m in enumerate(cue.finditer(text[:2000])):
            early = 1.0 - 0.5 * min(m.start(), 160) / 160 + (0.25 if m.start() < 14 else 0)
            share = weight * early if n == 0 else weight * 0.12
            scores[kind] = scores.get(kind, 0) + share * _trust(kind, text, m, mentions)
            if n >= 4:
                break
    _adjust(scores, text, mentions, length)
    return max(scores, key=lambda k: scores[k]) if scores and max(scores.values()) >= 1 else ("visit" if mentions else "other")


def _trust(kind: str, text: str, m: re.Match[str], mentions: list[Mention]) -> float:
    """How far the cue may be believed here: not in what is planned, denied, told of somebody else, or part of a title."""
    before, after = text[max(0, m.start() - 16) : m.start()], text[m.end() : m.end() + 8]
    clause = re.split(r"[，。；！？\n]", before)[-1]
    if (
        re.search(
            r"明[天个儿早日]|后天|下周|下次|改天|下回|准备|打算|月底|答应|周[一二三四五六日]|天内|下礼拜|月后|"
            r"[号日]前?$|说.{0,3}$|想|哪里|打听|问能",
            clause,
        )
        and kind not in {"other"}
        and not (kind == "enterprise" and re.search(r"[说讲].{0,3}$", clause))
    ):
        return 0.25
    if re.search(r"没(?:有)?$|不$|问$", clause):
        return 0.3
    if kind == "labour" and re.match(r"不|没", after):
        return 0.15
    if kind == "lecture" and re.search(r"[跟给向][他她]们?$", clause):
        return 0.2
    if kind == "enterprise" and _UTILITY.search(before + m[0][:2]):
        return 0.0
    if kind in {"labour", "training", "tour", "clinic"} and not re.search(
        r"帮|给|替|组织|带|领着|党员|劳力|人$|我|村里|社区", clause + m[0][:4]
    ):
        start = m.start() - len(clause)
        if (
            any(start <= p.start < m.start() and not p.office for p in mentions)
            or after[:1] == "的"
            or re.match(r"[^，。]{0,3}的(?:机|车|人|时候|季节)", after)
        ):
            return 0.15  # what the household does, not what was done for it
    if kind == "inspection" and re.search(r"上级|领导|督导|省里|市里|县里来|迎", clause + m[0]):
        return 0.2
    if kind == "meeting" and re.search(r"协调会|议事会|协商会|调解会", m[0] + after):
        return 0.2
    if kind in {"meeting", "lecture"} and re.search(r"义诊", text[:60]):
        return 0.4
    return 1.0


def _adjust(scores: dict[str, float], text: str, mentions: list[Mention], length: int) -> None:
    known = [m for m in mentions if not m.office]
    people = {m.household or m.name for i, m in enumerate(known) if not is_topic(text, known, i)}
    quarrel = triggers.DISPUTE.search(text) or re.search(
        r"(?<!不)(?<!不想)吵|闹(?!热|着玩)|纠纷|争(?!取)|矛盾|扯皮|打起来|杠上|红脸|红了脸|顶牛|脸红脖子粗|骂起|僵|要[^，。]{0,3}赔[^。]{0,20}只(?:肯|愿|出)",
        text,
    )
    if quarrel and len(people) >= 2:
        scores["consultation"] = scores.get("consultation", 0) + 4.5
        if re.search(
            r"赔|道歉|道了歉|各退|点头|签(?:了|下)|认(?:了|错)|出面|一起劝|劝了|调解|上门看|翻篇|说合|说和|和好|"
            r"握手|摆平|让步|请[^，。]{0,8}(?:看|量|评|测)",
            text,
        ):
            scores["consultation"] += 4
    elif quarrel and re.search(r"劝|调|和好|握手|双方|两家|两边", text):
        scores["consultation"] = scores.get("consultation", 0) + 2
    if any(m.name.endswith(("总", "老板")) and not m.office for m in mentions):
        scores["enterprise"] = scores.get("enterprise", 0) + (0 if quarrel else 6)
        scores["errand"] = scores.get("errand", 0) * 0.4
    if (
        any(_FIRM_OF.match(text, m.end) for m in known)
        and not quarrel
        and not re.search(r"整改|隐患|责令|限他|检查|抽查|查仓库", text)
    ):
        scores["enterprise"] = scores.get("enterprise", 0) + 4
    if mentions and mentions[0].start < 8 and not mentions[0].office:
        came = re.match(
            r"[^，。]{0,2}来(?:村部|村委|社区|居委|办公室|找我|问|反映)", text[mentions[0].end : mentions[0].end + 10]
        )
        scores["other" if came else "visit"] = scores.get("other" if came else "visit", 0) + 2.2
        if re.match(r"[^，。]{0,4}(?:说|讲|反映)", text[mentions[0].end : mentions[0].end + 8]):
            scores["visit"] = scores.get("visit", 0) + 2
    opened = re.match(r"(?:今天|今早|早上|一早|上午|下午|早饭后|饭后)*(?:先)?(?:去|到|上)[^，。；0-9]{2,8}(?:家|屋头|屋里)", text)
    if opened and scores.get("labour", 0) and re.search(r"[说讲]|反映|想|坏|堵|漏", text[opened.end() : opened.end() + 24]):
        scores["labour"] *= 0.6  # a call on a household leads; the work came after
    if re.match(r".{0,8}(?:来)?电话|.{0,12}微信上", text):
        scores["visit"] = scores.get("visit", 0) - 3
