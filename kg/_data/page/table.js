// The table: statements or entities in rows, sorted, filtered, and saved as CSV.

/** A cell that no spreadsheet takes for a formula, in quotes. */
function csvCell(value) {
  const text = String(value ?? "");
  const safe = /^[\s\p{Cc}\p{Cf}]*[=+\-@|%＝＋－＠﹢﹣]/u.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${safe.replace(/"/g, '""')}"`;
}

/** Rows of cells as a CSV file that spreadsheets read as UTF-8. */
const csvOf = (rows) => `\ufeff${rows.map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;

/** Save a file that the page itself has made. */
function save(name, type, content) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

const fileName = (suffix) => `${brand.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "graph"}${suffix}`;

const Tables = (() => {
  const STEP = 150;
  let rows = [];
  let drawn = 0;

  const newestOf = (statement) => sortedBy(G.evidenceOf[statement], (place) => [G.ends(place), place]).at(-1);
  const objectName = (statement) => (statement < G.linked ? G.name(G.object[statement]) : G.posts.text[statement - G.linked]);
  const titleOf = (home) => G.documents.title[home] || G.documents.id[home];
  const link = (entity, text) => Quotes.entityLink(entity, text);

  /** The columns: a key for the hash, the title, the text of a cell, and where it differs how it sorts or is drawn. */
  const COLUMNS = {
    statements: [
      { key: "subject", title: () => words().subject, text: (s) => G.name(G.subject[s]), draw: (s, text) => link(G.subject[s], text) },
      { key: "relation", title: () => words().relation, text: (s) => G.relationName(G.relation[s]), draw: (s, text) =>
        make("a", { href: hashOf({ ...now(), ...UNCHOSEN, statement: s }), class: "to-statement relation" }, text) },
      { key: "object", title: () => words().object, text: objectName, draw: (s, text) => (s < G.linked ? link(G.object[s], text) : words().quote(text)) },
      { key: "kind", title: () => words().kinds, text: (s) => G.kindName(G.kind[s]), order: (s) => G.kind[s], draw: (s, text) => Quotes.badge(G.kind[s]) ?? text },
      { key: "date", title: () => words().date, text: (s) => G.documents.date[G.documentOf(newestOf(s))] },
      { key: "sources", title: () => words().sources, text: (s) => String(G.evidenceOf[s].length), order: (s) => G.evidenceOf[s].length },
      { key: "sentence", title: () => words().sentence, text: (s) => G.sentences.text[G.evidence.sentence[newestOf(s)]], draw: (s, text) => make("span", { class: "quote", lang: "zh" }, text) },
      { key: "source", title: () => words().source, text: (s) => titleOf(G.documentOf(newestOf(s))) },
    ],
    entities: [
      { key: "name", title: () => words().name, text: (e) => G.nodes.label[e], draw: (e, text) => link(e, text) },
      { key: "english", title: () => words().english, text: (e) => G.entities.en[e] },
      { key: "class", title: () => words().classes, text: (e) => G.typeName(G.type[e]) },
      { key: "aliases", title: () => words().alias, text: (e) => G.entities.aliases[e].join("、") },
      { key: "statements", title: () => words().statements, text: (e) => String(G.statementsOf[e].length), order: (e) => G.statementsOf[e].length },
      { key: "documents", title: () => words().documents, text: (e) => String(G.entities.documents[e].length), order: (e) => G.entities.documents[e].length },
    ],
  };
  const FIRST = { statements: "-date", entities: "-statements" };

  /** The numbers of the rows of a state: those that pass the filters and hold the words asked for, sorted. */
  function select(state) {
    const columns = COLUMNS[state.view];
    const all = state.view === "statements"
      ? [...G.relation.keys()].filter((s) => passes(s, state))
      : [...G.type.keys()].filter((e) => !state.types.has(G.type[e]));
    const wanted = Search.fold(state.q).split(/\s+/).filter(Boolean);
    const kept = wanted.length ? all.filter((row) => {
      const text = Search.fold(columns.map((column) => column.text(row)).join("\n"));
      return wanted.every((word) => text.includes(word));
    }) : all;
    const sort = state.sort || FIRST[state.view];
    const column = columns.find(({ key }) => key === sort.replace("-", "")) ?? columns[0];
    const compare = new Intl.Collator("zh-Hans-u-co-pinyin", { numeric: true }).compare;
    const keys = new Map(kept.map((row) => [row, column.order ? column.order(row) : column.text(row)]));
    const turn = sort.startsWith("-") ? -1 : 1;
    return kept.sort((one, other) => {
      const [a, b] = [keys.get(one), keys.get(other)];
      return turn * (typeof a === "number" ? a - b : compare(a, b)) || one - other;
    });
  }

  /** The file of a state: a row for each piece of evidence, or for each entity. */
  function csv(state) {
    const list = select(state);
    if (state.view === "entities") {
      const head = ["id", ...COLUMNS.entities.map(({ title }) => title()), words().links];
      return csvOf([head, ...list.map((e) => [G.entities.id[e], ...COLUMNS.entities.map(({ text }) => text(e)), G.entities.same[e].join(" ")])]);
    }
    const named = (entity) => (entity < 0 ? ["", ""] : [G.entities.id[entity], G.nodes.label[entity]]);
    return csvOf([
      words().csvHead,
      ...list.flatMap((s) => G.evidenceOf[s].map((place) => {
        const [sentence, home] = [G.evidence.sentence[place], G.documentOf(place)];
        const object = s < G.linked ? named(G.object[s]) : ["", G.posts.text[s - G.linked]];
        return [
          ...named(G.subject[s]), G.relations.name[G.relation[s]], G.relationName(G.relation[s]), ...object, G.kindName(G.evidence.kind[place]),
          G.evidence.time[place], named(G.evidence.by[place])[1], G.sentences.text[sentence], G.documents.id[home], G.documents.title[home],
          G.documents.date[home], G.documents.publisher[home], G.documents.url[home], G.rules[G.evidence.rule[place]],
          G.evidence.inferences[place].map((i) => G.inferences[i]).join(" "),
        ];
      })),
    ]);
  }

  function head(columns, state) {
    const sort = state.sort || FIRST[state.view];
    return make("tr", {}, ...columns.map(({ key, title, order }) => {
      const here = sort.replace("-", "") === key;
      const down = here && sort.startsWith("-");
      const next = here ? (down ? key : `-${key}`) : order || key === "date" ? `-${key}` : key;
      return make("th", { scope: "col", "aria-sort": here ? (down ? "descending" : "ascending") : "none", class: `column-${key}` },
        make("button", { type: "button", id: `sort-${key}`, on: { click: () => go({ sort: next }, { replace: true }) } }, title(),
          make("span", { class: "arrow", "aria-hidden": "true" }, here ? (down ? "↓" : "↑") : "")));
    }));
  }

  function more(body, columns, state) {
    const part = rows.slice(drawn, drawn + STEP);
    const current = state.view === "statements" ? state.statement : state.node;
    body.append(...part.map((row) => make("tr", { "data-row": row, "aria-current": row === current ? "true" : null },
      ...columns.map(({ key, title, text, draw }) => {
        const content = text(row);
        return make("td", { class: `column-${key}`, "data-title": title() }, draw ? draw(row, content) : content);
      }))));
    drawn += part.length;
  }

  function bar(state) {
    const field = make("input", { type: "search", id: "table-filter", value: state.q, placeholder: words().tableFilter, "aria-label": words().tableFilter, autocomplete: "off" });
    let wait = 0;
    field.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(() => now().view && go({ q: field.value }, { replace: true }), 200);
    });
    return make("div", { class: "bar" }, field, make("output", { class: "tally" }),
      make("button", { type: "button", id: "csv", "aria-label": words().csv, title: words().csv, on: { click: () => save(fileName(`-${now().view}.csv`), "text/csv;charset=utf-8", csv(now())) } }, "CSV ↓"));
  }

  function show(state) {
    const box = $("table");
    document.body.classList.toggle("tabular", Boolean(state.view));
    box.hidden = !state.view;
    if (!state.view) {
      box.dataset.view = "";
      box.replaceChildren();
      return;
    }
    const columns = COLUMNS[state.view];
    const held = document.activeElement?.closest("#table") ? document.activeElement.id : "";
    const kept = box.dataset.view === state.view + language;
    const scroll = kept && box.dataset.rows === state.sort + state.q ? box.querySelector(".rows")?.scrollTop ?? 0 : 0;
    const before = scroll ? drawn : 0;
    if (!kept) box.replaceChildren(bar(state), make("div", { class: "rows", tabindex: "0", role: "region", "aria-label": words().table }));
    box.dataset.view = state.view + language;
    box.dataset.rows = state.sort + state.q;
    rows = select(state);
    drawn = 0;
    const body = make("tbody");
    do more(body, columns, state); while (drawn < before);
    const rest = make("button", { type: "button", class: "more", on: { click: () => { more(body, columns, state); rest.hidden = drawn >= rows.length; } } }, words().moreRows);
    rest.hidden = drawn >= rows.length;
    const area = box.querySelector(".rows");
    area.replaceChildren(make("table", { class: state.view }, make("thead", {}, head(columns, state)), body), rest);
    area.scrollTop = scroll;
    box.querySelector(".tally").textContent = words().rows(rows.length);
    if (document.activeElement?.id !== "table-filter") $("table-filter").value = state.q;
    if (held && held !== "table-filter") $(held)?.focus();
  }

  return { show, select, csv };
})();
