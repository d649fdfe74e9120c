// The state of the page is its hash: what is chosen, what is hidden, which view and language.

let current = null;
let wish = {};
const now = () => current;

const nameOf = { types: (v) => G.types.name[v], relations: (v) => G.relations.name[v], kinds: (v) => G.kinds[v] };
const VIEWS = ["statements", "entities"];
const SORT = /^-?[a-z]+$/;

/** Nothing chosen, nothing hidden: the page as it opens. */
const blank = () => ({
  node: -1, statement: -1, ego: -1, open: [], a: -1, b: -1, route: 0, group: -1, all: false,
  types: new Set(), relations: new Set(), kinds: new Set(), from: "", to: "", lone: false, beside: false, view: "", sort: "", q: "", lang: "", unknown: false,
});

/** What takes the choice back but keeps filters, view and language. */
const UNCHOSEN = Object.freeze({ node: -1, statement: -1, ego: -1, open: [], a: -1, b: -1, route: 0 });

/** Read the state from a hash; what it names that is not here is reported, not an error. */
function parse(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const state = blank();
  const known = (id) => {
    const found = G.byId.get(id) ?? -1;
    if (found < 0) state.unknown = true;
    return found;
  };
  const entity = (key) => (given.has(key) ? known(given.get(key)) : -1);
  const [subject, object] = [entity("s"), entity("o")];
  state.node = entity("n");
  state.ego = entity("ego");
  if (state.ego >= 0) state.open = [...new Set(given.getAll("open").map(known))].filter((one) => one >= 0 && one !== state.ego);
  state.a = entity("a");
  if (state.a >= 0) state.b = entity("b");
  if (state.b >= 0 && /^\d{1,3}$/.test(given.get("route") ?? "")) state.route = Number(given.get("route"));
  const first = entity("c");
  state.group = first < 0 ? -1 : (G.groups.of[first] ?? -1);
  if (first >= 0 && state.group < 0) state.unknown = true;
  if (subject >= 0 && given.has("p")) {
    const relation = G.byRelation.get(given.get("p")) ?? -1;
    const found = G.statementsOf[subject].find((s) => G.subject[s] === subject && G.relation[s] === relation
      && (s < G.linked ? G.object[s] === object : given.get("post") === G.posts.text[s - G.linked]));
    if (found === undefined) state.unknown = true;
    else if (state.node < 0) state.statement = found;
  }
  for (const key of ["types", "relations", "kinds"]) {
    const hidden = new Set((given.get(key) ?? "").split(",").filter(Boolean));
    const length = key === "kinds" ? G.kinds.length : G[key].name.length;
    for (let value = 0; value < length; value++) if (hidden.has(nameOf[key](value))) state[key].add(value);
  }
  for (const key of ["from", "to"]) if (/^\d{4}(-\d{2}){0,2}$/.test(given.get(key) ?? "")) state[key] = given.get(key);
  for (const key of ["all", "lone", "beside"]) state[key] = given.get(key) === "1";
  if (VIEWS.includes(given.get("view"))) state.view = given.get("view");
  if (state.view && SORT.test(given.get("sort") ?? "")) state.sort = given.get("sort");
  if (state.view) state.q = given.get("q") ?? "";
  if (["zh", "en"].includes(given.get("lang"))) language = given.get("lang");
  state.lang = given.has("lang") ? language : "";
  return state;
}

/** Write a state as a hash. */
function hashOf(state) {
  const out = new URLSearchParams();
  const id = (entity) => G.entities.id[entity];
  if (state.node >= 0) out.set("n", id(state.node));
  if (state.statement >= 0) {
    out.set("s", id(G.subject[state.statement]));
    out.set("p", G.relations.name[G.relation[state.statement]]);
    if (state.statement < G.linked) out.set("o", id(G.object[state.statement]));
    else out.set("post", G.posts.text[state.statement - G.linked]);
  }
  if (state.ego >= 0) {
    out.set("ego", id(state.ego));
    for (const entity of state.open) out.append("open", id(entity));
  }
  if (state.a >= 0) out.set("a", id(state.a));
  if (state.a >= 0 && state.b >= 0) {
    out.set("b", id(state.b));
    if (state.route) out.set("route", state.route);
  }
  if (state.group >= 0) out.set("c", id(G.members[state.group][0]));
  if (state.all) out.set("all", "1");
  for (const key of ["types", "relations", "kinds"]) if (state[key].size) out.set(key, [...state[key]].map(nameOf[key]).sort().join(","));
  for (const key of ["from", "to"]) if (state[key]) out.set(key, state[key]);
  if (state.lone) out.set("lone", "1");
  if (state.beside) out.set("beside", "1");
  if (state.view) {
    out.set("view", state.view);
    if (state.sort) out.set("sort", state.sort);
    if (state.q) out.set("q", state.q);
  }
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

/** Choose an entity within the present view. */
const chosen = (entity) => ({ node: entity, statement: -1 });
