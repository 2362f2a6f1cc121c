// At least one option is right; a wrong one chosen takes away what a right one gives.

TYPES.multiple = {
  draw(context) {
    const list = optionList(context, { several: true, onpick: () => context.changed() });
    return {
      node: h("div", { role: "group", "aria-labelledby": context.stem }, list.rows),
      read: () => list.chosen().join("+"),
      write: (response) => list.choose(response.split("+")),
      lock: list.lock,
      explain(key) {
        for (const one of key.options) {
          mark(list.row(one.id), one.correct ? "right" : "wrong", one.reason, context);
        }
      },
      again: () => {},
    };
  },
  canonical: joined,
  credit(key, response) {
    const chosen = key.options.filter((one) => response.split("+").includes(one.id));
    if (weighed(key)) return withinOne(worth(chosen));
    const right = chosen.filter((one) => one.correct).length;
    const all = key.options.filter((one) => one.correct).length;
    return withinOne(share(2 * right - chosen.length, all));
  },
};

export default component("multiple");
