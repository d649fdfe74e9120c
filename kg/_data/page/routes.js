// The panel for paths and for communities.

const Routes = (() => {
  const heading = (...children) => make("h2", { tabindex: "-1", class: "sentence" }, ...children);

  /** Where from: the second entity is searched for or clicked. */
  function pick(state) {
    const query = make("input", {
      id: "path-query", type: "search", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-expanded": "false",
      "aria-controls": "path-hits", "aria-autocomplete": "list", placeholder: words().pathTo, "aria-label": words().pathTo,
    });
    const hits = make("ul", { id: "path-hits", class: "hits", role: "listbox", "aria-label": words().pathTo, hidden: true });
    Search.attach(query, hits, (entity) => go({ ...UNCHOSEN, a: state.a, b: entity }, { focus: true }));
    return [
      make("header", { class: "card" },
        make("p", { class: "kicker" }, words().path),
        heading(words().pathFrom, Quotes.entityLink(state.a), words().pathOn),
        make("p", {}, words().pathHow)),
      make("div", { class: "search" }, query, hits),
    ];
  }

  function card(state, { routes: found, route }) {
    const turned = { ...UNCHOSEN, a: state.b, b: state.a };
    const button = (label, click, facts = {}) => make("button", { type: "button", ...facts, on: { click } }, label);
    const count = found?.routes.length ?? 0;
    const at = Math.min(state.route, count - 1);
    const head = make("header", { class: "card" },
      make("p", { class: "kicker" }, words().path),
      heading(Quotes.entityLink(state.a), make("span", { class: "relation" }, " ⟶ "), Quotes.entityLink(state.b)),
      make("p", { class: "figures", id: "path-length", "data-steps": found ? found.steps : -1 }, found ? words().steps(found.steps) : words().noPath),
      make("p", { class: "actions" },
        button(words().turn, () => go(turned)),
        button(words().another, () => go({ ...UNCHOSEN, a: state.a })),
        Panel.copyButton()),
      count > 1
        ? make("p", { class: "actions pager" }, button("‹", () => go({ route: (at + count - 1) % count }, { replace: true }), { "aria-label": words().before, id: "route-before" }),
          make("span", {}, words().routes(at + 1, count, count >= Paths.MOST)),
          button("›", () => go({ route: (at + 1) % count }, { replace: true }), { "aria-label": words().after, id: "route-after" }))
        : null);
    if (!found) return [head];
    const hops = found.hops(route).map((statements, place) =>
      make("section", { class: "group hop", "data-hop": place },
        make("h3", {}, make("span", { class: "number" }, String(place + 1)), G.name(route[place]), " — ", G.name(route[place + 1]),
          make("span", { class: "count" }, String(statements.length))),
        ...Panel.list(sortedBy(statements, (s) => [G.kind[s], s]), -1, 2)));
    return [head, ...hops];
  }

  /** A community: its members, what it is about, and the communities it is linked to. */
  function group(state) {
    const members = G.members[state.group];
    const inside = new Set(members);
    const open = [...G.relation.keys()].filter((s) => passes(s, state) && inside.has(G.subject[s]) && (s >= G.linked || inside.has(G.object[s])));
    const ties = new Map();
    for (const member of members)
      for (const s of G.statementsOf[member]) {
        if (s >= G.linked || !passes(s, state)) continue;
        const other = G.groups.of[G.other(s, member)];
        if (other >= 0 && other !== state.group) ties.set(other, (ties.get(other) ?? 0) + 1);
      }
    const near = sortedBy([...ties.keys()], (other) => [-ties.get(other), other]).slice(0, 8);
    return [
      make("header", { class: "card" },
        make("p", { class: "kicker" }, state.group === G.groups.pooled ? words().pooled : words().group),
        make("h2", { tabindex: "-1" }, G.groupName(state.group)),
        make("p", { class: "figures" }, words().groupFigures(members.length, open.length)),
        make("p", { class: "actions" }, Panel.copyButton())),
      make("section", { class: "group" }, make("h3", {}, words().most), Panel.chips(members.slice(0, 24))),
      near.length ? make("section", { class: "group" }, make("h3", {}, words().groupsNear), list(near, (other) => ties.get(other), state)) : null,
      Panel.latest(open),
    ];
  }

  /** Links to communities with a figure each. */
  const list = (groups, figure, state) => make("ul", { class: "groups" }, ...groups.map((group) =>
    make("li", {}, make("a", { href: hashOf({ ...state, ...UNCHOSEN, group }), class: "entity" }, G.groupName(group)), make("span", { class: "count" }, String(figure(group))))));

  return { pick, card, group, list };
})();
