"""The grammar of Chinese time expressions: compiled patterns, built once from the words of times.ttl.

Every quantifier is bounded, so that no text takes more than linear time. A *point* is one date at any precision (去年10月,
3月14日上午9时, 今年春节前夕, 上周三); its named groups are read by `kg.dates.points`.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from kg.dates.vocabulary import Vocabulary, vocabulary

GAP = "[ \u3000]{0,2}"
HAN = "[〇零一二三四五六七八九十廿卅百千两]"
FOUR = "[〇零一二三四五六七八九]{4}"
NUM = rf"(?:[0-9]{{1,4}}|{HAN}{{1,7}})"
TO = rf"{GAP}(?:起?至|到|[—–－~～─-]{{1,2}}){GAP}"
UNIT = "年|个[多半]?(?:月|季度)|个?[多半]?(?:星期|礼拜|小时|世纪)|周(?!边|围|期|转|年|岁|[一二三四五六日末])|天(?![津然空体])|分钟|秒钟?"
FEW = "[几数][十百千]?(?:个?(?:多)?(?:年|月|星期|小时|世纪)|天|周(?!边|围|期|转|年|岁)|日)(?:之前|以前|前|之后|后|以来|来|间)?"
AMOUNT = rf"(?P<n>{NUM}|半)(?P<more>[多余来])?(?P<unit>{UNIT})(?P<tail>[多半])?"
WEEKDAY = "[二三四五六](?![十百个名位项次])|日(?![本方元军韩])|一(?![系些样起道直带个次家批场份名位项定点])"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled patterns; `start` finds where any of the others may begin."""

    start: re.Pattern[str]
    point: re.Pattern[str]
    short_range: re.Pattern[str]
    to: re.Pattern[str]
    since: re.Pattern[str]
    before: re.Pattern[str]
    guard: re.Pattern[str]
    recurring: re.Pattern[str]
    ago: re.Pattern[str]
    window: re.Pattern[str]
    plan: re.Pattern[str]
    century: re.Pattern[str]
    lunar: re.Pattern[str]
    season_start: re.Pattern[str]
    duration: re.Pattern[str]
    years: re.Pattern[str]
    bare_year: re.Pattern[str]
    vague: re.Pattern[str]
    plan_name: re.Pattern[str]
    holiday_cue: re.Pattern[str]
    limit_cue: re.Pattern[str]
    counter: re.Pattern[str]
    same_period: re.Pattern[str]
    cue_before: re.Pattern[str]
    cue_after: re.Pattern[str]
    year_cue: re.Pattern[str]
    named: re.Pattern[str]
    variants: dict[int, str]


def _year(p: dict[str, str]) -> str:
    return (
        rf"(?:(?P<era>{p['era']}){GAP}(?P<eray>{NUM}|元){GAP}年"
        rf"|(?P<y>[0-9]{{4}}|{FOUR}){GAP}年度?(?![龄级])"
        rf"|(?P<yy>[0-9]{{2}}|{FOUR[:-3]}{{2}})年(?={NUM}月)"
        rf"|(?P<yrel>{p['year']}))"
    )


def _month(p: dict[str, str]) -> str:
    return rf"(?:(?P<m>{NUM}|元(?=月[0-9份初底上中下])){GAP}月份?(?![球亮薪均饼]|有余)|(?P<mrel>{p['month']}))"


