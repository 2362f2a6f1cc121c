// Each premise is matched with an option by a native list: it works with keys and on phones.

TYPES.matching = {
  draw(context) {
    const { item, t, words, lang } = context;
    const letters = lang === "th" ? "กขคงจฉชซ" : "ABCDEFGH";
    const letter = new Map(item.options.map((one, place) => [one.id, letters[place]]));
    const selects = new Map();
    const rows = item.premises.map((premise) => {
      const id = freshId();
      const select = h(
        "select",
        { id, onchange: () => context.changed() },
        h("option", { value: "" }, t("choose")),
        item.options.map((one) =>
          h("option", { value: one.id }, `${letter.get(one.id)}. ${words(one.text)}`),
        ),
      );
      selects.set(premise.id, select);
      return h(
        "div",
        { class: "gl-premise", "data-premise": premise.id },
        h("label", { for: id }, words(premise.text)),
        select,
      );
    });
    const choices = item.options.map((one) =>
      h(
        "li",
        { "data-choice": one.id },
        h("b", {}, `${letter.get(one.id)}.`),
        h("span", {}, words(one.text)),
      ),
    );
    const choice = (id) => choices.find((one) => one.dataset.choice === id);
    const row = (id) => rows.find((one) => one.dataset.premise === id);
    return {
      node: h(
        "div",
        {},
        h("ul", { class: "gl-choices" }, choices),
        rows,
      ),
      read() {
        const chosen = [...selects].filter(([, select]) => select.value);
        return pairs(chosen.map(([id, select]) => [id, select.value]));
      },
      write(response) {
        const given = pairsOf(response);
        selects.forEach((select, id) => (select.value = given.get(id) || ""));
      },
      lock: (on) => selects.forEach((select) => (select.disabled = on)),
      explain(key, response) {
        const given = pairsOf(response);
        for (const one of key.premises) {
          const right = given.get(one.id) === one.match;
          const place = row(one.id);
          place.dataset.mark = right ? "right" : "wrong";
          const lead = right ? t("mark_right") : t("pairs_with", { letter: letter.get(one.match) });
          place.append(because(lead, words(one.reason)));
        }
        // What an option is for is told where it was matched wrongly, or goes with nothing.
        const due = new Map(key.premises.map((one) => [one.id, one.match]));
        for (const one of key.options) {
          const idle = ![...due.values()].includes(one.id);
          const astray = [...given].some(([id, match]) => match === one.id && due.get(id) !== match);
          if (!idle && !astray) continue;
          const told = because(t(idle ? "goes_with_none" : "used_wrongly"), words(one.reason));
          choice(one.id).append(told);
        }
      },
    };
  },
  canonical: (given) => pairs([...pairsOf(given)]),
  credit(key, response) {
    const given = pairsOf(response);
    const right = key.premises.filter((one) => given.get(one.id) === one.match).length;
    return share(right, key.premises.length);
  },
};

function pairsOf(response) {
  const parts = response.split("+").filter((one) => one.trim());
  return new Map(parts.map((pair) => pair.split("=").map((side) => side.trim())));
}

function pairs(chosen) {
  const inOrder = chosen.sort(([one], [other]) => Number(one) - Number(other));
  return inOrder.map((pair) => pair.join("=")).join("+");
}

export default component("matching");
