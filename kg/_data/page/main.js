// The state of the page is its hash: what is chosen, what is hidden, which language. Everything is drawn from it.

let current = null;
let drawn = "";
let wish = {};
const brand = document.title;
const now = () => current;

const nameOf = { types: (v) => G.types.name[v], relations: (v) => G.relations.name[v], kinds: (v) => G.kinds[v] };

/** Read the state from a hash; what it names that is not here is reported, not an error. */
function parse(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const state = { node: -1, statement: -1, ego: -1, types: new Set(), relations: new Set(), kinds: new Set(), from: "", to: "", lone: false, unknown: false };
  const entity = (key) => {
    if (!given.has(key)) return -1;
    const found = G.byId.get(given.get(key)) ?? -1;
    if (found < 0) state.unknown = true;
    return found;
  };
  const [subject, object, node, ego] = [entity("s"), entity("o"), entity("n"), entity("ego")];
  state.node = node;
  state.ego = ego;
  if (subject >= 0 && given.has("p")) {
    const relation = G.byRelation.get(given.get("p")) ?? -1;
    const found = G.statementsOf[subject].find((s) => G.subject[s] === subject && G.relation[s] === relation
      && (s < G.linked ? G.object[s] === object : given.get("post") === G.posts.text[s - G.linked]));
    if (found === undefined) state.unknown = true;
    else if (node < 0) state.statement = found;
  }
  for (const key of ["types", "relations", "kinds"]) {
    const hidden = new Set((given.get(key) ?? "").split(",").filter(Boolean));
    const length = key === "kinds" ? G.kinds.length : G[key].name.length;
    for (let value = 0; value < length; value++) if (hidden.has(nameOf[key](value))) state[key].add(value);
  }
  for (const key of ["from", "to"]) if (/^\d{4}(-\d{2}){0,2}$/.test(given.get(key) ?? "")) state[key] = given.get(key);
  state.lone = given.get("lone") === "1";
  if (["zh", "en"].includes(given.get("lang"))) language = given.get("lang");
  state.lang = given.has("lang") ? language : "";
  return state;
}

/** Write a state as a hash. */
function hashOf(state) {
  const out = new URLSearchParams();
  if (state.node >= 0) out.set("n", G.entities.id[state.node]);
  if (state.statement >= 0) {
    out.set("s", G.entities.id[G.subject[state.statement]]);
    out.set("p", G.relations.name[G.relation[state.statement]]);
    if (state.statement < G.linked) out.set("o", G.entities.id[G.object[state.statement]]);
    else out.set("post", G.posts.text[state.statement - G.linked]);
  }
  if (state.ego >= 0) out.set("ego", G.entities.id[state.ego]);
  for (const key of ["types", "relations", "kinds"]) if (state[key].size) out.set(key, [...state[key]].map(nameOf[key]).sort().join(","));
  for (const key of ["from", "to"]) if (state[key]) out.set(key, state[key]);
  if (state.lone) out.set("lone", "1");
  if (state.lang) out.set("lang", state.lang);
  return `#${out}`;
}

/** Change the state; `replace` leaves no step to go back to. */
function go(change, { replace = false, ...how } = {}) {
  const hash = hashOf({ ...current, ...change });
  wish = how;
  if (hash === (location.hash || "#")) apply();
  else if (replace) {
    history.replaceState(null, "", hash);
    apply();
  } else location.hash = hash;
}

function apply() {
  const how = wish;
  wish = {};
  const state = parse(location.hash);
  current = Object.freeze(state);
  if (drawn !== language) frame();
  drawn = language;
  const view = Canvas.show(state, how);
  Filters.show(state);
  Panel.show(state, how);
  tools(state);
  const hint = $("hint");
  if (state.unknown) hint.textContent = words().unknown;
  else if (!G.size) hint.textContent = "";
  else if (view.radial && view.shown.size < view.all) hint.textContent = words().egoCut(G.name(state.ego), view.shown.size, view.all);
  else if (view.radial) hint.textContent = words().egoShown(G.name(state.ego), view.shown.size);
  else hint.textContent = view.rest.length ? words().shown(view.shown.size, view.all) : "";
  document.title = state.node >= 0 ? `${G.name(state.node)} · ${brand}` : brand;
}

/** What stands still: masthead, dateline, labels of the search; drawn again when the language changes. */
function frame() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  const count = G.documents.id.length;
  const { from, to } = G.about;
  $("dateline").replaceChildren(
    make("span", {}, count ? words().dateline(count, from ? words().span(from, to) : "", G.size, G.relation.length) : words().noDocuments),
    make("span", { class: "caveat" }, words().caveat),
  );
  $("query").setAttribute("placeholder", words().search);
  $("query").setAttribute("aria-label", words().searchLabel);
  $("hits").setAttribute("aria-label", words().searchLabel);
  $("language").textContent = words().other;
  $("language").setAttribute("aria-label", words().otherLabel);
  $("network").setAttribute("aria-label", words().network);
  $("filters").setAttribute("aria-label", words().filters);
  $("panel").setAttribute("aria-label", words().reading);
  $("tools").setAttribute("aria-label", words().tools);
}

function tools(state) {
  const button = (name, label, sign, click) => make("button", { type: "button", id: `tool-${name}`, title: label, "aria-label": label, on: { click } }, sign);
  const chosen = state.node >= 0 || state.statement >= 0 || state.ego >= 0;
  const held = document.activeElement?.closest("#tools") ? document.activeElement.id : "";
  $("tools").replaceChildren(
    ...[
      chosen ? button("back", words().back, "←", () => (state.ego >= 0 ? go({ ego: -1 }) : go({ node: -1, statement: -1 }))) : null,
      G.size ? button("in", words().zoomIn, "+", () => Canvas.zoom(1.3)) : null,
      G.size ? button("out", words().zoomOut, "−", () => Canvas.zoom(1 / 1.3)) : null,
      G.size ? button("fit", words().fit, "⤢", () => Canvas.fit()) : null,
    ].filter(Boolean),
  );
  if (held) ($(held) ?? $("network")).focus();
}

function start() {
  Canvas.start();
  Search.start();
  $("language").addEventListener("click", () => go({ lang: language === "zh" ? "en" : "zh" }, { replace: true }));
  $("home").addEventListener("click", (event) => {
    event.preventDefault();
    go({ node: -1, statement: -1, ego: -1, types: new Set(), relations: new Set(), kinds: new Set(), from: "", to: "", lone: false }, { fit: true });
  });
  addEventListener("hashchange", apply);
  apply();
}

start();
