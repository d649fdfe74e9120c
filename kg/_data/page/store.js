// The graph as arrays: entities and statements are numbers, everything about them is looked up by number.

const G = (() => {
  const read = (id) => JSON.parse($(id).textContent);
  const content = read("data-content");
  const nodes = read("data-nodes");
  const edges = read("data-edges");
  const { entities, documents, evidence, sentences, posts, types, relations } = content;
  const size = nodes.label.length;
  const linked = edges.from.length;

  const subject = [...edges.from, ...posts.subject];
  const object = [...edges.to, ...posts.subject.map(() => -1)];
  const relation = content.statements.relation;
  const typeNumber = new Map(types.name.map((name, place) => [name, place]));
  const type = nodes.group.map((name) => typeNumber.get(name));

  const evidenceOf = subject.map(() => []);
  evidence.statement.forEach((statement, place) => evidenceOf[statement].push(place));
  const kind = evidenceOf.map((list) => Math.min(...list.map((place) => evidence.kind[place])));

  const statementsOf = nodes.label.map(() => []);
  subject.forEach((one, statement) => {
    statementsOf[one].push(statement);
    if (object[statement] >= 0 && object[statement] !== one) statementsOf[object[statement]].push(statement);
  });

  const documentOf = (place) => sentences.document[evidence.sentence[place]];
  const begins = (place) => evidence.from[place] || evidence.to[place] || documents.date[documentOf(place)];
  const ends = (place) => evidence.to[place] || evidence.from[place] || documents.date[documentOf(place)];
  const count = (values, length) => {
    const counts = new Array(length).fill(0);
    for (const value of values) counts[value]++;
    return counts;
  };

  const members = content.groups.x.map(() => []);
  content.groups.of.forEach((group, entity) => group >= 0 && members[group].push(entity));

  /** For each question its answers; for each entity the exchanges (by their first turn) it speaks or is spoken of in. */
  const { turns } = content;
  const headOf = turns.to.map((to, turn) => (to >= 0 ? to : turn));
  const answers = turns.to.map(() => []);
  turns.to.forEach((to, turn) => to >= 0 && answers[to].push(turn));
  const exchangesOf = new Map();
  turns.mentions.forEach((mentions, turn) => {
    for (const entity of [...mentions, turns.speaker[turn], turns.outlet[turn]]) {
      if (entity < 0) continue;
      if (!exchangesOf.has(entity)) exchangesOf.set(entity, new Set());
      exchangesOf.get(entity).add(headOf[turn]);
    }
  });

  return {
    ...content, nodes, edges, size, linked, subject, object, relation, type, kind, evidenceOf, statementsOf, documentOf, begins, ends,
    options: read("data-options"), members, mapped: members.length > 1, headOf, answers,
    /** The exchanges of press conferences that an entity has to do with, the latest first. */
    exchangesOf: (entity) => [...(exchangesOf.get(entity) ?? [])].sort((one, other) => other - one),
    /** A community goes by those of its members that are linked most; -1 counts as all of them. */
    groupName: (group, most = 3) => members[group].slice(0, most).map((entity) => G.name(entity)).join(language === "zh" ? "、" : ", "),
    byId: new Map(entities.id.map((id, place) => [id, place])),
    byRelation: new Map(relations.name.map((name, place) => [name, place])),
    lone: statementsOf.map((list) => !list.some((statement) => statement < linked)),
    counts: {
      types: count(type, types.name.length),
      relations: count(relation, relations.name.length),
      kinds: count(kind, content.kinds.length),
    },
    /** The other end of a statement, or -1. */
    other: (statement, entity) => (subject[statement] === entity ? object[statement] : subject[statement]),
    name: (entity) => (language === "en" && entities.en[entity]) || nodes.label[entity],
    typeName: (place) => types[language][place],
    relationName: (place) => relations[language][place],
    kindName: (place) => words().kind[content.kinds[place]] ?? content.kinds[place],
    /** The day the newest evidence of a statement speaks of or was published, for sorting. */
    newest: (statement) => evidenceOf[statement].map(ends).reduce((one, other) => (one > other ? one : other), ""),
  };
})();

/** Whether a statement passes the filters of a state; one piece of evidence within the time is enough. */
function passes(statement, state) {
  if (state.relations.has(G.relation[statement]) || state.kinds.has(G.kind[statement])) return false;
  if (state.types.has(G.type[G.subject[statement]])) return false;
  if (G.object[statement] >= 0 && state.types.has(G.type[G.object[statement]])) return false;
  if (!state.from && !state.to) return true;
  return G.evidenceOf[statement].some((place) => {
    const first = G.begins(place);
    const last = G.ends(place);
    return Boolean(first) && (!state.from || last >= state.from) && (!state.to || first.slice(0, state.to.length) <= state.to);
  });
}
