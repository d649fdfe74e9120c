// What of the graph is drawn in a state, and where: a budgeted overview, or the ring of an ego network.

const Plan = (() => {
  const BUDGET = 300;
  const EGO = 80;
  const promoted = new Set();
  const moved = new Map();
  const spot = (entity) => moved.get(entity) ?? { x: G.nodes.x[entity], y: G.nodes.y[entity] };

  /** What to show in a state: entities and statements, and where an ego network moves its nodes. */
  function of(state) {
    const open = [];
    for (let statement = 0; statement < G.linked; statement++) if (passes(statement, state)) open.push(statement);
    const plan = state.ego >= 0 ? ego(state, open) : all(state, open);
    return Object.freeze({ ...plan, ...focusOf(plan) });
  }

  function all(state, open) {
    const degree = new Array(G.size).fill(0);
    for (const statement of open) {
      degree[G.subject[statement]]++;
      degree[G.object[statement]]++;
    }
    const lone = state.lone || G.linked === 0;
    const free = [];
    for (let entity = 0; entity < G.size; entity++)
      if (!state.types.has(G.type[entity]) && (degree[entity] || (lone && G.lone[entity]))) free.push(entity);
    const ranked = free.length > BUDGET ? sortedBy(free, (entity) => [-degree[entity], entity]) : free;
    const shown = new Set(ranked.slice(0, BUDGET));
    for (const entity of promoted) if (degree[entity]) shown.add(entity);
    if (state.node >= 0) {
      shown.add(state.node);
      const near = open.filter((s) => G.subject[s] === state.node || G.object[s] === state.node).map((s) => G.other(s, state.node));
      for (const entity of sortedBy([...new Set(near)], (e) => [-degree[e], e]).slice(0, EGO)) shown.add(entity);
    }
    if (state.statement >= 0 && state.statement < G.linked) {
      shown.add(G.subject[state.statement]);
      shown.add(G.object[state.statement]);
    }
    const links = open.filter((statement) => shown.has(G.subject[statement]) && shown.has(G.object[statement]));
    if (state.statement >= 0 && state.statement < G.linked && !links.includes(state.statement)) links.push(state.statement);
    return { state, shown, links, at: spot, rest: free.filter((entity) => !shown.has(entity)), all: free.length, radial: false };
  }

  /** The neighbours on rings around the middle, those of one relation side by side. */
  function ego(state, open) {
    const first = new Map();
    const weight = new Map();
    for (const statement of open) {
      if (G.subject[statement] !== state.ego && G.object[statement] !== state.ego) continue;
      const other = G.other(statement, state.ego);
      if (other === state.ego) continue;
      if (!first.has(other)) first.set(other, G.relation[statement]);
      weight.set(other, (weight.get(other) ?? 0) + 1);
    }
    const ranked = sortedBy([...first.keys()], (entity) => [-weight.get(entity), entity]);
    const near = sortedBy(ranked.slice(0, EGO), (entity) => [first.get(entity), G.type[entity], entity]);
    const shown = new Set([state.ego, ...near]);
    const spots = new Map([[state.ego, { x: 0, y: 0 }]]);
    const rings = near.length > 44 ? 3 : near.length > 16 ? 2 : 1;
    const radius = Math.max(190, (near.length * 78) / (2 * Math.PI) / Math.sqrt(rings));
    near.forEach((entity, index) => {
      const angle = (2 * Math.PI * index) / near.length - Math.PI / 2;
      const reach = radius + (index % rings) * 105;
      spots.set(entity, { x: Math.round(reach * 1.25 * Math.cos(angle)), y: Math.round(reach * Math.sin(angle)) });
    });
    const links = open.filter((statement) => shown.has(G.subject[statement]) && shown.has(G.object[statement]));
    return { state, shown, links, at: (entity) => spots.get(entity), rest: [], all: first.size + 1, radial: true };
  }

  /** What is lit, and the shown entities, those that matter first. */
  function focusOf({ state, links, shown }) {
    const bright = new Set();
    const lit = new Set();
    if (state.statement >= 0 && state.statement < G.linked) {
      lit.add(state.statement);
      bright.add(G.subject[state.statement]).add(G.object[state.statement]);
    } else if (state.node >= 0) {
      bright.add(state.node);
      for (const statement of links) {
        if (G.subject[statement] !== state.node && G.object[statement] !== state.node) continue;
        lit.add(statement);
        bright.add(G.other(statement, state.node));
      }
    }
    const first = (entity) => (entity === state.node ? 0 : bright.has(entity) ? 1 : 2);
    return { focus: { bright, lit, any: bright.size > 0 }, order: sortedBy([...shown], (entity) => [first(entity), entity]) };
  }

  return { of, spot, promote: (entity) => promoted.add(entity), move: (entity, to) => moved.set(entity, to) };
})();
