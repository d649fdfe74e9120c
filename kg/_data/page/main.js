// Everything is drawn from the state: the network, the table, the filters, the panel and what stands around them.

const brand = document.title;
let drawn = "";

function apply() {
  const how = wish;
  wish = {};
  draw(parse(location.hash), how);
}

function draw(state, how) {
  current = Object.freeze(state);
  if (drawn !== language) frame();
  drawn = language;
  const view = Canvas.show(state, how);
  Filters.show(state);
  Tables.show(state);
  Panel.show(state, how);
  Queue.show();
  tools(state);
  views(state);
  $("hint").textContent = state.unknown ? words().unknown : hintOf(state, view);
  const heads = [state.node, state.ego].filter((entity) => entity >= 0);
  const about = heads.length ? G.name(heads[0]) : view.mode === "path" ? `${G.name(state.a)} → ${G.name(state.b)}` : state.group >= 0 ? G.groupName(state.group) : "";
  document.title = about ? `${about} · ${brand}` : brand;
}

function hintOf(state, view) {
  const { shown, all, rest } = view;
  if (!G.size || state.view) return "";
  if (view.mode === "map") return words().mapShown(view.bubbles.length, all);
  if (view.mode === "path") return view.routes ? words().pathShown(view.routes.steps) : words().noPath;
  if (view.mode === "ego") return shown.size < all ? words().egoCut(G.name(state.ego), shown.size, all) : words().egoShown(G.name(state.ego), shown.size);
  return rest.length ? words().shown(shown.size, all) : "";
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
  $("views").setAttribute("aria-label", words().views);
}

function tools(state) {
  const button = (name, label, sign, click) => make("button", { type: "button", id: `tool-${name}`, title: label, "aria-label": label, on: { click } }, sign);
  const back = Keys.back(state);
  const overview = G.mapped && [state.node, state.statement, state.ego, state.a, state.group].every((one) => one < 0);
  const held = document.activeElement?.closest("#tools") ? document.activeElement.id : "";
  $("tools").replaceChildren(
    ...[
      back ? button("back", words().back, "←", () => go(back)) : null,
      G.size ? button("in", words().zoomIn, "+", () => Canvas.zoom(1.3)) : null,
      G.size ? button("out", words().zoomOut, "−", () => Canvas.zoom(1 / 1.3)) : null,
      G.size ? button("fit", words().fit, "⤢", () => Canvas.fit()) : null,
      overview ? button("overview", state.all ? words().toMap : words().toAll, state.all ? "◎" : "⁘", () => go({ all: !state.all })) : null,
      G.size ? button("png", words().savePng, "PNG", () => Picture.savePng()) : null,
      G.size ? button("svg", words().saveSvg, "SVG", () => Picture.saveSvg()) : null,
    ].filter(Boolean),
  );
  if (held) ($(held) ?? $("network")).focus();
}

/** The choice between the graph and its two tables. */
function views(state) {
  const held = document.activeElement?.closest("#views") ? document.activeElement.id : "";
  const choice = (name, label) =>
    make("button", { type: "button", id: `view-${name || "graph"}`, "aria-pressed": String(state.view === name), on: { click: () => go({ view: name, sort: "", q: "" }) } }, label);
  $("views").replaceChildren(...(G.size ? [choice("", words().graph), choice("statements", words().statements), choice("entities", words().entities)] : []));
  if (held) $(held)?.focus();
}

function start() {
  Canvas.start();
  Keys.start();
  Search.start();
  $("language").addEventListener("click", () => go({ lang: language === "zh" ? "en" : "zh" }, { replace: true }));
  $("home").addEventListener("click", (event) => {
    event.preventDefault();
    go({ ...blank(), lang: now().lang }, { fit: true });
  });
  addEventListener("hashchange", apply);
  apply();
}

start();
