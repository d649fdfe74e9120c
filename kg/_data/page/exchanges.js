// Press conferences: question and answer, each turn once.

const Exchanges = (() => {
  const { turns } = G;

  function turn(place) {
    const answer = turns.answer[place] === 1;
    const who = answer ? turns.speaker[place] : turns.outlet[place] >= 0 ? turns.outlet[place] : turns.speaker[place];
    const name = who >= 0 ? Quotes.entityLink(who) : turns.name[place];
    return make("div", { class: answer ? "turn answer" : "turn question", "data-turn": place },
      make("p", { class: "who" }, make("span", { class: "role" }, answer ? words().answer : words().question), name),
      make("p", { class: "said", lang: "zh" }, turns.text[place]));
  }

  /** A question with its answers. */
  const exchange = (head) => make("div", { class: "exchange" }, turn(head), ...G.answers[head].map(turn));

  function dated(head) {
    const home = turns.document[head];
    return make("li", {}, make("p", { class: "when" }, G.documents.date[home] || words().undated, " · ", G.documents.title[home] || G.documents.id[home]), exchange(head));
  }

  /** In one phrase where a sentence stands: asked by an outlet, or answered to one. */
  function place(sentence) {
    const at = G.sentences.turn[sentence];
    if (at < 0) return null;
    const head = G.headOf[at];
    const name = turns.name[head] || words().journalist;
    return turns.answer[at] && head !== at ? words().answering(name) : turns.answer[at] ? words().speaking(turns.name[at]) : words().asking(name);
  }

  return { exchange, dated, place, headOf: (sentence) => (G.sentences.turn[sentence] < 0 ? -1 : G.headOf[G.sentences.turn[sentence]]) };
})();
