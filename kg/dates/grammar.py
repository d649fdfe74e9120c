"""The grammar of Chinese time expressions: compiled patterns, built once from the words of times.ttl.

Every quantifier is bounded, so that no text takes more than linear time. A *point* is one date at any precision
(去年10月, 3月14日上午9时, 今年春节前夕, 上周三); its named groups are read by `kg.dates.points`.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from kg.dates.vocabulary import Vocabulary, shipped_words

GAP = "[ \t\u00a0\u3000]{0,2}"
HAN = "[〇零一二三四五六七八九十廿卅百千两]"
TWO, FOUR = "[〇零一二三四五六七八九]{2}", "[〇零一二三四五六七八九]{4}"
NUM = rf"(?:[0-9]{{1,4}}|{HAN}{{1,7}})"
TO = rf"{GAP}(?:起?至|到|[—–－~～─-]{{1,2}}){GAP}"
ISO = r"(?P<iy>[12][0-9]{3})(?P<sep>[-/.])(?P<im>[01]?[0-9])(?P=sep)(?P<id>[0-3]?[0-9])(?![0-9]|\.[0-9])"
STEPS = "[年月日号天周个小时星礼世秒分多余季、/至到—–－~～─-]"  # what may follow a number in a time


@dataclass(frozen=True, slots=True)
class Grammar:
    """`start` finds where an expression may begin, `kinds` has a pattern for each kind, `amount` reads a duration.

    The rest look around.
    """

    start: re.Pattern[str]
    amount: re.Pattern[str]
    point: re.Pattern[str]
    kinds: Mapping[str, re.Pattern[str]]
    to: re.Pattern[str]
    since: re.Pattern[str]
    before: re.Pattern[str]
    about: re.Pattern[str]
    names: Mapping[str, re.Pattern[str]]
    cues: Mapping[str, re.Pattern[str]]
    variants: Mapping[int, str]


def _unit(p: Mapping[str, str]) -> str:
    counted = "个[多半]?(?:月|季度)|个?[多半]?(?:星期|礼拜|小时|世纪)"
    return rf"年|{counted}|{p['weekUnits']}|{p['dayUnits']}|分钟|秒钟?"


def _amount(p: Mapping[str, str]) -> str:
    return rf"(?P<n>{NUM}|半)(?P<more>[多余来])?(?P<unit>{_unit(p)})(?P<tail>[多半])?"


def _few(p: Mapping[str, str]) -> str:
    return (
        rf"[几数][十百千]?(?:个?多?(?:年|月|星期|小时|世纪)|天|{p['weekUnits']}|日)"
        "(?:之前|以前|前|之后|后|以来|来|间)?"
    )


def _weekday(p: Mapping[str, str]) -> str:
    return rf"{p['weekdayNumbers']}|{p['sundayNumbers']}|{p['mondayNumbers']}"


def _year(p: Mapping[str, str]) -> str:
    return (
        rf"(?:(?P<era>{p['era']}){GAP}(?P<eray>{NUM}|元){GAP}年"
        rf"|(?P<y>[0-9]{{4}}|{FOUR}){GAP}{p['yearMarks']}"
        rf"|(?P<yy>[0-9]{{2}}|{TWO})年(?={NUM}月)"
        rf"|(?P<yrel>{p['year']}))"
    )


def _month(p: Mapping[str, str]) -> str:
    number = rf"(?P<m>{NUM}|元(?=月[0-9份初底上中下])){GAP}{p['monthMarks']}"
    return rf"(?:{number}|(?P<mrel>{p['month']}))"


def _inside(p: Mapping[str, str]) -> str:
    """Return the parts of a year: quarters, halves, first months, seasons, feasts, beginning and end."""
    return (
        rf"(?P<q>第?[一二三四1-4])个?季度(?P<qpart>{p['in quarter']})?"
        rf"|(?P<q1>首季度?)|(?P<qrel>{p['quarter']})|前(?P<qn>[二两三23])个?季度"
        rf"|(?P<half>{p['in half']})|[前头](?P<mn>{NUM})个?月份?"
        rf"|(?P<srel>{p['seasonYear']})?(?P<season>{p['season']})"
        rf"|[“\"]?(?P<hol>{p['holiday']})[”\"]?(?P<frame>{p['frame']})?(?:第(?P<nth>{NUM})[天日])?"
        rf"|(?P<yspot>{p['yearPart']})|(?P<ypart>{p['in year']})|(?P<mspot>{p['monthPart']})"
        rf"|(?P<whole>{p['wholeYear']})|(?P<within>{p['withinYear']})"
    )


def _point(p: Mapping[str, str]) -> str:
    day = rf"(?P<d>{NUM}){GAP}(?P<mark>{p['dayMarks']}|{p['numberMarks']})|(?P<drel>{p['day']})"
    week = (
        rf"(?P<week>{p['week']})(?P<wd>{_weekday(p)}|[天末])?|(?P<wend>{p['weekend']})"
        rf"|(?P<stem>{p['weekday']})(?P<wd1>{_weekday(p)}|(?<=.期)天|(?<=.拜)天)"
    )
    bracket = (
        rf"[（(]{GAP}(?:(?P<py>[0-9]{{4}})年)?(?:(?P<pm>{NUM})月)?(?P<pd>{NUM})日[^（）()]{{0,6}}[）)]"
        rf"|[（(](?:{p['weekday']})[一二三四五六日天][）)]"
    )
    clock = (
        rf"(?P<h>[0-9]{{1,2}}|{HAN}{{1,3}}){GAP}{p['hourMarks']}档?"
        rf"(?:(?P<mi>{NUM})分|(?P<hh>半)|(?P<hq>[一三])刻|整)?"
        r"|(?P<h2>[0-9]{1,2})[:：](?P<mi2>[0-9]{2})(?![0-9])"
    )
    return (
        rf"(?:{ISO}|{_year(p)})?{GAP}的?(?:{_month(p)}{GAP}的?(?P<mpart>{p['in month']})?)?"
        rf"{GAP}(?:{_inside(p)})?{GAP}(?:{day})?(?:{week})?"
        rf"{GAP}(?:{bracket})?(?P<daypart>{p['dayPart']})?{GAP}(?:{clock})?"
    )


def _kinds(p: Mapping[str, str]) -> dict[str, str]:
    """Return the kinds of expressions that are no points; of two of the same length, the first wins."""
    ten = "[一二三四五六七八九十]"
    amount = unnamed = _amount(p)
    for group in ("n", "more", "unit", "tail"):
        unnamed = unnamed.replace(f"(?P<{group}>", "(?:")
    return {
        "guard": p["timeGuards"],
        "recurring": rf"每[隔逢]?(?P<n>{NUM}|半)?(?P<unit>{_unit(p)}|周|月|日|晚|季)[一二三四五六日]?的?",
        "ago": amount + rf"(?P<way>之前|以前|{p['agoWords']}|之后|以后|{p['laterWords']}|以来|{p['sinceThenWords']})",
        "window": rf"(?P<win>{p['window']})的?这?{amount}(?P<way>以来|来|之?内|间|里|{p['withinWords']})?",
        "plan": rf"(?P<quote>[“\"])?(?P<plan>十?{ten})五(?P<close>[”\"])?"
        rf"(?:(?P<ppart>{p['in plan']})|(?P<during>期间|时期|以来))?",
        "century": rf"(?:(?:公元(?P<bc>前)?)?(?P<c>{NUM})世纪|(?P<crel>[上本下])个?世纪)?"
        rf"(?:(?P<first>{ten})?(?P<ten>[0-9]0|{ten}十)(?:[、至到-](?P<also>[0-9]0|{ten}十))?年代)?"
        rf"(?P<cpart>{p['in century']})?",
        "lunar": rf"(?:{_year(p)})?(?P<calendar>{p['lunarCalendars']})?"
        r"(?:(?P<ganzhi>[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥])年)?"
        rf"(?:(?P<leap>闰)?(?P<lm>正|冬|腊|{ten}{{1,2}})月(?P<ld>初{ten}|[二廿]?十{ten}?|廿{ten}|三十|{ten})?"
        rf"|大?年初(?P<ny>{ten}))",
        "season_start": rf"入(?P<season>{p['season']})以?来",
        "short_range": rf"(?:{_year(p)}{GAP}的?)?(?:{_month(p)})?"
        rf"(?P<n1>{NUM}){GAP}(?:(?P<list>、){GAP}(?:{NUM}、){{0,3}}|{TO})(?P<n2>{NUM}){GAP}"
        rf"(?P<u>{p['yearMarks']}|月份?|{p['dayMarks']}|{p['numberMarks']})(?:[两三四]月)?",
        "years": rf"(?P<y1>[12][0-9]{{3}}){TO}(?P<y2>[12][0-9]{{3}})(?![0-9.])",
        "bare_year": r"[12][0-9]{3}(?![0-9.,:：%％/-])",
        "vague": rf"(?<![0-9今昨明]){p['vagueTimes']}|{_few(p)}",
        "duration": rf"(?:{unnamed}零?){{1,3}}|{NUM}周年",
    }


def _start(v: Vocabulary) -> str:
    """Return the pattern of the first characters of any expression: whole words, and numbers with their unit."""
    stems = {"seasonYear": v.seasons, "weekday": "一二三四五六日天"}
    words = [w for w, t in v.times.items() if t.unit not in stems]
    words += [a + b for a, t in v.times.items() for b in stems.get(t.unit, ())]
    words += [*(w.strip("“”") for w in v.holidays), *v.eras, *v.words["vagueTimes"], *v.words["timeGuards"]]
    words += [w for w in v.windows if len(w) > 1] + [w for scope, w in v.parts if scope == "half"]
    words += [*v.words["timeStarts"], *v.words["lunarCalendars"]]
    rests: dict[str, set[str]] = defaultdict(set)
    for word in words:
        rests[word[0]].add(re.escape(word[1:]))
    firsts = {*"0123456789“\"", *HAN[1:-1], *"几数半第前每入近", *rests, *(word[0] for word in v.day_parts)}
    quick = f"(?=[{''.join(map(re.escape, sorted(firsts)))}])"  # fails at most characters at once
    return quick + "(?:{})".format("|".join(
        [
            rf"(?<![0-9A-Za-z_.第月])[0-9]{{1,4}}(?:{GAP}{STEPS}|\.[01]?[0-9]\.|(?<=[0-9]{{4}})(?![0-9]))",
            rf"(?<!{HAN})(?<![第几数]){HAN}{{1,7}}(?:{STEPS}|五)",
            "[几数][十百千个年天周日小]|半(?:年|个|小|天)|第[一二三四1-4]个?季|[前头][0-9一二三四五六七八九十两]",
            "每|入[春夏秋冬]|近[0-9一二三四五六七八九十两百半]",
            rf"[“\"](?={NUM}[”\"]|{NUM}五|{v.patterns['holiday']})",
            *(f"{re.escape(a)}(?:{'|'.join(sorted(b))})" for a, b in sorted(rests.items())),
            rf"{v.patterns['dayPart']}(?=[0-9一二三四五六七八九十两零])",
        ]
    ))


@cache
def compiled_grammar() -> Grammar:
    """Return the grammar over the shipped words."""
    v = shipped_words()
    p = v.patterns
    no_deadline = rf"{p['deadlineNot']}|{p['formerHeads']}"
    names = {
        "year": rf"[^\W的了提出将在为]{{0,6}}?{p['timeNameHeads']}",
        "plan": rf"[”\"]?[^\W的]{{0,14}}?{p['planNameHeads']}",
        "counter": p["timeCounters"],
        "same_period": p["samePeriodWords"],
    }
    cues = {
        "ahead": rf"{p['futureTimeCues']}[^，。；！？、\n]{{0,8}}$",
        "ahead_after": rf"{GAP}{p['futureTimeCues']}",
        "year": rf"{p['bareYearCues']}$",
        "holiday": rf"{p['holidayCues']}$",
        "limit": rf"{p['limitCues']}$",
    }
    return Grammar(
        start=re.compile(_start(v)),
        amount=re.compile(_amount(p)),
        point=re.compile(_point(p)),
        kinds=MappingProxyType({k: re.compile(s) for k, s in _kinds(p).items()}),
        to=re.compile(TO),
        since=re.compile(rf"{GAP}(?:(?P<open>{p['sinceWords']})|(?P<closed>{p['untilNowWords']}))"),
        before=re.compile(rf"之前|以前|前(?!{no_deadline})"),
        about=re.compile(p["aboutTimeWords"]),
        names=MappingProxyType({k: re.compile(s) for k, s in names.items()}),
        cues=MappingProxyType({k: re.compile(s) for k, s in cues.items()}),
        variants=MappingProxyType({ord(pair[0]): pair[1] for pair in v.words["timeVariants"]}),
    )