def _point(p: dict[str, str]) -> str:
    iso = r"(?P<iy>[12][0-9]{3})(?P<sep>[-/.])(?P<im>[01]?[0-9])(?P=sep)(?P<id>[0-3]?[0-9])(?![0-9]|\.[0-9])"
    day = (
        rf"(?P<d>{NUM}){GAP}(?P<mark>日(?![游元线龄均内间来])|号(?![线楼院机令文台店馆厅井站车舱艇舰卫公高球码召称角房段坑墓航反泵船煤矿电]))"
        rf"|(?P<drel>{p['day']})"
    )
    inside = (
        rf"(?P<q>第?[一二三四1-4])个?季度|(?P<q1>首季度?)|(?P<qrel>{p['quarter']})|前(?P<qn>[二两三23])个?季度"
        rf"|(?P<half>{p['in half']})|[前头](?P<mn>{NUM})个?月(?:份)?"
        rf"|(?P<srel>{p['seasonYear']})?(?P<season>{p['season']})"
        rf"|[“\"]?(?P<hol>{p['holiday']})[”\"]?(?P<frame>{p['frame']})?(?:第(?P<nth>{NUM})[天日])?"
        rf"|(?P<yspot>{p['yearPart']})|(?P<ypart>{p['in year']})|(?P<mspot>{p['monthPart']})"
        rf"|(?P<whole>{p['wholeYear']})|(?P<within>{p['withinYear']})"
    )
    week = (
        rf"(?P<week>{p['week']})(?P<wd>{WEEKDAY}|[天末])?|(?P<wend>{p['weekend']})"
        rf"|(?P<stem>{p['weekday']})(?P<wd1>{WEEKDAY}|(?<=.期)天|(?<=.拜)天)"
    )
    paren = (
        rf"[（(]{GAP}(?:(?P<py>[0-9]{{4}})年)?(?:(?P<pm>{NUM})月)?(?P<pd>{NUM})日[^（）()]{{0,6}}[）)]"
        rf"|[（(](?:{p['weekday']})[一二三四五六日天][）)]"
    )
    clock = (
        rf"(?P<h>[0-9]{{1,2}}|{HAN}{{1,3}}){GAP}[时点](?![候间期代名评赞球钟多余左]|半(?:球|小时))档?"
        rf"(?:(?P<mi>{NUM})分|(?P<hh>半)|(?P<hq>[一三])刻|整)?|(?P<h2>[0-9]{{1,2}})[:：](?P<mi2>[0-9]{{2}})(?![0-9])"
    )
    return (
        rf"(?:{iso}|{_year(p)})?{GAP}的?(?:{_month(p)}{GAP}的?(?P<mpart>{p['in month']})?)?{GAP}(?:{inside})?{GAP}(?:{day})?"
        rf"(?:{week})?{GAP}(?:{paren})?(?P<daypart>{p['dayPart']})?{GAP}(?:{clock})?"
    )


def _start(v: Vocabulary) -> str:
    """Return the pattern of the first characters of any expression: whole words, and numbers with their unit."""
    rests: dict[str, set[str]] = defaultdict(set)
    words = [w for w, t in v.times.items() if t.unit not in {"seasonYear", "weekday"}]
    words += [w.strip("“”") for w in v.holidays] + [*v.eras, *v.words["vagueTimes"], *v.words["timeGuards"]]
    words += [w for w in v.windows if len(w) > 1] + [w for (scope, w) in v.parts if scope == "half"]
    words += [a + b for a, t in v.times.items() if t.unit == "seasonYear" for b in v.seasons]
    words += [a + b for a, t in v.times.items() if t.unit == "weekday" for b in "一二三四五六日天"]
    words += ["农历", "阴历", "旧历", "夏历", "正月", "冬月", "腊月", "大年", "年初", "上世", "本世", "下世", "首季"]
    for word in words:
        rests[word[0]].add(re.escape(word[1:]))
    branches = [f"{re.escape(a)}(?:{'|'.join(sorted(b))})" for a, b in sorted(rests.items())]
    return (
        r"(?<![0-9A-Za-z_.第月])[0-9]{1,4}(?:[ \u3000]{0,2}[年月日号天周个小时星礼世秒分多余来季、/.至到—–－~～─-]|(?<=[0-9]{4})(?![0-9]))"
        rf"|(?<!{HAN})(?<![第几数]){HAN}{{1,7}}[年月日号天周个小时星礼世秒分多余季五、至到—–－~～─-]"
        r"|[几数][十百千个年天周日小]|半(?:年|个|小|天)|第[一二三四1-4]个?季|[前头][0-9一二三四五六七八九十两]|每|入[春夏秋冬]|近[0-9一二三四五六七八九十两百半]"
        rf"|[“\"](?={NUM}[”\"]|{NUM}五|{v.patterns['holiday']})|{'|'.join(branches)}"
        rf"|{v.patterns['dayPart']}(?=[0-9一二三四五六七八九十两零])"
    )


