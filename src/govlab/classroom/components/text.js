// A decision in the trainee's own words; in practice, the rubric serves to rate oneself.

TYPES.text = {
  draw(context) {
    const { item, t, words, lang } = context;
    const count = h("p", { class: "gl-count" });
    const id = freshId();
    const area = h("textarea", {
      id,
      rows: 7,
      lang: "th",
      "aria-labelledby": `${context.stem} ${id}-label`,
      oninput: () => {
        tally();
        context.changed({ typed: true });
      },
      onchange: () => context.changed(),
    });

    function tally() {
      if (!globalThis.Intl?.Segmenter) return;
      const parts = new Intl.Segmenter(lang, { granularity: "word" }).segment(area.value);
      const n = [...parts].filter((one) => one.isWordLike).length;
      const aim = item.words || item.key?.words;
      count.textContent = aim ? t("words_of", { n, aim }) : t("words", { n });
    }

    function rate(key, response) {
      const total = h("p", { class: "gl-total", role: "status" });
      const all = key.rubric.map((one) => Math.max(...one.levels.map((level) => level.points)));
      const most = all.reduce((sum, points) => sum + points, 0);
      // One's own rating belongs to one wording; it is kept, and shown again with it.
      const noted = context.noted.get();
      const given = new Map(noted?.response === response ? noted.given : []);
      const sum = () => {
        const got = [...given.values()].reduce((all, points) => all + points, 0);
        const left = key.rubric.length - given.size;
        total.textContent = left ? t("rate_left", { n: left }) : t("rated", { got, points: most });
      };
      if (given.size) sum();
      const criteria = key.rubric.map((one) => {
        const name = freshId();
        const levels = one.levels.map((level) =>
          h(
            "label",
            {},
            h("input", {
              type: "radio",
              name,
              checked: given.get(one.id) === level.points,
              onchange: () => {
                given.set(one.id, level.points);
                context.noted.put({ response, given: [...given] });
                sum();
              },
            }),
            h("span", {}, h("b", {}, String(level.points)), " ", words(level.text)),
          ),
        );
        return h("fieldset", { class: "gl-criterion" }, h("legend", {}, words(one.text)), levels);
      });
      return [criteria, total];
    }

    return {
      node: h("div", {}, h("label", { for: id, id: `${id}-label`, class: "gl-label" }, t("your_words")), area, count),
      read: () => area.value.trim(),
      write(response) {
        if (area.value.trim() !== response) area.value = response;
        tally();
      },
      lock: (on) => (area.readOnly = on),
      explain() {},
      comment: (key, response) =>
        h(
          "div",
          { class: "gl-model" },
          h("h4", {}, t("model_answer")),
          h("p", {}, words(key.model)),
          h("h4", {}, t("rate_yourself")),
          rate(key, response),
        ),
    };
  },
  canonical: (given) => given.trim(),
};

export default component("text");
