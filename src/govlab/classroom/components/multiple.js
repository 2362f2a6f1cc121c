// At least one option is right; a wrong one chosen takes away what a right one gives.

TYPES.multiple = {
  draw(context) {
    const list = optionList(context, { several: true, onpick: () => context.changed() });
    return {
      node: h("div", {}, list.rows),
      read: () => list.chosen().join("+"),
      write: (response) => list.choose(response.split("+")),
      lock: list.lock,
      explain(key, response) {
        const chosen = response.split("+");
        for (const one of key.options) {
          const states = one.correct ? ["missed", "hit"] : ["left", "false"];
          const state = states[Number(chosen.includes(one.id))];
          mark(list.row(one.id), state, one.reason, context);
        }
      },
      again: () => {},
    };
  },
  canonical: joined,
  // Whether a wrong choice takes points away; without a key, by the rule of all but a few.
  harmful: (key) =>
    !key || !weighed(key) || key.options.some((one) => fraction(one.credit ?? "0")[0] < 0n),
  credit(key, response) {
    const chosen = key.options.filter((one) => response.split("+").includes(one.id));
    if (weighed(key)) return withinOne(worth(chosen));
    const right = chosen.filter((one) => one.correct).length;
    const all = key.options.filter((one) => one.correct).length;
    return withinOne(share(2 * right - chosen.length, all));
  },
};

export default component("multiple");
