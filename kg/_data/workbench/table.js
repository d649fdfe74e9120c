// A result as DOM: rows as a table with links, a boolean as a word, triples as text.

const FIRST = 300;
const LONG = 40;
const BATCH = 100;

export function element(name, properties = {}, ...children) {
  const found = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in found) found[key] = value;
    else found.setAttribute(key, value);
  }
  found.append(...children);
  return found;
}

export function address(iri, content) {
  if (iri.startsWith(content.ontology)) return `${content.root}/ontology#${encodeURIComponent(iri.slice(content.ontology.length))}`;
  const own = iri.startsWith(content.base) && /^[esdvtm]\/[A-Za-z0-9._-]+$/.exec(iri.slice(content.base.length));
  if (own) return `${content.root}/page/${own[0]}`;
  return /^https?:\/\//.test(iri) ? iri : "";
}

export function shortened(iri, prefixes) {
  for (const [prefix, space] of Object.entries(prefixes)) {
    if (iri.startsWith(space) && /^[\w.-]+$/.test(iri.slice(space.length))) return `${prefix}:${iri.slice(space.length)}`;
  }
  return iri;
}

function joined(text) {
  return text.replace(/(?<=[^\x00-\x7f])\s*[\r\n]\s*|\s*[\r\n]\s*(?=[^\x00-\x7f])/gu, "").replace(/\s+/g, " ");
}

function cell(term, content) {
  if (!term) return element("td");
  if (term.type === "uri") {
    const to = address(term.value, content);
    const text = shortened(term.value, content.prefixes);
    return element("td", {}, to ? element("a", { href: to, textContent: text }) : text);
  }
  if (/^https?:\/\/\S+$/.test(term.value ?? "")) {
    const to = address(term.value, content);
    return element("td", {}, element("a", { href: to, textContent: shortened(term.value, content.prefixes) }));
  }
  const text = typeof term.value === "string" ? joined(term.value) : JSON.stringify(term.value);
  const number = /#(integer|decimal|double)$/.test(term.datatype ?? "");
  const kind = number ? "number" : text.length > LONG ? "long" : /^\d{4}(-\d\d){0,2}$/.test(text) ? "date" : "";
  return element("td", { className: kind, textContent: text });
}

// Names in cells become links where exactly one entity is called so: saved queries give names, not IRIs.
async function link(body, content) {
  const cells = [...body.querySelectorAll("td:not(.long, .date, .number, .tried)")].filter((c) => c.textContent && !c.firstElementChild);
  for (const found of cells) found.classList.add("tried");
  const names = [...new Set(cells.map((c) => c.textContent))];
  for (let start = 0; start < names.length; start += BATCH) {
    const batch = names.slice(start, start + BATCH);
    const queries = JSON.stringify(Object.fromEntries(batch.map((name, i) => [`q${i}`, { query: name, limit: 2 }])));
    const answer = await fetch(`${content.root}/reconcile`, { method: "POST", body: new URLSearchParams({ queries }) });
    if (!answer.ok) return;
    const found = await answer.json();
    for (const [i, name] of batch.entries()) {
      const [first, second] = found[`q${i}`].result;
      if (!first || first.name !== name || first.score < 100 || second?.score === 100) continue;
      for (const place of cells.filter((c) => c.textContent === name)) {
        place.replaceChildren(element("a", { href: `${content.root}/page/e/${first.id}`, textContent: name }));
      }
    }
  }
}

export function table(answer, columns, content, words) {
  const rows = answer.results.bindings;
  const body = element("tbody");
  let shown = 0;
  const more = element("button", { type: "button", textContent: words.show_more });
  const add = () => {
    for (const row of rows.slice(shown, shown + FIRST)) {
      body.append(element("tr", {}, ...columns.map((name) => cell(row[name], content))));
    }
    shown = Math.min(rows.length, shown + FIRST);
    more.hidden = shown === rows.length;
    link(body, content);
  };
  more.addEventListener("click", add);
  add();
  const head = element("thead", {}, element("tr", {}, ...columns.map((name) => element("th", { scope: "col", textContent: name }))));
  return [element("table", {}, head, body), more];
}
