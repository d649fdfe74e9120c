// The workbench: choose or write a query, fill in its parameters, ask, read, download.

import { element, table } from "./table.js";

const content = JSON.parse(document.getElementById("content").textContent);
const words = JSON.parse(document.getElementById("words").textContent);
const chinese = document.documentElement.lang.startsWith("zh");
const at = (id) => document.getElementById(id);
const query = at("query");

let chosen = null;
let running = null;
let wide = false;

const START = "SELECT ?entity ?label (COUNT(?mention) AS ?mentions) WHERE {\n  ?mention :mentionOf ?entity .\n"
  + '  ?entity rdfs:label ?label . FILTER(LANG(?label) = "zh")\n}\nGROUP BY ?entity ?label\nORDER BY DESC(?mentions) ?entity\nLIMIT 100\n';

function choose(saved, values = {}) {
  chosen = saved;
  for (const button of at("shelf").querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.name === saved?.name));
  }
  if (!saved) return;
  at("about").textContent = chinese ? saved.zh : saved.description;
  query.value = withPrefixes(saved.text);
  const fields = saved.parameters.map((p) => {
    const input = element("input", { name: `$${p.name}`, value: values[p.name] ?? "", required: p.required, title: p.description });
    if (p.kind === "entity" || p.kind === "object") suggesting(input, p.name);
    const note = p.required ? ` (${words.required})` : "";
    return element("label", { title: p.description }, p.name + note, input);
  });
  at("parameters").replaceChildren(...fields);
}

function suggesting(input, name) {
  const list = element("datalist", { id: `suggest-${name}` });
  input.setAttribute("list", list.id);
  document.body.append(list);
  let timer = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (!input.value.trim()) return;
      const answer = await fetch(`${content.root}/reconcile/suggest/entity?prefix=${encodeURIComponent(input.value)}`);
      if (!answer.ok) return;
      const { result } = await answer.json();
      list.replaceChildren(...result.map((r) => element("option", { value: r.name, label: r.description })));
    }, 150);
  });
}

