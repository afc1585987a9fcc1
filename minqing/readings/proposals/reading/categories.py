"""To which part of life a matter belongs, by the words of its description."""

import re

_WORDS: tuple[tuple[str, float, str], ...] = (
    (
        "medical",
        2,
        r"医|药|病|手术|住院|血压|血糖|拐棍|拐杖|轮椅|助听器|老花镜|眼镜|墨镜|假牙|看不清|眼睛|残疾证|残联|慢病|"
        r"癌|尿毒|透析|化疗|瘫|中风|脑梗|脑血栓|心脏|腰|腿|摔|骨折|烧伤|膏药|血糖仪|血压计|复查|康复|牙|体检|疫苗|"
        r"耳|发烧|护理",
    ),
    (
        "education",
        2.2,
        r"学费|上学|读书|大学|高中|小学|中学|幼儿园|辍学|助学|入学|转学|学籍|补课|作业|奖学|学校|书包|课本|培训班|"
        r"学个|学厨|学开车|学技术|孩子上不|班级群|学生|老师|中专|技校",
    ),
    (
        "security",
        2,
        r"低保|养老|补贴|津贴|社保|五保|特困|救助|抚恤|丧葬|高龄|临时救助|养老金|身份认证|养老认证|优待|退役|参保|"
        r"身份证|存折|银行卡|残补|失业金|生育|工伤保险",
    ),
    (
        "transport",
        2,
        r"路(?!费|口积水)|桥|公交|班车|停车|车位|路灯|充电桩|电动车棚|车棚|出行|红绿灯|坑洼|坐车|搭车|快递|客车|"
        r"驾照|加宽|货车|校车|减速带",
    ),
    (
        "environment",
        2,
        r"垃圾|臭|粪|(?:排水|阴|边|臭|污)水?沟|油烟|噪音|噪声|吵得|污水|排水沟|边沟|污染|灰尘|化粪池|公厕|厕所满|蚊|老鼠|狗半夜|狗叫|广场舞|"
        r"绿化|河道|死猪|滴水|外机|秸秆味|扬尘|异味|水沟堵|杂草|树叶",
    ),
    ("clothing", 2, r"棉被|被子|被褥|棉衣|衣服|棉鞋|鞋|手套|帽子|围巾|热水袋|袜|毛毯|床单"),
    ("food", 2, r"米(?!尺|线厂)|面粉|没吃|断粮|口粮|吃的|粮食不够|油盐|菜吃|断顿|揭不开锅|吃饭|吃食|奶粉"),
    (
        "housing",
        1.8,
        r"房|屋|瓦|墙|漏|水管|自来水|没水|停水|喝水|吃水|饮水|水窖|引水|井|电(?!话|动车|视|商)|停电|跳闸|太阳能|"
        r"暖气|炕|灶|烟囱|柴|煤|取暖|火炉|热水器|下水道|水龙头|厕所|门(?!口|票|诊|前|后)|窗|锅炉|供暖|宿舍|装修|电梯|"
        r"帐篷|天花板|楼道|返水|返潮|地基|宅基|堂屋|院墙|马桶|燃气|液化气罐|灯",
    ),
    (
        "work",
        1.6,
        r"(?<!基)地(?!方|震|边界)|田|庄稼|苞米|玉米|稻|麦|苗|种|肥|农|牛|羊|猪|鸡|鸭|鱼|蜂|果|茶|胶|橡胶|药材|"
        r"虫草|棚|收成|销|卖|工作|打工|活(?!动)|岗|招工|工钱|工资|款|贷|资金|周转|订单|退税|执照|办证|合作社|大棚|"
        r"水渠|灌|浇|旱|淹|减产|绝收|垄|地界|界|晒谷|分水|放水|打药|生意|店|作坊|产业|技术|机井|水泵|堰塘|涵管|厂|"
        r"企业|停工|失业|下岗|工|收入|民宿|草料|草场|圈|项目",
    ),
    ("other", 1.2, r"电视|手机|照|收音机|排练|唱|戏|跳舞|猫|拍|微信|上网|宽带|网"),
)
_COMPILED = tuple((name, weight, re.compile(words)) for name, weight, words in _WORDS)


def category_of(kind: str, about: str, context: str = "") -> str:
    """The category of a matter. A danger is always `safety`."""
    if kind == "hazard":
        return "safety"
    scores = {name: weight * min(2, len(words.findall(about))) for name, weight, words in _COMPILED}
    firsts = {name: m.start() for name, _, words in _COMPILED if (m := words.search(about))}
    if firsts:  # what a matter is about is mostly said first
        scores[min(firsts, key=lambda k: firsts[k])] += 0.8
    if kind == "enterprise":
        scores["work"] += 1.5
    if kind == "project" and re.search(r"路|桥|灯|车", about):
        scores["transport"] += 2
    best = max(scores, key=lambda k: scores[k])
    if scores[best]:
        return best
    if context:
        return category_of(kind, context)
    return "work" if kind in {"enterprise", "monitor"} else "other"
