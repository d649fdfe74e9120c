"""What counts as a name: sentences of our own with the mentions a careful reader marks, and laws for any text."""

from itertools import pairwise

import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from kg.errors import ReadError
from kg.model import Document, Mention
from kg.ontology import Ontology, load
from kg.read import from_text
from kg.recognise import mentions
from kg.segment import sentences, turns


def found(text: str, ontology: Ontology, title: str = "") -> tuple[Mention, ...]:
    return read(from_text(text, ontology, title=title, date="2024-03-08"), ontology)


def read(document: Document, ontology: Ontology) -> tuple[Mention, ...]:
    spoken = turns(document, ontology)
    return mentions(document, sentences(document, spoken), spoken, ontology)


def marked(text: str, ontology: Ontology) -> list[str]:
    """The mentions in order as "text/Type", titles left out, members of one compound once."""
    seen: dict[tuple[int, int, str], str] = {}
    for m in found(text, ontology):
        if m.field == "text" and m.type != "Title":
            seen.setdefault((m.begin, m.stop, m.type), f"{m.text}/{m.type}")
    return list(seen.values())


PEOPLE = [
    ("title, then a foreign name", "俄罗斯总统普京20日抵达。", ["俄罗斯/Country", "普京/Person"]),
    ("an unknown foreign name", "苏丹外长阿卜杜拉希德表示赞同。", ["苏丹/Country", "阿卜杜拉希德/Person"]),
    ("a name before its title", "同瓦伊纳外长举行会谈。", ["瓦伊纳/Person"]),
    ("the right edge: a date", "古巴旅游部长加西亚4日宣布。", ["古巴/Country", "加西亚/Person"]),
    ("the right edge: a preposition", "国家副主席韩正在北京会见来宾。", ["韩正/Person", "北京/Place"]),
    (
        "the right edge: a verb",
        "南非总统拉马福萨率外长潘多尔出席。",
        ["南非/Country", "拉马福萨/Person", "潘多尔/Person"],
    ),
    ("a chain of titles", "国务委员兼外长王毅表示。", ["王毅/Person"]),
    (
        "three characters to the comma",
        "中国驻南非大使陈晓东也到机场。",
        ["中国/Country", "南非/Country", "陈晓东/Person"],
    ),
    ("a Vietnamese name", "越南国防部长潘文江说。", ["越南/Country", "潘文江/Person"]),
    ("a Japanese name", "日本外相茂木敏充在会谈中说。", ["日本/Country", "茂木敏充/Person"]),
    ("a dot within", "基金会主席安娜·贝利洛娃致辞。", ["安娜·贝利洛娃/Person"]),
    ("a dotted name without licence", "文章说，普拉博沃·苏比延多当选。", ["普拉博沃·苏比延多/Person"]),
    ("another middle dot", "首相本•萨勒曼说。", ["本•萨勒曼/Person"]),
    (
        "learnt once, then bare",
        "澳大利亚总理莫里尼森说。莫里尼森称该图不实。",
        ["澳大利亚/Country", "莫里尼森/Person", "莫里尼森/Person"],
    ),
    ("the last part of a full name", "主席比尔·海因茨到访。海因茨表示赞赏。", ["比尔·海因茨/Person", "海因茨/Person"]),
    (
        "a list after a name",
        "国务院副总理何立峰、张庆华、吴新民出席。",
        ["国务院/Organization", "何立峰/Person", "张庆华/Person", "吴新民/Person"],
    ),
    (
        "a list by its end",
        "会后，众人离开。\n丁建国、王海涛、何文彬等参加会见。",
        ["丁建国/Person", "王海涛/Person", "何文彬/Person"],
    ),
    ("surname and title", "习主席出访，李总理陪同。", ["习主席/Person", "李总理/Person"]),
    ("a spouse", "总统卡鲁尼和夫人马丽娅同机抵达。", ["卡鲁尼/Person", "马丽娅/Person"]),
    ("a reporter", "本报北京12月8日电（记者吴立刚）", ["北京/Place", "吴立刚/Person"]),
    ("no person: a noun after a title", "习近平主席贺信指出，总统选举将举行，代表团抵达。", ["习近平/Person"]),
    ("no person: a verb that looks like a title", "我代表中方表示，有关官员高度赞赏。", ["中方/Country"]),
    ("no person: a collective before a verb", "会议指出，双方表示，分析人士认为，国际社会强调。", []),
    ("a regnal name", "摩洛哥国王卡里姆六世说。", ["摩洛哥/Country", "卡里姆六世/Person"]),
    ("a name that begins like a city", "法国外长科隆纳访问。", ["法国/Country", "科隆纳/Person"]),
    ("a Japanese name before an edge", "日本前首相海部正树去世。", ["日本/Country", "海部正树/Person"]),
    ("a compound surname", "中国驻法国大使欧阳正明说。", ["中国/Country", "法国/Country", "欧阳正明/Person"]),
    ("a name by its case", "会谈及柳云舟案？该案已审。", ["柳云舟/Person"]),
    ("an odd first character", "委员真蒂洛卡21日说。", ["真蒂洛卡/Person"]),
    ("no person: a form of address", "争做新时代大先生。女士们、先生们。", []),
]

