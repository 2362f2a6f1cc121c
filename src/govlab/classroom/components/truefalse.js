// A statement is true or false; where reasons are offered, the right one makes it whole.

TYPES.truefalse = {
  draw(context) {
    const { item, t } = context;
    const verdicts = ["true", "false"].map((id) => ({ id, text: t(`say_${id}`) }));
    const pick = () => context.changed();
    const list = optionList(context, { options: verdicts, onpick: pick });
    const why = optionList(context, { options: item.options || [], onpick: pick });
    const ask = freshId();
    const node = h(
      "div",
      {},
      h("div", { class: "gl-pair", role: "radiogroup", "aria-labelledby": context.stem }, list.rows),
      why.rows.length ? h("p", { class: "gl-ask", id: ask }, t("because")) : "",
      why.rows.length ? h("div", { role: "radiogroup", "aria-labelledby": ask }, why.rows) : "",
    );
    return {
      node,
      // A reason without a verdict is no answer yet.
      read: () => (list.chosen().length ? [...list.chosen(), ...why.chosen()].join("+") : ""),
      write(response) {
        const [verdict, reason = ""] = response.split("+");
        list.choose([verdict]);
        if (verdict) why.choose([reason]);
      },
      lock(on) {
        list.lock(on);
        why.lock(on);
      },
      explain(key, response) {
        const chosen = response.split("+")[0];
        const right = list.row(String(key.truth));
        right.dataset.mark = "right";
        right.append(because(t("verdict_right")));
        const wrong = list.row(String(!key.truth));
        wrong.dataset.mark = "wrong";
        if (chosen !== String(key.truth)) wrong.append(because(t("verdict_wrong")));
        const said = chosen === "true" ? key.if_true : key.if_false;
        list.row(chosen).parentNode.after(because("", context.words(said)));
        for (const one of key.options || []) {
          mark(why.row(one.id), one.correct ? "right" : "wrong", one.reason, context);
        }
      },
      half: () => why.chosen().length && "no_verdict",
      comment(key, response) {
        const [verdict, reason] = response.split("+");
        if (!key.options?.length || verdict !== String(key.truth)) return "";
        if (!reason) return t("no_reason");
        return key.options.find((one) => one.correct)?.id === reason ? "" : t("wrong_reason");
      },
      again: () => {},
    };
  },
  canonical: (given) => given.split("+").map((one) => one.trim()).join("+"),
  credit(key, response) {
    const [verdict, reason] = response.split("+");
    if (verdict !== String(key.truth)) return ZERO;
    const right = key.options?.find((one) => one.correct)?.id;
    return reason === right ? ONE : share(1, 2);
  },
};

export default component("truefalse");
