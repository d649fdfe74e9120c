// Shortest paths between two entities, over the statements that pass the filters, whichever way they point.

const Paths = (() => {
  const MOST = 24;

  /** For each entity its neighbours, each with the statements that link the two. */
  function web(state) {
    const near = Array.from({ length: G.size }, () => null);
    const add = (one, other, statement) => {
      near[one] ??= new Map();
      if (near[one].has(other)) near[one].get(other).push(statement);
      else near[one].set(other, [statement]);
    };
    for (let statement = 0; statement < G.linked; statement++) {
      const [one, other] = [G.subject[statement], G.object[statement]];
      if (one === other || !passes(statement, state)) continue;
      add(one, other, statement);
      add(other, one, statement);
    }
    return near;
  }

  /**
   * The shortest routes from a to b, those of much-attested steps first and no more than MOST; null where there is none.
   * `steps` is their common length, `hops(route)` the statements of each step.
   */
  function find(state) {
    const { a, b } = state;
    const near = web(state);
    const away = new Map([[b, 0]]);
    const queue = [b];
    for (const here of queue) {
      if (here === a) break;
      for (const other of near[here]?.keys() ?? []) {
        if (away.has(other)) continue;
        away.set(other, away.get(here) + 1);
        queue.push(other);
      }
    }
    if (!away.has(a)) return null;
    const routes = [];
    const walk = (route) => {
      const here = route.at(-1);
      if (here === b) return routes.push(route);
      const next = [...near[here].keys()].filter((other) => away.get(other) === away.get(here) - 1);
      for (const other of sortedBy(next, (o) => [-near[here].get(o).length, o])) {
        if (routes.length >= MOST) break;
        walk([...route, other]);
      }
      return routes.length;
    };
    walk([a]);
    const hops = (route) => route.slice(1).map((other, place) => near[route[place]].get(other));
    return { steps: away.get(a), routes, hops };
  }

  return { find, MOST };
})();
