// The network: vis draws the nodes and lines of a plan; what is beyond its budget is painted behind them.

const Canvas = (() => {
  let network, nodes, edges, view, hovered = null, line = null, grown = 1;

  /** Nodes grow a little where the whole is small on the screen. */
  const radiusOf = (entity) => G.nodes.size[entity] * grown;
  const ids = () => (view.mode === "map" ? view.bubbles.map(({ id }) => id) : [...view.shown]);
  const scene = ({ mode, state }) => [mode, state.ego, state.open, state.group, state.a, state.b, state.route].join();

  /** Bring a data set to hold exactly these rows, touching what is there as little as possible. */
  function sync(data, rows) {
    const wanted = new Set(rows.map((row) => row.id));
    data.remove(data.getIds().filter((id) => !wanted.has(id)));
    data.update(rows);
  }

  function show(state, { fit = false, centre = false } = {}) {
    const before = view;
    const next = Plan.of(state);
    const map = next.mode === "map";
    view = null; // vis draws while its data change, and labels must wait
    sync(edges, []);
    sync(nodes, map ? next.bubbles.map(Looks.bubble) : next.order.map((entity) => Looks.node(entity, next, radiusOf(entity))));
    sync(edges, map ? next.ties.map(Looks.tie) : next.links.map((statement) => Looks.edge(statement, next)));
    view = next;
    network.setSelection({ nodes: [], edges: [] });
    if (fit || !before || scene(before) !== scene(view)) {
      if (!before && view.focus.any && view.mode === "part") fitTo([...view.focus.bright]);
      else main();
      grow();
    } else if (view.focus.any && (centre || !inSight([...view.focus.bright][0]))) reveal(state);
    network.redraw();
    return view;
  }

  function grow() {
    if (view.mode === "map") return;
    grown = view.mode === "part" || view.mode === "group" ? Math.min(1.45, Math.max(1, 0.5 / network.getScale())) : 1;
    nodes.update([...view.shown].map((id) => ({ id, size: radiusOf(id) })));
  }

  function inSight(entity) {
    const { x, y } = network.canvasToDOM(nodes.get(entity));
    const { clientWidth, clientHeight } = $("network");
    return x > 0 && y > 0 && x < clientWidth && y < clientHeight;
  }

  /** Fit to some nodes, with room for the names of those at the edge. */
  function fitTo(some) {
    if (!some.length) return;
    const { clientWidth, clientHeight } = $("network");
    const boxes = some.map((id) => ({ ...nodes.get(id) }));
    const low = { x: Infinity, y: Infinity };
    const high = { x: -Infinity, y: -Infinity };
    for (const { x, y, size } of boxes) {
      low.x = Math.min(low.x, x - size);
      low.y = Math.min(low.y, y - size);
      high.x = Math.max(high.x, x + size);
      high.y = Math.max(high.y, y + size);
    }
    const room = { left: 64, right: Math.min(60, clientWidth * 0.08), top: 58, bottom: 62 }; // tools, switch and hint stand over the edges
    const [wide, tall] = [clientWidth - room.left - room.right, clientHeight - room.top - room.bottom];
    const scale = Math.max(0.02, Math.min(1.4, wide / (high.x - low.x), tall / (high.y - low.y)));
    const shift = { x: (room.right - room.left) / 2 / scale, y: (room.bottom - room.top) / 2 / scale };
    network.moveTo({ position: { x: (low.x + high.x) / 2 + shift.x, y: (low.y + high.y) / 2 + shift.y }, scale, animation: false });
  }

  const whole = () => fitTo(ids());

  /** Fit to the piece of the graph that the first node belongs to, where that is most of what is shown. */
  function main() {
    if (view.mode === "map" || view.mode === "path") return whole();
    const near = new Map([...view.shown].map((entity) => [entity, []]));
    for (const statement of view.links) {
      near.get(G.subject[statement]).push(G.object[statement]);
      near.get(G.object[statement]).push(G.subject[statement]);
    }
    const [first] = [...view.shown];
    const piece = new Set(first === undefined ? [] : [first]);
    for (const entity of piece) for (const other of near.get(entity)) piece.add(other);
    return fitTo(piece.size > view.shown.size / 2 ? [...piece] : [...view.shown]);
  }

  function reveal(state) {
    const ends = state.node >= 0 ? [state.node] : state.statement >= 0 ? [G.subject[state.statement], G.object[state.statement]] : [state.a];
    const points = ends.filter((end) => end >= 0 && view.shown.has(end)).map((end) => view.at(end));
    if (!points.length) return;
    const middle = { x: points.reduce((sum, p) => sum + p.x, 0) / points.length, y: points.reduce((sum, p) => sum + p.y, 0) / points.length };
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const animation = calm ? false : { duration: 350, easingFunction: "easeInOutQuad" };
    network.moveTo({ position: middle, scale: Math.max(network.getScale(), 0.8), animation });
  }

  function paintRest(context) {
    if (!view || !view.rest.length) return;
    const size = Math.max(3, 2 / network.getScale());
    context.save();
    context.globalAlpha = view.focus.any ? 0.12 : 0.35;
    for (const entity of view.rest) {
      const { x, y } = Plan.spot(entity);
      context.fillStyle = Looks.ink().types[G.type[entity]];
      context.fillRect(x - size, y - size, 2 * size, 2 * size);
    }
    context.restore();
  }

  /** Who is named beside whom, as fine dotted lines under everything, so that nobody takes them for statements. */
  function paintBeside(context) {
    if (!view || !view.state.beside || view.bubbles.length) return;
    const { one, other, times } = G.together;
    context.save();
    context.strokeStyle = Looks.ink().line;
    context.setLineDash([1, 4]);
    context.globalAlpha = view.focus.any ? 0.25 : 0.6;
    for (let pair = 0; pair < one.length; pair++) {
      if (!view.shown.has(one[pair]) || !view.shown.has(other[pair])) continue;
      const [from, to] = [view.at(one[pair]), view.at(other[pair])];
      context.lineWidth = Math.min(3, 0.6 + Math.log2(times[pair]) / 3);
      context.beginPath();
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
      context.stroke();
    }
    context.restore();
  }

  function paintOver(context) {
    if (!view) return;
    if (view.bubbles.length) {
      context.save();
      context.globalAlpha = 0.5;
      for (const bubble of view.bubbles) Looks.seeds(context, { ...bubble, ...nodes.get(bubble.id) });
      context.restore();
    }
    Labels.paint(context, { network, nodes, view, ink: Looks.ink(), hovered, line, radiusOf });
  }

  function restAt(pointer) {
    const reach = 9 / network.getScale();
    let best;
    let nearest = reach;
    for (const entity of view.rest) {
      const { x, y } = Plan.spot(entity);
      const distance = Math.hypot(x - pointer.x, y - pointer.y);
      if (distance < nearest) [best, nearest] = [entity, distance];
    }
    return best;
  }

  function clicked({ pointer }) {
    const at = network.getNodeAt(pointer.DOM) ?? restAt(pointer.canvas);
    const statement = network.getEdgeAt(pointer.DOM);
    const { state } = view;
    if (at < 0) go({ group: -1 - at });
    else if (at !== undefined) {
      Plan.promote(at);
      go(state.a >= 0 && state.b < 0 && at !== state.a ? { ...chosen(-1), b: at } : chosen(at));
    } else if (statement >= 0) go({ node: -1, statement });
    else if (state.statement >= 0 || (state.node >= 0 && state.node !== state.ego)) go(chosen(view.mode === "ego" ? state.ego : -1));
  }

  /** An entity takes the middle; within an ego network it shows its neighbours or folds them again. */
  function unfold(entity) {
    const { state } = view;
    if (state.ego < 0 || state.ego === entity) go({ ...UNCHOSEN, node: entity, ego: state.ego === entity ? -1 : entity });
    else go({ ...chosen(entity), open: state.open.includes(entity) ? state.open.filter((one) => one !== entity) : [...state.open, entity] });
  }

  const zoom = (factor) => network.moveTo({ scale: Math.min(6, Math.max(0.02, network.getScale() * factor)) });

  function hover(to, edge) {
    [hovered, line] = [to, edge];
    $("network").classList.toggle("pointing", to !== null || edge !== null);
    network.redraw();
  }

  function start() {
    Looks.read();
    nodes = new vis.DataSet();
    edges = new vis.DataSet();
    network = new vis.Network($("network"), { nodes, edges }, G.options);
    network.on("click", clicked);
    network.on("doubleClick", ({ pointer }) => {
      const entity = network.getNodeAt(pointer.DOM);
      if (entity >= 0) unfold(entity);
    });
    network.on("hoverNode", ({ node }) => hover(node, null));
    network.on("blurNode", () => hover(null, null));
    network.on("hoverEdge", ({ edge }) => edge >= 0 && hover(null, edge));
    network.on("blurEdge", () => hover(hovered, null));
    network.on("dragEnd", ({ nodes: dragged }) => {
      for (const [id, spot] of Object.entries(network.getPositions(dragged))) {
        if (view.mode === "part" || view.mode === "group") Plan.move(Number(id), spot);
        nodes.update({ id: Number(id), ...spot });
      }
    });
    network.on("beforeDrawing", paintRest);
    network.on("beforeDrawing", paintBeside);
    network.on("afterDrawing", paintOver);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { Looks.read(); apply(); });
  }

  return {
    start, show, zoom, fit: whole, unfold, hover, view: () => view, network: () => network, nodes: () => nodes, edges: () => edges,
    radiusOf, hovered: () => hovered,
  };
})();
