"""What to say about what could not be read: one sentence, with the place, what is wrong, and what to do.

No sentence repeats a personal number: problems are kept and shown to others than those who may see the numbers.
"""

from minqing.lib.xlsx import column_letter
from minqing.records.people.ledger.content import Problem

_SENTENCES = {
    "missing_name": "有这个人的信息却没有姓名（{at}），这一行没有导入；补上姓名再导入",
    "duplicate_person": "这个人前面已经登记过，姓名和身份证号都相同（{at}，前面在{detail}），这一行没有导入；多登的请删掉",
    "id_used_twice": "这个身份证号前面已登记在另一个人名下（{at}，前面在{detail}），这里没有采用；请核对是谁的号码",
    "id_lost_digits": "身份证号被 Excel 当成数字，后几位丢了（{at}）；把单元格改成“文本”格式，重新填完整号码再导入",
    "bad_id_length": "身份证号{detail}（{at}），应为18位；改好这一行再导入",
    "bad_id_checksum": "身份证号不对，校验码或出生日期对不上（{at}）；对照身份证改好这一行再导入",
    "bad_date": "日期{detail}（{at}），没有采用；照“1956-03-02”的样子改好再导入",
    "sex_conflict": "性别和身份证号对不上（{at}），按身份证号算；请核对",
    "bad_phone": "电话号码不对（{at}），不对的那个没有采用；手机要11位，座机要带区号，改好再导入",
    "two_heads": "这一户有两个户主（{at}），后一个没有算作户主；改好与户主关系再导入",
    "no_head": "这一户没有户主（{at}）；请在与户主关系里填上谁是户主",
    "unknown_relation": "与户主关系看不出是什么人（{at}），没有采用；请改成配偶、长子、儿媳、孙女这样的称呼",
    "unclear_mark": "这一格看不出是“是”还是“否”（{at}），没有采用；核实后打√或留空",
    "bad_number": "数目不是准数（{at}），没有采用；请只填数字",
    "too_long": "这一格有{detail}个字（{at}），后面的没有存下；改短再导入",
}

DATE_REASONS = {
    "impossible": "不存在",
    "future": "在今天以后",
    "lunar": "是农历",
    "ambiguous": "有几种读法",
    "century": "只有两位年份，分不清是哪个年代",
    "unclear": "看不明白",
    "conflict": "和身份证号里的出生日期对不上",
}


def length_words(length: int) -> str:
    """How many characters an ID number has too few or too many."""
    if 15 < length < 18:
        return f"少了{18 - length}位"
    return f"多了{length - 18}位" if 18 < length < 30 else "位数不对"


def make(sheet: str, row: int, column: int, header: str, problem: str, detail: str = "") -> Problem:
    letter = column_letter(column)
    return Problem(sheet, row, letter, header, problem, _SENTENCES[problem].format(at=f"{letter}{row}", detail=detail) + "。")