function withPrefixes(text) {
  const bare = text.replace(/<[^<>"{}|^`\\\s]*>|"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g, " ");
  const declared = new Set([...bare.matchAll(/\bPREFIX\s+([\w.-]*):/gi)].map((m) => m[1]));
  const used = new Set([...bare.matchAll(/(?<![\w?$.-])([A-Za-z][\w.-]*)?:(?=[\w%\\])/g)].map((m) => m[1] ?? ""));
  const missing = Object.entries(content.prefixes).filter(([prefix]) => used.has(prefix) && !declared.has(prefix));
  if (!missing.length) return text;
  const lines = text.split("\n");
  let place = lines.findIndex((line) => !/^\s*(#|$)/.test(line));
  if (place < 0) place = lines.length;
  lines.splice(place, 0, ...missing.map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>`));
  return lines.join("\n");
}

function parameters() {
  const form = new URLSearchParams({ query: query.value });
  for (const input of at("parameters").querySelectorAll("input")) {
    if (input.value.trim()) form.set(input.name, input.value.trim());
  }
  return form;
}

async function send(accept, signal) {
  const answer = await fetch(`${content.root}/sparql`, { method: "POST", body: parameters(), headers: { Accept: accept }, signal });
  if (!answer.ok) throw new Error((await answer.text()).trim() || `HTTP ${answer.status}`);
  return answer;
}

function say(text, bad = false) {
  at("status").textContent = text;
  at("status").classList.toggle("bad", bad);
}

function reason(error) {
  if (error.name === "AbortError") return words.stopped;
  return error instanceof TypeError ? words.failed : error.message;
}

async function ask() {
  running?.abort();
  const mine = running = new AbortController();
  const started = performance.now();
  say(words.asking);
  at("stop").hidden = false;
  at("ask").disabled = true;
  at("result").replaceChildren();
  remember();
  try {
    const answer = await send("application/sparql-results+json, text/turtle;q=0.9", mine.signal);
    const kind = answer.headers.get("Content-Type");
    const text = await answer.text();
    const took = `${((performance.now() - started) / 1000).toFixed(2)} ${words.seconds}`;
    if (kind.startsWith("text/turtle")) {
      at("result").replaceChildren(element("pre", { textContent: text }));
      say(took);
    } else {
      show(JSON.parse(text), took);
    }
  } catch (error) {
    say(reason(error), error.name !== "AbortError");
  } finally {
    if (running === mine) {
      at("stop").hidden = true;
      at("ask").disabled = false;
    }
  }
}

function show(answer, took) {
  if ("boolean" in answer) {
    at("result").replaceChildren(element("p", { className: "answer", textContent: answer.boolean ? words.yes : words.no }));
    say(took);
    return;
  }
  const all = answer.head.vars;
  const main = (chosen?.columns ?? []).filter((name) => all.includes(name));
  const few = main.length > 0 && main.length < all.length;
  const columns = few && !wide ? main : all;
  say(`${answer.results.bindings.length} ${words.rows} · ${took} `);
  if (few) {
    const turn = element("button", { type: "button", textContent: wide ? words.few_columns : words.all_columns });
    turn.addEventListener("click", () => { wide = !wide; show(answer, took); });
    at("status").append(turn);
  }
  at("result").replaceChildren(...table(answer, columns, content, words));
}

async function download(accept, name) {
  say(words.asking);
  try {
    const answer = await send(accept);
    const csv = answer.headers.get("Content-Type").startsWith("text/csv");
    // the mark by which spreadsheets know UTF-8
    const parts = csv ? ["\ufeff", await answer.text()] : [await answer.blob()];
    const link = element("a", { href: URL.createObjectURL(new Blob(parts, { type: accept })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    say("");
  } catch (error) {
    say(reason(error), true);
  }
}

function remember() {
  const state = new URLSearchParams();
  const unchanged = chosen && query.value === withPrefixes(chosen.text);
  if (unchanged) state.set("saved", chosen.name);
  else state.set("query", query.value);
  for (const input of at("parameters").querySelectorAll("input")) {
    if (input.value.trim()) state.set(input.name.slice(1), input.value.trim());
  }
  history.replaceState(null, "", `#${state}`);
}

function recall() {
  const state = new URLSearchParams(location.hash.slice(1));
  const values = Object.fromEntries([...state].filter(([name]) => name !== "saved" && name !== "query"));
  const saved = content.queries.find((q) => q.name === state.get("saved"));
  if (saved) choose(saved, values);
  else query.value = withPrefixes(state.get("query") ?? START);
  const ready = saved ? saved.parameters.every((p) => !p.required || values[p.name]) : state.has("query");
  if ((saved || state.has("query")) && ready) ask();
}

at("shelf").replaceChildren(...content.queries.map((q) => {
  const button = element("button", { type: "button", textContent: chinese ? q.zh : q.title, title: q.description });
  button.dataset.name = q.name;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    choose(q);
    say("");
    at("result").replaceChildren();
    if (q.parameters.some((p) => p.required)) at("parameters").querySelector("input").focus();
    else ask();
  });
  return element("li", {}, button);
}));
at("asking").addEventListener("submit", (event) => { event.preventDefault(); ask(); });
at("stop").addEventListener("click", () => running?.abort());
at("fill").addEventListener("click", () => { query.value = withPrefixes(query.value); });
at("csv").addEventListener("click", () => download("text/csv, text/turtle;q=0.5", `${chosen?.name ?? "query"}.csv`));
at("json").addEventListener("click", () => download("application/sparql-results+json, application/ld+json;q=0.5", `${chosen?.name ?? "query"}.json`));
at("link").addEventListener("click", async () => { remember(); await navigator.clipboard.writeText(location.href); say(words.copied); });
query.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); at("asking").requestSubmit(); }
});
addEventListener("hashchange", recall);
recall();