@cache
def grammar() -> Grammar:
    """Return the grammar over the shipped words."""
    v = vocabulary()
    p = dict(v.patterns)
    point = _point(p)
    century = rf"(?P<c>{NUM})世纪|(?P<crel>[上本下])个?世纪"
    compiled = {
        "start": _start(v),
        "point": point,
        "short_range": rf"(?:{_year(p)}{GAP}的?)?(?:{_month(p)})?(?P<n1>{NUM}){GAP}(?:(?P<list>、){GAP}(?:{NUM}、){{0,3}}|{TO})"
        rf"(?P<n2>{NUM}){GAP}(?P<u>年度?(?![龄级])|月份?|日(?![游元线龄均内间])|号(?![线楼院]))(?:[两三四]月)?",
        "to": TO,
        "since": rf"{GAP}(?:(?P<open>{p['sinceWords']})|(?P<closed>以来|至今|迄今))",
        "before": rf"之前|以前|前(?![往来后夕所沿瞻景途方排段0-9一二三四五六七八九十两几]|{p['formerHeads']})",
        "guard": p["timeGuards"],
        "recurring": rf"每[隔逢]?(?P<n>{NUM})?(?P<more>)(?P<unit>{UNIT}|周|月|日|晚|季)(?P<tail>)[一二三四五六日]?的?",
        "ago": rf"{AMOUNT}(?P<way>之前|以前|前(?![往来夕三两二0-9一后所])|之后|以后|后(?![来期方勤])|以来|来(?![自临到访说看源往电信宾客了的]))",
        "window": rf"(?P<win>{p['window']})的?这?{AMOUNT}(?P<way>以来|来|之?内|间|里|中(?![国方东欧央美俄日非]))?",
        "plan": rf"(?P<quote>[“\"])?(?P<plan>十?[一二三四五六七八九十])五(?P<close>[”\"])?(?:(?P<ppart>{p['in plan']})|(?P<during>期间|时期|以来))?",
        "century": rf"(?:{century})(?:(?P<ten>[0-9]0|[一二三四五六七八九]十)年代)?(?P<cpart>{p['in century']})?"
        rf"|(?P<first>[二三四五六七八九])?(?P<only>[0-9]0|[二三四五六七八九]十)(?:[、至到-](?P<also>[0-9]0))?年代(?P<cpart2>{p['in century']})?",
        "lunar": rf"(?:{_year(p)})?(?P<calendar>[农阴旧夏]历)?(?:(?P<ganzhi>[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥])年)?"
        r"(?:(?P<leap>闰)?(?P<lm>正|冬|腊|[一二三四五六七八九十]{1,2})月"
        r"(?P<ld>初[一二三四五六七八九十]|[二廿]?十[一二三四五六七八九]?|廿[一二三四五六七八九]|三十)?|大?年初(?P<ny>[一二三四五六七八九十]))",
        "season_start": rf"入(?P<season>{p['season']})以?来",
        "duration": rf"(?:{AMOUNT.replace('(?P<n>', '(').replace('(?P<more>', '(').replace('(?P<unit>', '(').replace('(?P<tail>', '(')}"
        rf"零?){{1,3}}|{NUM}周年",
        "years": rf"(?P<y1>[12][0-9]{{3}}){TO}(?P<y2>[12][0-9]{{3}})(?![0-9.])",
        "bare_year": r"[12][0-9]{3}(?![0-9.,:：%％/-])",
        "vague": rf"(?<![0-9今昨明]){p['vagueTimes']}|{FEW}",
        "plan_name": rf"[”\"]?[^\W的]{{0,14}}?{p['planNameHeads']}",
        "holiday_cue": rf"{p['holidayCues']}$",
        "limit_cue": rf"{p['limitCues']}$",
        "counter": p["timeCounters"],
        "same_period": p["samePeriodWords"],
        "cue_before": rf"{p['futureTimeCues']}[^，。；！？、\n]{{0,8}}$",
        "cue_after": rf"{GAP}{p['futureTimeCues']}",
        "year_cue": rf"{p['bareYearCues']}$",
        "named": rf"[^\W的了提出将在为]{{0,6}}?{p['timeNameHeads']}",
    }
    variants = {ord(pair[0]): pair[1] for pair in v.words["timeVariants"]}
    return Grammar(**{k: re.compile(s) for k, s in compiled.items()}, variants=variants)
