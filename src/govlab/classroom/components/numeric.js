// A number within a tolerance; known mistakes have their own reason and credit.

TYPES.numeric = {
  draw(context) {
    const { item, t, words } = context;
    const id = freshId();
    const fault = h("p", { class: "gl-fault", id: `${id}-fault`, role: "alert" });
    const input = h("input", {
      id,
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      "aria-labelledby": `${context.stem} ${id}-label`,
      "aria-describedby": `${id}-fault`,
      oninput: () => {
        // While typing, not on leaving: the button pressed next would move from under the finger.
        if (fault.textContent) missing();
        context.changed({ typed: true });
      },
      onchange: () => {
        missing();
        context.changed();
      },
    });
    // What is written and is no number is told here, and not also as no answer.
    function missing() {
      const wrong = input.value.trim() !== "" && !numberOf(input.value);
      const told = wrong ? t("no_number") : "";
      if (fault.textContent !== told) fault.textContent = told;
      input.setAttribute("aria-invalid", String(wrong));
      return wrong;
    }

    const node = h(
      "div",
      { class: "gl-numeric" },
      h("label", { for: id, id: `${id}-label` }, t("your_number")),
      h("span", { class: "gl-field" }, input, item.unit ? h("span", {}, words(item.unit)) : ""),
      fault,
    );
    return {
      node,
      missing: () => missing() && (input.focus(), true),
      read: () => numberOf(input.value),
      write(response) {
        if (response || !input.value) input.value = response;
      },
      lock: (on) => (input.disabled = on),
      explain() {},
      comment: (key, response) => words((heard(key, response) || {}).reason || key.otherwise),
    };
  },
  canonical: numberOf,
  credit: (key, response) => {
    const found = heard(key, response);
    return found ? fraction(found.credit) : ZERO;
  },
};

function heard(key, response) {
  const value = fraction(response);
  return key.answers.find((one) => {
    const [above, below] = minus(value, fraction(one.value));
    return minus([above < 0n ? -above : above, below], fraction(one.tolerance))[0] <= 0n;
  });
}

// As Python reads it: Thai digits, commas every three digits, perhaps a unit after the number.
function numberOf(text) {
  const plain = text
    .replace(/[๐-๙]/g, (digit) => "๐๑๒๓๔๕๖๗๘๙".indexOf(digit))
    .replace(/[−–]/g, "-")
    .replace(/(\d) +(?=\d)/g, "$1")
    .trim();
  const found = /^([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?\s*[^\d]*$/.exec(plain);
  if (!found || plain.length > 40) return "";
  const whole = found[2].replace(/,/g, "").replace(/^0+(?=\d)/, "");
  const decimals = (found[3] || "").replace(/0+$/, "");
  const number = decimals ? `${whole}.${decimals}` : whole;
  return found[1] === "-" && /[1-9]/.test(number) ? `-${number}` : number;
}

export default component("numeric");
