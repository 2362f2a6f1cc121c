// One option is right.

TYPES.single = {
  draw(context) {
    const list = optionList(context, { several: false, onpick: () => context.changed() });
    return {
      node: h("div", { role: "radiogroup", "aria-labelledby": context.stem }, list.rows),
      read: () => list.chosen().join("+"),
      write: (response) => list.choose(response.split("+")),
      lock: list.lock,
      explain(key) {
        for (const one of key.options) {
          mark(list.row(one.id), one.correct ? "right" : "wrong", one.reason, context);
        }
      },
      again: () => list.choose([]),
    };
  },
  canonical: joined,
  credit(key, response) {
    const chosen = key.options.filter((one) => response.split("+").includes(one.id));
    if (chosen.length !== 1) return ZERO;
    return weighed(key) ? withinOne(worth(chosen)) : chosen[0].correct ? ONE : ZERO;
  },
};

export default component("single");