STATES = [
    ("a frame before", "对华关系和访俄之行。", ["华/Country", "俄/Country"]),
    ("a frame after", "法总统表示，英外交大臣说，德方回应。", ["法/Country", "英/Country", "德方/Country"]),
    ("a pair", "中法关系发展良好。", ["中法/Country"]),
    ("a run of three", "中吉乌三国合作。", ["中吉乌/Country"]),
    (
        "a pair by what the text names",
        "中国和特立尼达和多巴哥友好，中特关系密切。",
        ["中国/Country", "特立尼达和多巴哥/Country", "中特/Country"],
    ),
    (
        "an ambiguous side by what the text names",
        "巴西总统卢拉说，巴方支持。",
        ["巴西/Country", "卢拉/Person", "巴方/Country"],
    ),
    ("the longest name", "南苏丹与苏丹相邻。", ["南苏丹/Country", "苏丹/Country"]),
    ("no state: words with the same characters", "他们在法律、意义、日程和美好生活上方法多样，双方各方。", []),
    ("no state: a preposition", "以中国为重，以合作求发展。", ["中国/Country"]),
    ("no state: a day", "8月8日外交部举行记者会。", ["外交部/Organization"]),
    (
        "region and state",
        "中非人民在非洲相会，中非共和国派员。",
        ["中非/Country", "中非/Place", "非洲/Place", "中非共和国/Country"],
    ),
    ("a tail that is no part", "他前往印太地区。", ["印太/Place"]),
    ("an army, not its people", "俄罗斯说，俄军人员伤亡。", ["俄罗斯/Country", "俄军/Organization"]),
    ("a list of short names", "美、英、法三国。", ["美/Country", "英/Country", "法/Country"]),
    (
        "alone between an edge and a word",
        "美国说，伊朗称美侦察机飞近。",
        ["美国/Country", "伊朗/Country", "美/Country"],
    ),
    ("no state: an adverb and an adjective", "美国。最美城市，更美的生活。", ["美国/Country"]),
    ("a region that a head word hides", "涉港、涉疆问题。", ["港/Place", "疆/Place"]),
]

