// The left column: facets with counts, and the time with its histogram.

const SHAPES = {
  dot: [["circle", { cx: 7, cy: 7, r: 5 }]],
  ring: [["circle", { cx: 7, cy: 7, r: 4, class: "hollow" }]],
  diamond: [["path", { d: "M7 1L13 7L7 13L1 7Z" }]],
  square: [["rect", { x: 2, y: 2, width: 10, height: 10 }]],
  triangle: [["path", { d: "M7 1.5L13 12H1Z" }]],
  triangleDown: [["path", { d: "M7 12.5L13 2H1Z" }]],
  hexagon: [["path", { d: "M4 1.8H10L13 7L10 12.2H4L1 7Z" }]],
  star: [["path", { d: "M7 .8L8.8 5H13.2L9.7 7.9L11 12.6L7 9.9L3 12.6L4.3 7.9L.8 5H5.2Z" }]],
};

/** The sign of an entity type, as on the canvas. */
function glyph(type) {
  const name = G.types.name[type];
  const example = G.type.indexOf(type);
  const shape = name === "Event" ? "ring" : example < 0 ? "dot" : G.nodes.shape[example];
  return drawing(14, 14, SHAPES[shape] ?? SHAPES.dot, { class: `glyph type-${name.toLowerCase()}` });
}

const stroke = (kind) => drawing(22, 14, [["path", { d: "M1 7H21" }]], { class: `stroke kind-${G.kinds[kind]}` });

