"""The newspaper page as found, built and asked: what a careful reader would answer, with exact slices of the file."""

import csv
import io
from pathlib import Path

import pytest

import kg
from kg import query

SIX = {"瑞士", "爱尔兰", "匈牙利", "奥地利", "比利时", "卢森堡"}
OUTLETS = {
    "中新社", "印尼安塔拉通讯社", "凤凰卫视", "坦桑尼亚桑给巴尔广播电视台", "韩国广播公司", "总台国广",
    "巴基斯坦通讯社", "古巴拉美通讯社", "中国日报", "中阿卫视",
}  # fmt: skip


@pytest.fixture(scope="module")
def page(shared: Path) -> Path:
    (found,) = (p for p in (shared / "seed").glob("*.txt") if p.name != "reflowed.txt")
    return found


@pytest.fixture(scope="module")
def graph(page: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seed") / "graph"
    kg.build(page, folder, date="2024-03-08")
    return folder


def rows(graph: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(query.formatted(query.ask(graph, name), "csv").decode())))


def test_who_proposed_what(graph: Path) -> None:
    found = {(r["actor"], r["proposal"], r["status"], r["time"]) for r in rows(graph, "proposals")}
    assert ("习近平", "全球人工智能治理倡议", "actual", "2023-10") in found
    assert ("习近平", "一带一路", "actual", "") in found


def test_visa_free_entry_is_planned_and_no_plain_triple(graph: Path) -> None:
    found = rows(graph, "visa-free")
    assert {(r["grantor"], r["grantee"], r["status"], r["time"]) for r in found if r["grantee"] in SIX} == {
        ("中国", country, "planned", "2024-03-14") for country in SIX
    }
    assert query.ask(graph, "ASK { e:CN :grantsVisaFree e:CH }").answer is False


def test_who_hosts_what_and_where_it_is_held(graph: Path) -> None:
    found = {(r["subject"], r["object"], r["status"]) for r in rows(graph, "hosts")}
    assert ("中非合作论坛", "中国", "planned") in found
    assert ("秘鲁", "亚太经合组织领导人非正式会议", "planned") in found
    assert any(host == "巴西" and "二十国集团" in meeting and status == "planned" for host, meeting, status in found)


def test_ten_outlets_asked(graph: Path, page: Path) -> None:
    raw = page.read_bytes().decode("utf-8-sig")
    asked = [r for r in kg.statements(graph) if r["property"] == "asks"]
    assert len(asked) == 10
    assert {r["object_zh"] for r in asked} == {"王毅"}
    assert {str(r["quote"]).split("记者")[0].strip("《》").replace("\n", "") for r in asked} == OUTLETS
    for row in asked:
        assert raw[row["start"] : row["end"]] == row["quote"]  # type: ignore[misc]