BODIES = [
    (
        "a ministry with its state",
        "俄外交部称，英国国家统计局公布。",
        ["俄外交部/Organization", "英国国家统计局/Organization"],
    ),
    ("not the ministry when the title is longer", "中国外交部长抵达。", ["中国/Country"]),
    (
        "body and title apart",
        "中共中央政治局委员、国务院总理李强。",
        ["中共中央政治局/Organization", "国务院/Organization", "李强/Person"],
    ),
    ("an army", "俄军打击乌军目标。", ["俄军/Organization", "乌军/Organization"]),
    ("a society behind its state", "美国供应链研究学会发布数据。", ["美国供应链研究学会/Organization"]),
    ("a firm of any name", "他参观了推特公司。", ["推特公司/Organization"]),
    ("an embassy", "中国驻肯尼亚使馆举办招待会。", ["中国驻肯尼亚使馆/Organization"]),
    (
        "a provincial government",
        "由商务部和福建省人民政府主办。",
        ["商务部/Organization", "福建省人民政府/Organization"],
    ),
    (
        "the bare tail later",
        "苏丹迅捷支援部队宣布，迅捷支援部队撤离。",
        ["苏丹迅捷支援部队/Organization", "迅捷支援部队/Organization"],
    ),
    (
        "defined in brackets",
        "西非国家经济共同体（以下简称“共体”）开会，共体表示。",
        ["西非国家经济共同体/Organization", "共体/Organization", "共体/Organization"],
    ),
    ("a party keeps its state", "俄罗斯统一俄罗斯党主席到访。", ["俄罗斯统一俄罗斯党/Organization"]),
    ("no body: a government", "日本政府和美国当局表态，多家公司、武装组织参与。", ["日本/Country", "美国/Country"]),
    ("no body: half a word", "中国部分城市，美国局势，日本市场。", ["中国/Country", "美国/Country", "日本/Country"]),
    (
        "press conference labels",
        "《南山晚报》记者：有何评论？\n王晓琳：我们注意到。\n路透社记者：谢谢。\n王晓琳：好。",
        ["南山晚报/Organization", "王晓琳/Person", "路透社/Organization", "王晓琳/Person"],
    ),
    ("a force and where it is", "解放军驻香港部队轮换。", ["解放军驻香港部队/Organization"]),
    ("a mission begins with its state", "中国暂扣日本驻华使馆人员。", ["中国/Country", "日本驻华使馆/Organization"]),
    ("a committee of a city", "北京市委举行会议。", ["北京市委/Organization"]),
    ("a national body", "国家防灾减灾救灾委员会说。", ["国家防灾减灾救灾委员会/Organization"]),
    ("no body: departments", "中国国家安全部门调查。", ["中国/Country"]),
    (
        "the long name of the state before a title",
        "中华人民共和国国务院总理到访。",
        ["中华人民共和国/Country", "国务院/Organization"],
    ),
]

WORKS = [
    ("a numbered forum", "第三届“一带一路”国际合作高峰论坛开幕。", ["第三届“一带一路”国际合作高峰论坛/Forum"]),
    ("two regions", "第25次东盟与中日韩（10+3）领导人会议召开。", ["第25次东盟与中日韩（10+3）领导人会议/Forum"]),
    ("a forum of any name", "他出席长安绿洲论坛。", ["长安绿洲论坛/Forum"]),
    ("an edition of a known meeting", "第17届东亚峰会举行。", ["第17届东亚峰会/Forum"]),
    ("a national meeting", "十四届全国人大二次会议闭幕。", ["十四届全国人大二次会议/Event"]),
    ("no meeting: two states", "中法元首会晤取得成果，本届论坛落幕，重要会议召开。", ["中法/Country"]),
    ("a shared future", "构建更加紧密的中柬命运共同体。", ["中柬命运共同体/Initiative"]),
    ("an initiative without its head", "高质量共建“一带一路”倡议。", ["一带一路/Initiative"]),
    ("a quoted formula with its head", "中方提出“双轨并进”思路。", ["中方/Country", "“双轨并进”思路/Initiative"]),
    ("no initiative", "中方发出倡议，休戚与共的命运共同体。", ["中方/Country"]),
    ("title marks", "《开罗宣言》和《南岭合作规划》。", ["开罗宣言/Document", "南岭合作规划/Document"]),
    (
        "an agreement of two",
        "完成中新自由贸易协定谈判。新加坡总理说。",
        ["中新自由贸易协定/Document", "新加坡/Country"],
    ),
    ("a numbered resolution", "根据第2231号决议要求。", ["第2231号决议/Document"]),
    (
        "a quoted head of a longer name",
        "商谈“南岭行为准则”，推进“准则”磋商。",
        ["南岭行为准则/Document", "准则/Document"],
    ),
    ("no document", "双方发表声明，达成协议。", []),
    ("an anniversary that is the occasion", "就中法建交60周年互致贺电。", ["中法建交60周年/Event"]),
    ("games with their year", "2022年北京冬奥会。", ["2022年北京冬奥会/Event"]),
    ("a formula that somebody proposed", "他提出的“五个共建”主张。", ["五个共建/Initiative"]),
    ("no edition in particular", "新一届中非合作论坛峰会将举行。", ["中非合作论坛/Forum"]),
    (
        "an anniversary joined to a forum",
        "竹编援外20周年暨助力减贫国际合作论坛开幕。",
        ["竹编援外20周年暨助力减贫国际合作论坛/Forum"],
    ),
    ("a numbered festival", "第五届中国歌剧节开幕。", ["第五届中国歌剧节/Event"]),
    ("a numbered census", "第五次全国经济普查开始。", ["第五次全国经济普查/Event"]),
    ("a conference of a treaty", "《禁雷公约》第九次审议大会闭幕。", ["《禁雷公约》第九次审议大会/Forum"]),
    ("item numbers stay outside", "（5）第四届运河文化博览会开幕。", ["第四届运河文化博览会/Forum"]),
    ("no text: a programme", "《新闻联播》播出。", []),
]

