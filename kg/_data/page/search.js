// Search with completion: a combobox over every name an entity goes by.

const Search = (() => {
  const fold = (text) => text.normalize("NFKC").toLowerCase().trim();
  const names = G.nodes.label.map((label, place) =>
    [...new Set([label, G.entities.en[place], G.entities.traditional[place], ...G.entities.aliases[place]])].filter(Boolean),
  );
  const folded = names.map((list) => list.map(fold));
  let hits = [];
  let active = -1;

  /** 0 equal, 1 begins, 2 a word begins, 3 within; the label itself before aliases. */
  function rank(key, list) {
    let best = 9;
    list.forEach((name, place) => {
      const at = name.indexOf(key);
      if (at < 0) return;
      const grade = name === key ? 0 : at === 0 ? 1 : /[\s\p{P}]/u.test(name[at - 1]) ? 2 : 3;
      best = Math.min(best, grade * 2 + (place ? 1 : 0));
    });
    return best;
  }

  /** The entities that match, best first: [entity, the name that matched or ""]. */
  function find(text, limit = 12) {
    const key = fold(text);
    if (!key) return [];
    const found = [];
    folded.forEach((list, entity) => {
      const grade = rank(key, list);
      if (grade < 9) found.push([grade, entity]);
    });
    return sortedBy(found, (row) => row).slice(0, limit).map(([, entity]) => {
      const shown = G.name(entity);
      if (fold(shown).includes(key)) return [entity, ""];
      return [entity, names[entity][folded[entity].findIndex((name) => name.includes(key))]];
    });
  }

  function mark(place) {
    const rows = $("hits").children;
    if (rows[active]) rows[active].setAttribute("aria-selected", "false");
    active = place;
    if (rows[active]) {
      rows[active].setAttribute("aria-selected", "true");
      rows[active].scrollIntoView({ block: "nearest" });
      $("query").setAttribute("aria-activedescendant", rows[active].id);
    } else $("query").removeAttribute("aria-activedescendant");
  }

  function close() {
    $("hits").hidden = true;
    $("query").setAttribute("aria-expanded", "false");
    mark(-1);
  }

  function list() {
    const text = $("query").value;
    hits = find(text);
    const rows = hits.map(([entity, alias], place) =>
      make(
        "li",
        {
          role: "option", id: `hit-${place}`, "aria-selected": "false", "data-entity": entity,
          on: { mousedown: (event) => event.preventDefault(), click: () => choose(place) },
        },
        glyph(G.type[entity]),
        make("span", { class: "hit-name" }, G.name(entity)),
        alias ? make("span", { class: "hit-alias" }, alias) : null,
        make("span", { class: "hit-type" }, G.typeName(G.type[entity])),
      ),
    );
    if (!rows.length && text.trim()) rows.push(make("li", { class: "nothing" }, words().noHit));
    $("hits").replaceChildren(...rows);
    $("hits").hidden = !rows.length;
    $("query").setAttribute("aria-expanded", String(rows.length > 0));
    active = -1;
    mark(hits.length ? 0 : -1);
  }

  function choose(place) {
    if (!hits[place]) return;
    const [entity] = hits[place];
    $("query").value = "";
    close();
    go({ node: entity, statement: -1, ego: -1 }, { centre: true, focus: true });
  }

  function start() {
    const query = $("query");
    query.addEventListener("input", list);
    query.addEventListener("focus", () => query.value && list());
    query.addEventListener("blur", close);
    query.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if ($("hits").hidden) list();
        if (hits.length) mark((active + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length);
      } else if (event.key === "Enter") {
        event.preventDefault();
        choose(Math.max(active, 0));
      } else if (event.key === "Escape") {
        if ($("hits").hidden) query.value = "";
        close();
      }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      query.focus();
    });
  }

  return { start, find };
})();
