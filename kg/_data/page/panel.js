// The right column: an entity, a statement, or where to begin; always with the sentences that say so.

const Panel = (() => {
  const FIRST = 6;
  const MORE = 60;
  const { entityLink, badge, endsOf, figure } = Quotes;

  /** The statement in one line: subject, relation, object. */
  function triple(statement, self) {
    const end = (entity) => (entity === self ? make("span", { class: "self" }, G.name(entity)) : entityLink(entity));
    const object = statement < G.linked ? end(G.object[statement]) : make("span", { class: "literal" }, words().quote(G.posts.text[statement - G.linked]));
    const relation = make("span", { class: "relation" }, G.relationName(G.relation[statement]));
    const middle = statement < G.linked
      ? make("a", { href: hashOf({ ...now(), node: -1, statement }), class: "to-statement" }, relation)
      : relation;
    return make("p", { class: "triple" }, end(G.subject[statement]), " ", middle, " ", object, badge(G.kind[statement]));
  }

  function account(statement, self, open = 1) {
    const list = G.evidenceOf[statement];
    const ends = endsOf(statement);
    const rest = list.slice(open);
    return make(
      "li", { class: "statement", "data-statement": statement },
      triple(statement, self),
      ...list.slice(0, open).map((place) => figure(place, ends)),
      rest.length ? later(words().moreEvidence(rest.length), () => rest.map((place) => figure(place, ends))) : null,
    );
  }

  function list(statements, self, open = 1) {
    const rows = make("ol", { class: "statements" }, ...statements.slice(0, FIRST).map((statement) => account(statement, self, open)));
    const rest = statements.slice(FIRST);
    if (!rest.length) return [rows];
    const more = make("button", { type: "button", class: "more" }, words().more(rest.length));
    more.addEventListener("click", () => {
      const added = rest.splice(0, MORE).map((statement) => account(statement, self, open));
      rows.append(...added);
      more.textContent = words().more(rest.length);
      if (!rest.length) more.remove();
      added[0].querySelector("a")?.focus();
    });
    return [rows, more];
  }

  function links(entity) {
    return G.entities.same[entity].map((iri) => {
      const wikidata = /^https?:\/\/www\.wikidata\.org\/(?:entity|wiki)\/(Q[1-9]\d*)$/.exec(iri);
      if (wikidata) return outside(`https://www.wikidata.org/wiki/${wikidata[1]}`, `Wikidata ${wikidata[1]}`);
      const address = webAddress(iri);
      return address ? outside(address, new URL(address).hostname) : null;
    }).filter(Boolean);
  }

  function copyButton() {
    const button = make("button", { type: "button" }, words().copy);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(location.href);
        button.textContent = words().copied;
      } catch (error) {
        if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
        prompt(words().copy, location.href);
      }
    });
    return button;
  }

  function entityCard(entity, state) {
    const all = G.statementsOf[entity];
    const open = all.filter((statement) => passes(statement, state));
    const other = language === "en" ? G.nodes.label[entity] : G.entities.en[entity];
    const aliases = G.entities.aliases[entity];
    const groups = new Map();
    for (const statement of sortedBy(open, (s) => [G.kind[s], ...invert(G.newest(s)), s])) {
      const relation = G.relation[statement];
      const inward = G.subject[statement] !== entity && !G.relations.symmetric[relation];
      const key = relation * 2 + (inward ? 1 : 0);
      groups.set(key, [...(groups.get(key) ?? []), statement]);
    }
    const order = sortedBy([...groups.keys()], (key) => [-groups.get(key).length, key]);
    const documents = G.entities.documents[entity];
    const linked = all.some((statement) => statement < G.linked);
    const exchanges = G.exchangesOf(entity);
    const outward = links(entity);
    return [
      make("header", { class: "card" },
        make("p", { class: "kicker" }, glyph(G.type[entity]), G.typeName(G.type[entity])),
        make("h2", { tabindex: "-1" }, G.name(entity)),
        other && other !== G.name(entity) ? make("p", { class: "other-name", lang: language === "en" ? "zh-Hans" : "en" }, other) : null,
        aliases.length ? make("p", { class: "aliases" }, make("span", { class: "term" }, words().alias), aliases.join(language === "zh" ? "、" : ", ")) : null,
        make("p", { class: "figures" }, words().counts(all.length, documents.length)),
        outward.length ? make("p", { class: "out" }, ...outward) : null,
        make("p", { class: "actions" }, ...(linked ? egoButtons(entity, state) : []), copyButton())),
      ...order.map((key) => {
        const statements = groups.get(key);
        return make("section", { class: "group", "data-relation": G.relations.name[key >> 1] },
          make("h3", {}, G.relationName(key >> 1), key % 2 ? make("span", { class: "direction" }, words().incoming) : null,
            make("span", { class: "count" }, String(statements.length))),
          ...list(statements, entity));
      }),
      all.length ? null : make("p", { class: "nothing" }, words().noStatements),
      all.length > open.length ? make("p", { class: "nothing" }, words().hiddenByFilter(all.length - open.length)) : null,
      state.beside ? company(entity) : null,
      exchanges.length ? later(`${words().exchanges} (${exchanges.length})`, () => [pages(exchanges, Exchanges.dated)]) : null,
      documents.length ? later(`${words().seenIn} (${documents.length})`, () => [pages([...documents].reverse(), documentRow, "documents")]) : null,
    ];
  }

  /** Whom an entity is often named beside, with how often; shown only where that is asked for. */
  function company(entity) {
    const { one, other, times } = G.together;
    const pairs = one.map((_, pair) => pair).filter((pair) => one[pair] === entity || other[pair] === entity).slice(0, 20);
    if (!pairs.length) return null;
    const rows = pairs.map((pair) => make("li", {}, entityLink(one[pair] === entity ? other[pair] : one[pair]), make("span", { class: "count" }, ` ${times[pair]}`)));
    return make("section", { class: "group", "data-beside": entity }, make("h3", {}, words().besideOf), make("p", { class: "nothing" }, words().besideNote), make("ul", { class: "chips" }, ...rows));
  }

  function egoButtons(entity, state) {
    const button = (label, pressed, click, name) => make("button", { type: "button", class: name, "aria-pressed": pressed, on: { click } }, label);
    const centre = state.ego === entity;
    const opened = state.open.includes(entity);
    return [
      state.ego >= 0 && !centre && Canvas.view().shown.has(entity)
        ? button(opened ? words().fold : words().unfold, String(opened), () => Canvas.unfold(entity), "unfold") : null,
      button(centre ? words().egoBack : words().ego, String(centre), () => go(centre ? { ego: -1, open: [] } : { ...UNCHOSEN, node: entity, ego: entity }), "ego"),
      button(words().findPath, null, () => go({ ...UNCHOSEN, a: entity }, { focus: true }), "find-path"),
    ].filter(Boolean);
  }

  /** A long list, a page at a time. */
  function pages(items, row, name = "exchanges") {
    const box = make("ul", { class: name });
    const more = make("button", { type: "button", class: "more" });
    let at = 0;
    const next = () => {
      box.append(...items.slice(at, at + MORE).map(row));
      at += MORE;
      more.hidden = at >= items.length;
      more.textContent = words().more(items.length - at);
    };
    more.addEventListener("click", next);
    next();
    return make("div", {}, box, more);
  }

  const chips = (entities) => make("ul", { class: "chips" }, ...entities.map((entity) => make("li", {}, entityLink(entity, glyph(G.type[entity]), G.name(entity)))));

  function latest(open) {
    const rows = sortedBy(open.filter((s) => s < G.linked && G.newest(s)), (s) => [...invert(G.documents.date[G.documentOf(G.evidenceOf[s].at(-1))]), s]).slice(0, 5);
    return rows.length ? make("section", { class: "group" }, make("h3", {}, words().latest), make("ol", { class: "statements" }, ...rows.map((s) => account(s, -1)))) : null;
  }

  /** A key that sorts text downwards. */
  const invert = (text) => [...text].map((character) => -character.codePointAt(0));

  function documentRow(home) {
    const title = G.documents.title[home] || G.documents.id[home];
    const address = webAddress(G.documents.url[home]);
    return make("li", {}, address ? outside(address, title) : title, make("span", { class: "date" }, G.documents.date[home] || words().undated));
  }

  function statementCard(statement) {
    const [one, other] = [G.subject[statement], G.object[statement]];
    const between = other < 0 ? [] : G.statementsOf[one].filter((s) => s !== statement && G.other(s, one) === other);
    return [
      make("header", { class: "card" },
        make("p", { class: "kicker" }, stroke(G.kind[statement]), G.kindName(G.kind[statement]), " — ", words().kindNote[G.kinds[G.kind[statement]]] ?? ""),
        make("h2", { class: "sentence", tabindex: "-1" }, entityLink(one), " ", make("span", { class: "relation" }, G.relationName(G.relation[statement])), " ",
          other < 0 ? words().quote(G.posts.text[statement - G.linked]) : entityLink(other)),
        make("p", { class: "actions" }, copyButton())),
      make("section", { class: "group" }, make("div", { class: "statement", "data-statement": statement }, ...G.evidenceOf[statement].map((place) => figure(place, endsOf(statement))))),
      between.length ? make("section", { class: "group" }, make("h3", {}, words().between, make("span", { class: "count" }, String(between.length))), ...list(between, -1)) : null,
    ];
  }

  function front(state) {
    if (!G.size) return [make("header", { class: "card" }, make("h2", { tabindex: "-1" }, words().emptyTitle), make("p", {}, words().emptyText))];
    const open = G.relation.map((_, statement) => statement).filter((statement) => passes(statement, state));
    const most = G.type.map((_, entity) => entity).filter((entity) => !state.types.has(G.type[entity]) && (!G.lone[entity] || !G.linked)).slice(0, 12);
    const phone = matchMedia("(max-width: 60rem)").matches;
    const view = Canvas.view();
    const how = view.mode === "map" ? words().startMap : phone ? words().startTextPhone : words().startText;
    const { bubbles } = view;
    return [
      make("header", { class: "card" }, make("h2", { tabindex: "-1" }, words().start), make("p", {}, G.linked ? how : words().noLinks)),
      make("section", { class: "group" }, G.linked ? make("h3", {}, words().most) : null, chips(most)),
      bubbles.length ? make("section", { class: "group" }, make("h3", {}, words().groups, make("span", { class: "count" }, String(bubbles.length))),
        Routes.list(bubbles.map(({ group }) => group), (group) => bubbles.find((b) => b.group === group).members.length, state)) : null,
      latest(open),
    ];
  }

  function partsOf(state) {
    if (state.node >= 0) return entityCard(state.node, state);
    if (state.statement >= 0) return statementCard(state.statement);
    if (state.b >= 0) return Routes.card(state, Canvas.view());
    if (state.a >= 0) return Routes.pick(state);
    return state.group >= 0 ? Routes.group(state) : front(state);
  }

  function show(state, { focus = false } = {}) {
    const parts = partsOf(state);
    const held = $("panel").contains(document.activeElement);
    const same = document.activeElement?.id;
    $("panel").replaceChildren(...parts.filter(Boolean));
    $("panel").scrollTop = 0;
    if (focus && $("path-query")) $("path-query").focus();
    else if (held && same && $(same)) $(same).focus();
    else if (focus || held) $("panel").querySelector("h2")?.focus({ preventScroll: !matchMedia("(max-width: 60rem)").matches });
  }

  return { show, list, chips, latest, copyButton };
})();