PLACES = [
    ("a head after a foreign name", "俄军在瓦尔戈罗德州拦截无人机。", ["俄军/Organization", "瓦尔戈罗德州/Place"]),
    ("a place and its airport", "抵达约翰内斯堡坦博国际机场。", ["约翰内斯堡坦博国际机场/Place"]),
    ("a list with a known place", "打击了顿涅茨克、库皮扬诺夫卡等方向。", ["顿涅茨克/Place", "库皮扬诺夫卡/Place"]),
    ("a capital, however short", "西科尔多凡州首府富拉发生冲突。", ["西科尔多凡州/Place", "富拉/Place"]),
    (
        "a county behind its province",
        "江苏省太仓市和四川南江县。",
        ["江苏省/Place", "太仓市/Place", "四川/Place", "南江县/Place"],
    ),
    ("a direction", "在赫尔松、南顿涅茨克等地。", ["赫尔松/Place", "南顿涅茨克/Place"]),
    ("no place by chance", "医保定点机构。", []),
    ("a place right behind its state", "日本能登半岛。", ["日本/Country", "能登半岛/Place"]),
    ("no place: a ship", "山东舰编队。", []),
    ("the town in its name", "韩国大邱市一家工厂。", ["韩国/Country", "大邱市/Place"]),
]


CASES = [
    pytest.param(text, expected, id=name)
    for kind in (PEOPLE, STATES, BODIES, WORKS, PLACES)
    for name, text, expected in kind
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_names_are_found_as_a_reader_marks_them(text: str, expected: list[str], ontology: Ontology) -> None:
    assert marked(text, ontology) == expected


def test_a_compound_is_one_mention_for_each_member(ontology: Ontology) -> None:
    members = [m for m in found("新马泰三国和中俄两国。", ontology) if m.text in ("新马泰", "中俄")]
    assert [(m.text, m.iri.rsplit("/", 1)[1]) for m in members] == [
        ("新马泰", "MY"), ("新马泰", "SG"), ("新马泰", "TH"), ("中俄", "CN"), ("中俄", "RU"),
    ]  # fmt: skip


def test_an_ambiguous_short_name_means_the_state_named_last(ontology: Ontology) -> None:
    text = "巴西宣布。巴方欢迎。巴基斯坦回应。巴方满意。"
    assert [m.iri[-2:] for m in found(text, ontology) if m.text == "巴方"] == ["BR", "PK"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国务委员兼外长王毅", ["国务委员", "外长"]),
        ("俄罗斯前总统梅德韦杰夫", ["前总统"]),
        ("英国国际贸易大臣特拉斯", ["国际贸易大臣"]),
        ("尼加拉瓜驻华大使科罗内尔", ["大使"]),
        ("习近平总书记", ["总书记"]),
        ("巴勒斯坦法塔赫主席、总统阿巴斯", ["主席", "总统"]),
        ("他当上了主席。", []),
    ],
)
def test_titles_stand_beside_names(text: str, expected: list[str], ontology: Ontology) -> None:
    assert [m.text for m in found(text, ontology) if m.type == "Title"] == expected