const Filters = (() => {
  const facets = [
    { key: "types", title: () => words().classes, counts: G.counts.types, name: G.typeName, sign: glyph },
    { key: "kinds", title: () => words().kinds, counts: G.counts.kinds, name: G.kindName, sign: stroke, note: (k) => words().kindNote[G.kinds[k]] },
    { key: "relations", title: () => words().relations, counts: G.counts.relations, name: G.relationName, sign: () => null },
  ];

  function facet({ key, title, counts, name, sign, note }, state) {
    const values = sortedBy(counts.map((_, value) => value).filter((value) => counts[value]), (value) => (key === "kinds" ? [value] : [-counts[value], value]));
    if (!values.length) return null;
    const set = (hidden) => go({ [key]: new Set(hidden) }, { replace: true });
    const rows = values.map((value) => {
      const hidden = state[key].has(value);
      const box = make("input", {
        type: "checkbox", checked: !hidden, id: `${key}-${value}`,
        on: { change: () => set(hidden ? [...state[key]].filter((other) => other !== value) : [...state[key], value]) },
      });
      return make(
        "li",
        { class: hidden ? "off" : "", title: note ? note(value) : null },
        make("label", { for: `${key}-${value}` }, box, sign(value), make("span", { class: "facet-name" }, name(value)),
          make("span", { class: "count", "data-facet": key, "data-value": G[key].name?.[value] ?? G[key][value] }, String(counts[value]))),
        values.length > 1
          ? make("button", {
              type: "button", class: "only", "aria-label": words().onlyLabel(name(value)),
              on: { click: () => set(values.filter((other) => other !== value)) },
            }, words().only)
          : null,
      );
    });
    const some = values.some((value) => state[key].has(value));
    const head = make("legend", {}, title(), some ? make("button", { type: "button", class: "reset", on: { click: () => set([]) } }, words().all) : null);
    return make("fieldset", { class: `facet facet-${key}` }, head, make("ul", {}, ...rows));
  }

  /** Months, or years where the documents span more than four; what lies before them counts as one bin. */
  const bins = (() => {
    const { from, to } = G.about;
    if (!from) return [];
    const yearly = Number(to.slice(0, 4)) - Number(from.slice(0, 4)) > 4;
    const keys = [];
    if (yearly) for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)) + 1; year++) keys.push(String(year));
    else {
      let [year, month] = from.split("-").map(Number);
      const [lastYear, lastMonth] = to.split("-").map(Number);
      const last = lastYear * 12 + lastMonth + 6;
      for (; year * 12 + month <= last; month === 12 ? ((month = 1), year++) : month++) keys.push(`${year}-${String(month).padStart(2, "0")}`);
    }
    const length = keys[0].length;
    const counts = keys.map(() => 0);
    G.evidence.statement.forEach((_, place) => {
      const day = G.begins(place).slice(0, length);
      if (!day) return;
      const at = keys.findIndex((key) => key >= day);
      counts[at < 0 ? keys.length - 1 : at]++;
    });
    while (counts.length > 1 && !counts.at(-1)) [counts, keys].forEach((list) => list.pop());
    return keys.map((key, place) => ({ key, count: counts[place] }));
  })();

  function time(state) {
    if (bins.length < 2) return null;
    const last = bins.length - 1;
    const from = state.from ? Math.max(0, bins.findIndex((bin) => bin.key >= state.from)) : 0;
    const until = state.to ? bins.findLastIndex((bin) => bin.key <= state.to) : last;
    const to = until < 0 ? last : until;
    const most = Math.max(...bins.map((bin) => bin.count), 1);
    const step = 200 / bins.length;
    const bars = bins.map(({ count }, place) => {
      const height = count ? Math.max(1.5, (38 * count) / most) : 0;
      return ["rect", { x: place * step, y: 40 - height, width: Math.max(0.8, step - 0.8), height, class: place < from || place > to ? "out" : "" }];
    });
    const said = (a, b) => `${a === 0 && !state.from ? "" : bins[a].key}${a === b ? "" : ` – ${bins[b].key}`}`;
    const text = make("output", { class: "span" }, state.from || state.to ? said(from, to) : `${bins[0].key} – ${bins[last].key}`);
    const handle = (name, label, value) =>
      make("input", {
        type: "range", min: 0, max: last, value, step: 1, "aria-label": label, "aria-valuetext": bins[value].key, id: `time-${name}`,
        on: {
          change: (event) => {
            let one = name === "from" ? Number(event.target.value) : from;
            let other = name === "to" ? Number(event.target.value) : to;
            if (one > other) [one, other] = [other, one];
            go({ from: one === 0 ? "" : bins[one].key, to: other === last ? "" : bins[other].key }, { replace: true });
          },
        },
      });
    const reset = state.from || state.to
      ? make("button", { type: "button", class: "reset", on: { click: () => go({ from: "", to: "" }, { replace: true }) } }, words().reset)
      : null;
    const chart = drawing(200, 40, bars, { class: "histogram", preserveAspectRatio: "none" });
    return make("fieldset", { class: "facet facet-time" }, make("legend", {}, words().time, reset),
      make("div", { class: "slider" }, chart, handle("from", words().from, from), handle("to", words().to, to)), text);
  }

  function lone(state) {
    const count = G.lone.filter(Boolean).length;
    if (!count || !G.linked || Plan.isMap(state) || state.group >= 0) return null;
    const box = make("input", { type: "checkbox", id: "lone", checked: state.lone, on: { change: () => go({ lone: !state.lone }, { replace: true }) } });
    return make("p", { class: "lone" }, make("label", { for: "lone" }, box, words().lone(count)));
  }

  /** Co-occurrence states nothing: it is drawn only where it is asked for. */
  function beside(state) {
    const count = G.together.one.length;
    if (!count) return null;
    const box = make("input", { type: "checkbox", id: "beside", checked: state.beside, on: { change: () => go({ beside: !state.beside }, { replace: true }) } });
    return make("p", { class: "lone", title: words().besideNote }, make("label", { for: "beside" }, box, drawing(22, 14, [["path", { d: "M1 7H21" }]], { class: "stroke beside" }), words().beside(count)));
  }

  function show(state) {
    const kept = document.activeElement?.closest("#filters") ? document.activeElement.id : "";
    const old = $("filters").querySelector("details");
    const [types, kinds, relations] = facets.map((one) => facet(one, state));
    const parts = [types, lone(state), kinds, beside(state), time(state), relations].filter(Boolean);
    const open = old ? old.open : matchMedia("(min-width: 60rem)").matches;
    $("filters").replaceChildren(...(parts.length ? [make("details", { open }, make("summary", {}, words().filters), ...parts)] : []));
    if (kept) $(kept)?.focus();
  }

  return { show };
})();
