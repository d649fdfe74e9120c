// What of the graph is drawn in a state, and where: the map of communities, a budgeted part, an ego network, or paths.

const Plan = (() => {
  const BUDGET = 300;
  const EGO = 80;
  const FAN = 24;
  const promoted = new Set();
  const moved = new Map();
  const spot = (entity) => moved.get(entity) ?? { x: G.nodes.x[entity], y: G.nodes.y[entity] };

  /** Whether a state shows the map of communities. */
  const isMap = (state) =>
    G.mapped && !state.all && [state.node, state.statement, state.ego, state.group, state.a].every((one) => one < 0);

  /** What to show in a state: entities and statements, and where; `mode` says which of the ways to draw it is. */
  function of(state) {
    const open = [];
    for (let statement = 0; statement < G.linked; statement++) if (passes(statement, state)) open.push(statement);
    const plan = state.a >= 0 && state.b >= 0 ? path(state, open)
      : state.ego >= 0 ? ego(state, open)
        : isMap(state) ? map(state, open) : part(state, open);
    return Object.freeze({ bubbles: [], ties: [], routes: null, ...plan, ...focusOf(plan) });
  }

  function degrees(open) {
    const degree = new Array(G.size).fill(0);
    for (const statement of open) {
      degree[G.subject[statement]]++;
      degree[G.object[statement]]++;
    }
    return degree;
  }

  /** Communities as bubbles, with the number of statements between each two. */
  function map(state, open) {
    const degree = degrees(open);
    const { x, y, r, of: home } = G.groups;
    const bubbles = [];
    G.members.forEach((all, group) => {
      const members = all.filter((entity) => degree[entity] && !state.types.has(G.type[entity]));
      if (members.length) bubbles.push({ id: -1 - group, group, x: x[group], y: y[group], r: r[group], members });
    });
    const counts = new Map();
    for (const statement of open) {
      const [one, other] = [home[G.subject[statement]], home[G.object[statement]]].sort((a, b) => a - b);
      if (one < 0 || one === other) continue;
      const key = one * G.members.length + other;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const shown = new Set(bubbles.map(({ group }) => group));
    const ties = [...counts].map(([key, count]) => ({ one: Math.floor(key / G.members.length), other: key % G.members.length, count }))
      .filter(({ one, other }) => shown.has(one) && shown.has(other));
    const all = bubbles.reduce((sum, { members }) => sum + members.length, 0);
    return { state, mode: "map", shown: new Set(), links: [], at: spot, rest: [], all, bubbles, ties };
  }

  /** The most linked entities, of all or of a community, and whatever is chosen. */
  function part(state, open) {
    const degree = degrees(open);
    const lone = state.group < 0 && (state.lone || G.linked === 0);
    const free = [];
    for (const entity of state.group >= 0 ? G.members[state.group] : G.type.keys())
      if (!state.types.has(G.type[entity]) && (degree[entity] || (lone && G.lone[entity]))) free.push(entity);
    const ranked = free.length > BUDGET ? sortedBy(free, (entity) => [-degree[entity], entity]) : free;
    const shown = new Set(ranked.slice(0, BUDGET));
    for (const entity of promoted) if (degree[entity] && (state.group < 0 || G.groups.of[entity] === state.group)) shown.add(entity);
    for (const chosen of [state.node, state.a]) {
      if (chosen < 0) continue;
      shown.add(chosen);
      const near = open.filter((s) => G.subject[s] === chosen || G.object[s] === chosen).map((s) => G.other(s, chosen));
      for (const entity of sortedBy([...new Set(near)], (e) => [-degree[e], e]).slice(0, EGO)) shown.add(entity);
    }
    const links = between(open, shown);
    const { statement } = state;
    if (statement >= 0 && statement < G.linked) {
      shown.add(G.subject[statement]).add(G.object[statement]);
      if (!links.includes(statement)) links.push(statement);
    }
    const rest = free.filter((entity) => !shown.has(entity));
    return { state, mode: state.group >= 0 ? "group" : "part", shown, links, at: spot, rest, all: free.length };
  }

  const between = (open, shown) => open.filter((statement) => shown.has(G.subject[statement]) && shown.has(G.object[statement]));

  /** The neighbours of an entity, with the first relation that leads to each and the number of links. */
  function neighbours(entity, open) {
    const first = new Map();
    const weight = new Map();
    for (const statement of open) {
      if (G.subject[statement] !== entity && G.object[statement] !== entity) continue;
      const other = G.other(statement, entity);
      if (other === entity) continue;
      if (!first.has(other)) first.set(other, G.relation[statement]);
      weight.set(other, (weight.get(other) ?? 0) + 1);
    }
    const ranked = sortedBy([...first.keys()], (one) => [-weight.get(one), one]);
    return { ranked, inOrder: (list) => sortedBy(list, (one) => [first.get(one), G.type[one], one]) };
  }

  /** The neighbours on rings around the middle, those of one relation side by side; opened ones carry fans of their own. */
  function ego(state, open) {
    const { ranked, inOrder } = neighbours(state.ego, open);
    const near = inOrder(ranked.slice(0, EGO));
    const spots = new Map([[state.ego, { x: 0, y: 0 }]]);
    const rings = near.length > 44 ? 3 : near.length > 16 ? 2 : 1;
    const room = near.map((entity) => Math.max(78, G.nodes.size[entity] * 2 + 34));
    const around = room.reduce((sum, one) => sum + one, 0);
    const radius = Math.max(190, G.nodes.size[state.ego] + 130, around / (2 * Math.PI) / Math.sqrt(rings));
    let passed = 0;
    near.forEach((entity, index) => {
      const angle = (2 * Math.PI * (passed + room[index] / 2)) / around - Math.PI / 2;
      passed += room[index];
      const reach = radius + (index % rings) * 105;
      spots.set(entity, { x: Math.round(reach * 1.25 * Math.cos(angle)), y: Math.round(reach * Math.sin(angle)) });
    });
    let all = ranked.length + 1;
    for (const entity of state.open) {
      const here = spots.get(entity);
      if (!here) continue;
      const { ranked: others, inOrder: arranged } = neighbours(entity, open);
      const fresh = others.filter((one) => !spots.has(one));
      all += fresh.length;
      fan(spots, here, arranged(fresh.slice(0, FAN)));
    }
    const shown = new Set(spots.keys());
    return { state, mode: "ego", shown, links: between(open, shown), at: (entity) => spots.get(entity), rest: [], all };
  }

  /** Place nodes in arcs beyond one, away from the middle, where there is room. */
  function fan(spots, here, fresh) {
    const ahead = Math.atan2(here.y, here.x);
    const free = ({ x, y }) => [...spots.values()].every((o) => Math.abs(o.x - x) > 62 || Math.abs(o.y - y) > 46);
    for (const entity of fresh) {
      place: for (let reach = 170; ; reach += 70) {
        const steps = Math.floor((reach * 0.9) / 70);
        for (let turn = 0; turn <= 2 * steps; turn++) {
          const angle = ahead + ((turn % 2 ? -1 : 1) * Math.ceil(turn / 2) * 70) / reach;
          const point = { x: Math.round(here.x + reach * 1.15 * Math.cos(angle)), y: Math.round(here.y + reach * Math.sin(angle)) };
          if (!free(point)) continue;
          spots.set(entity, point);
          break place;
        }
      }
    }
  }

  /** All shortest routes, a column a step; the chosen one runs along the middle. */
  function path(state) {
    const found = Paths.find(state);
    const route = found ? found.routes[Math.min(state.route, found.routes.length - 1)] : [];
    const spots = new Map();
    const { clientWidth, clientHeight } = $("network");
    const upright = clientHeight > clientWidth * 1.1;
    const set = (entity, step, side) => spots.set(entity, upright ? { x: side * 150, y: step * 150 } : { x: step * 230, y: side * 105 });
    const columns = found ? route.map((_, step) => [...new Set(found.routes.map((one) => one[step]))]) : [[state.a], [state.b]];
    columns.forEach((column, step) => {
      const sides = sortedBy(column.filter((entity) => entity !== route[step]), (entity) => [entity]);
      if (found) set(route[step], step, 0);
      else set(column[0], step, 0);
      if (found) sides.forEach((entity, place) => set(entity, step, (place % 2 ? -1 : 1) * Math.ceil((place + 1) / 2)));
    });
    const shown = new Set(spots.keys());
    const pairs = new Set((found?.routes ?? []).flatMap((one) => one.slice(1).flatMap((end, step) => [`${one[step]} ${end}`, `${end} ${one[step]}`])));
    const links = found ? [...new Set(found.routes.flatMap((one) => found.hops(one).flat()))].filter((s) => pairs.has(`${G.subject[s]} ${G.object[s]}`)) : [];
    const lit = new Set(found ? found.hops(route).flat() : []);
    return { state, mode: "path", shown, links: links.sort((one, other) => one - other), at: (entity) => spots.get(entity), rest: [], all: shown.size, routes: found, route, lit };
  }

  /** What is lit, and the shown entities, those that matter first. */
  function focusOf({ state, links, shown, mode, route, lit: way }) {
    const bright = new Set();
    const lit = new Set();
    const { statement } = state;
    const node = shown.has(state.node) ? state.node : -1;
    if (statement >= 0 && statement < G.linked) {
      lit.add(statement);
      bright.add(G.subject[statement]).add(G.object[statement]);
    } else if (mode === "path") {
      for (const entity of node >= 0 ? [node, ...route] : route) bright.add(entity);
      for (const one of way) lit.add(one);
    } else if (node >= 0 || state.a >= 0) {
      const middle = node >= 0 ? node : state.a;
      bright.add(middle);
      for (const one of links) {
        if (G.subject[one] !== middle && G.object[one] !== middle) continue;
        lit.add(one);
        bright.add(G.other(one, middle));
      }
    }
    const first = (entity) => (entity === node ? 0 : bright.has(entity) ? 1 : 2);
    return { focus: { bright, lit, any: bright.size > 0 }, order: sortedBy([...shown], (entity) => [first(entity), entity]) };
  }

  return { of, spot, isMap, promote: (entity) => promoted.add(entity), move: (entity, to) => moved.set(entity, to) };
})();