def test_a_name_in_the_text_is_found_in_the_headline(ontology: Ontology) -> None:
    got = found("孟加拉国总理纳西娅当选连任。", ontology, title="多国祝贺纳西娅连任")
    assert ("title", "纳西娅", "Person") in {(m.field, m.text, m.type) for m in got}


def test_traditional_script_keeps_its_own_text(ontology: Ontology) -> None:
    got = {(m.text, m.name, m.type) for m in found("日本外相岸田文雄與中國外長王毅會談，共同社報道。", ontology)}
    assert {("中國", "中国", "Country"), ("王毅", "王毅", "Person"), ("共同社", "共同社", "Organization")} <= got


def test_each_mention_says_which_rule_found_it(ontology: Ontology) -> None:
    rules = {m.text: m.rule for m in found("法国总统卡鲁内尔访华，出席长安绿洲论坛。卡鲁内尔说。", ontology)}
    assert rules == {
        "法国": "gazetteer",
        "总统": "title",
        "卡鲁内尔": "learnt",
        "华": "abbreviation-frame",
        "长安绿洲论坛": "head-forum",
    }


def laws(document: Document, got: tuple[Mention, ...]) -> None:
    """Sorted; exact spans; no overlap but of compounds; the raw slice, cleaned, is the text."""
    assert list(got) == sorted(got)
    for field in ("title", "text"):
        text = document.field(field)
        spans = sorted({(m.begin, m.stop) for m in got if m.field == field})
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
        for m in got:
            if m.field == field:
                assert m.text == text.clean[m.begin : m.stop]
                assert (m.start, m.end) == text.raw_span(m.begin, m.stop)
                raw = document.field(field).raw[m.start : m.end]
                assert "".join(raw.split()) == "".join(m.text.split())


def readable(text: str, ontology: Ontology, title: str = "") -> Document:
    """Read a text; one that the reader refuses is no example."""
    try:
        return from_text(text, ontology, title=title)
    except ReadError:
        reject()


WORDS = (
    "中国 俄罗斯 俄 法 以 中 巴 方 外长 总统 王毅 普京 和 、 · 第三届 论坛 “ ” 《 》 （ ） 在 对 访 2024年 协定 "
    "部 军 州 斯 克 拉 表示 称 等 \n 。 ， 习主席 命运共同体 倡议 上合组织 以下简称 记者 ： 3日 😀 é a"
)
PIECES = st.sampled_from(WORDS.split(" "))


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=40).map("".join).filter(str.strip))
@example("中国\n外交部")
@example("中国外长外长")
def test_laws_hold_for_any_order_of_words(text: str) -> None:
    ontology = load()
    document = readable(text, ontology)
    laws(document, read(document, ontology))


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=80).filter(str.strip), st.text(max_size=20))
@example("·", "")
@example("（）“”《》", "：")
def test_laws_hold_for_any_text(text: str, title: str) -> None:
    ontology = load()
    document = readable(text, ontology, title)
    got = read(document, ontology)
    laws(document, got)
    assert got == read(document, ontology)


def test_time_grows_with_length_only(ontology: Ontology) -> None:
    text = "俄罗斯总统普京在莫斯科会见斯斯斯斯斯斯斯斯第第第第（（（（““““的的的的和和和和。" * 200
    assert found(text, ontology)
