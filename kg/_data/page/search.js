// Search with completion: a combobox over every name an entity goes by, its pinyin and its initials.

const Search = (() => {
  const simple = new Map([...G.traditional.from].map((one, place) => [one, [...G.traditional.to][place]]));
  const fold = (text) => [...text.normalize("NFKC").toLowerCase().trim()].map((one) => simple.get(one) ?? one).join("");
  /** Letters and digits alone: no tones, no blanks, ü and its stand-in v as u. */
  const letters = (text) => text.normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "").toLowerCase().replace(/v/g, "u");

  let made = null;
  /** The names of all entities, made when first asked for: as written, folded, and as syllables with their readings. */
  function index() {
    made ??= G.nodes.label.map((label, entity) => {
      const { en, aliases, pinyin } = G.entities;
      const spelt = [label, ...aliases[entity]];
      const names = [...spelt, ...(en[entity] ? [en[entity]] : [])];
      const syllables = pinyin[entity].map((row) => (row ? row.split(" ").map((one) => one.split("/").map(letters)).filter(([one]) => one) : []));
      return { names, folded: names.map(fold), syllables };
    });
    return made;
  }

  /** Spell a key along syllables from one on: 0 all of them, 1 all by initials, 2 and 3 the first ones likewise, 9 not. */
  function spell(key, syllables, from) {
    let best = 9;
    const walk = (at, place, short) => {
      if (at === key.length) {
        best = Math.min(best, (place === syllables.length ? 0 : 2) + short);
        return;
      }
      if (place === syllables.length || best === 0) return;
      for (const reading of syllables[place]) {
        if (key.startsWith(reading, at)) walk(at + reading.length, place + 1, short);
        else if (reading.startsWith(key.slice(at)) && key.length - at > 1) best = Math.min(best, 2 + short);
        if (reading.length > 1 && key[at] === reading[0]) walk(at + 1, place + 1, 1);
        if (/^[zcs]h./.test(reading) && key.startsWith(reading.slice(0, 2), at)) walk(at + 2, place + 1, 1);
      }
    };
    walk(0, from, 0);
    return best;
  }

  const [EQUAL, SPELT, SHORT, BEGINS, SPELT_BEGINS, WORD, SHORT_BEGINS, WITHIN, SPELT_WITHIN, SHORT_WITHIN] = Array(10).keys();

  function written(key, name) {
    const at = name.indexOf(key);
    if (at < 0) return 99;
    return name === key ? EQUAL : at === 0 ? BEGINS : /[\s\p{P}]/u.test(name[at - 1]) ? WORD : WITHIN;
  }

  function sounded(key, syllables) {
    if (!key || !syllables.length) return 99;
    const start = [SPELT, SHORT, SPELT_BEGINS, SHORT_BEGINS][spell(key, syllables, 0)] ?? 99;
    if (start < 99 || key.length < 2) return start;
    for (let from = 1; from < syllables.length; from++) {
      const inner = spell(key, syllables, from);
      if (inner < 9) return inner % 2 ? SHORT_WITHIN : SPELT_WITHIN;
    }
    return 99;
  }

  /** The entities that match, best first: [entity, the name that matched or ""]; the label goes before aliases. */
  function find(text, limit = 12) {
    const key = fold(text);
    if (!key) return [];
    const sound = /^[\p{Script=Latin}\p{N}\p{M}\p{P}\p{S}\s]+$/u.test(key) ? letters(key) : "";
    const found = [];
    index().forEach(({ folded, syllables }, entity) => {
      let best = [99, 0];
      folded.forEach((name, place) => {
        const grade = Math.min(written(key, name), sounded(sound, syllables[place] ?? []));
        const row = [grade * 2 + (place ? 1 : 0), place];
        if (row[0] < best[0]) best = row;
      });
      if (best[0] < 99) found.push([best[0], entity, best[1]]);
    });
    return sortedBy(found, (row) => row).slice(0, limit).map(([, entity, place]) => {
      const name = index()[entity].names[place];
      return [entity, name === G.name(entity) ? "" : name];
    });
  }

  /** Make a combobox of an input and a list; `choose` gets the entity. */
  function attach(query, box, choose) {
    let hits = [];
    let active = -1;

    function mark(place) {
      const rows = box.children;
      if (rows[active]) rows[active].setAttribute("aria-selected", "false");
      active = place;
      if (rows[active]) {
        rows[active].setAttribute("aria-selected", "true");
        rows[active].scrollIntoView({ block: "nearest" });
        query.setAttribute("aria-activedescendant", rows[active].id);
      } else query.removeAttribute("aria-activedescendant");
    }

    function close() {
      box.hidden = true;
      query.setAttribute("aria-expanded", "false");
      mark(-1);
    }

    function list() {
      hits = find(query.value);
      const rows = hits.map(([entity, alias], place) =>
        make(
          "li",
          {
            role: "option", id: `${box.id}-${place}`, "aria-selected": "false", "data-entity": entity,
            on: { mousedown: (event) => event.preventDefault(), click: () => take(place) },
          },
          glyph(G.type[entity]),
          make("span", { class: "hit-name" }, G.name(entity)),
          alias ? make("span", { class: "hit-alias" }, alias) : null,
          make("span", { class: "hit-type" }, G.typeName(G.type[entity])),
        ),
      );
      if (!rows.length && query.value.trim()) rows.push(make("li", { class: "nothing", role: "option", "aria-disabled": "true", "aria-selected": "false" }, words().noHit));
      box.replaceChildren(...rows);
      box.hidden = !rows.length;
      query.setAttribute("aria-expanded", String(rows.length > 0));
      active = -1;
      mark(hits.length ? 0 : -1);
    }

    function take(place) {
      if (!hits[place]) return;
      query.value = "";
      close();
      choose(hits[place][0]);
    }

    query.addEventListener("input", list);
    query.addEventListener("focus", () => query.value && list());
    query.addEventListener("blur", close);
    query.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (box.hidden) list();
        if (hits.length) mark((active + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length);
      } else if (event.key === "Enter") {
        event.preventDefault();
        take(Math.max(active, 0));
      } else if (event.key === "Escape") {
        if (box.hidden) query.value = "";
        close();
      }
    });
  }

  function start() {
    const query = $("query");
    attach(query, $("hits"), (entity) => {
      const waiting = now().a >= 0 && now().b < 0;
      go(waiting ? { ...UNCHOSEN, a: now().a, b: entity } : { ...UNCHOSEN, node: entity, group: -1 }, { centre: true, focus: true });
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      query.focus();
    });
  }

  return { start, find, attach, fold };
})();
