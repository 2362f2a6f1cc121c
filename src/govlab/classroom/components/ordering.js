// Steps are put in order: by buttons, by the arrow keys, or by dragging the handle.

TYPES.ordering = {
  draw(context) {
    const { item, t, words } = context;
    const texts = new Map(item.options.map((one) => [one.id, words(one.text)]));
    let order = item.options.map((one) => one.id);
    let settled = false; // the order shown at first is no answer until it is touched or kept
    let locked = false;
    const list = h("ol", { class: "gl-steps", "aria-labelledby": context.stem });
    const told = h("p", { class: "gl-hidden", "aria-live": "polite" });
    const keep = h("button", { type: "button", class: "gl-keep", onclick: settle }, t("keep_order"));
    const rows = new Map(order.map((id) => [id, row(id)]));
    list.append(...rows.values());
    number();

    function row(id) {
      const step = (by) => (event) => {
        // At an end the button stays where focus is, and does nothing.
        const to = order.indexOf(id) + by;
        if (locked || to < 0 || to >= order.length) return;
        move(id, to);
        settle();
        event.currentTarget.focus();
      };
      const handle = h(
        "button",
        { type: "button", class: "gl-handle", onkeydown: keys, onpointerdown: drag },
        h("span", { "aria-hidden": "true" }, "⠿"),
      );
      function keys(event) {
        const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!by || locked) return;
        event.preventDefault();
        step(by)(event);
      }
      function drag(event) {
        if (locked || event.button) return;
        event.preventDefault();
        handle.focus();
        handle.setPointerCapture(event.pointerId);
        const line = rows.get(id);
        line.classList.add("gl-dragged");
        const follow = ({ clientY }) => {
          const others = order.filter((one) => one !== id);
          const above = others.filter((one) => {
            const place = rows.get(one).getBoundingClientRect();
            return place.top + place.height / 2 < clientY;
          });
          move(id, above.length);
        };
        const drop = () => {
          handle.removeEventListener("pointermove", follow);
          line.classList.remove("gl-dragged");
          settle();
        };
        handle.addEventListener("pointermove", follow);
        handle.addEventListener("lostpointercapture", drop, { once: true });
      }
      return h(
        "li",
        { "data-option": id },
        handle,
        h("span", { class: "gl-number", "aria-hidden": "true" }),
        h("span", { class: "gl-step" }, texts.get(id)),
        h(
          "span",
          { class: "gl-moves" },
          h("button", { type: "button", class: "gl-up", onclick: step(-1) }, "↑"),
          h("button", { type: "button", class: "gl-down", onclick: step(1) }, "↓"),
        ),
      );
    }

    function move(id, to) {
      const place = Math.max(0, Math.min(order.length - 1, to));
      if (order.indexOf(id) === place) return;
      order = order.filter((one) => one !== id);
      order.splice(place, 0, id);
      // The row that moves stays where it is, so that focus and pointer stay with it.
      const line = rows.get(id);
      for (const one of order.slice(0, place)) list.insertBefore(rows.get(one), line);
      for (const one of order.slice(place + 1).reverse()) line.after(rows.get(one));
      number();
      told.textContent = t("moved", { text: texts.get(id), n: place + 1, all: order.length });
    }

    function number() {
      order.forEach((id, place) => {
        const values = { text: texts.get(id), n: place + 1, all: order.length };
        const line = rows.get(id);
        line.querySelector(".gl-number").textContent = place + 1;
        line.querySelector(".gl-handle").setAttribute("aria-label", t("handle", values));
        line.querySelector(".gl-up").setAttribute("aria-label", t("up", values));
        line.querySelector(".gl-down").setAttribute("aria-label", t("down", values));
        const last = order.length - 1;
        line.querySelector(".gl-up").setAttribute("aria-disabled", String(place === 0));
        line.querySelector(".gl-down").setAttribute("aria-disabled", String(place === last));
      });
    }

    function settle() {
      settled = true;
      keep.hidden = true;
      context.changed();
    }

    return {
      // In practice the check keeps the order; an exam needs a way to say "as it is".
      node: h("div", {}, list, item.key ? "" : keep, told),
      settle,
      read: () => (settled ? order.join(">") : ""),
      write(response) {
        settled = Boolean(response);
        keep.hidden = settled;
        if (!settled) return;
        order = response.split(">");
        list.append(...order.map((id) => rows.get(id)));
        number();
      },
      lock(on) {
        locked = on;
        for (const button of list.querySelectorAll("button")) button.disabled = on;
      },
      // By the rule of the points: what counts is which steps stand next to each other.
      explain(key) {
        order.forEach((id, place) => {
          const reason = words(key.options.find((one) => one.id === id).reason);
          const due = key.order.indexOf(id) + 1;
          rows.get(id).append(because(t("belongs", { n: due }), reason));
          if (place === order.length - 1) return;
          const holds = key.order[due] === order[place + 1];
          const told = t(holds ? "pair_right" : "pair_wrong");
          const join = { class: "gl-reason gl-join", "data-pair": holds ? "right" : "wrong" };
          rows.get(id).after(h("li", join, told));
        });
      },
      comment(key) {
        const all = key.order.length - 1;
        const kept = key.order.slice(1).filter((id, place) => follows(order, key.order[place]) === id);
        const told = h("p", {}, t("pairs_right", { n: kept.length, all }));
        if (kept.length === all) return told;
        const steps = key.order.map((id) => h("li", {}, texts.get(id)));
        return h("div", {}, told, h("p", {}, t("right_order")), h("ol", {}, steps));
      },
    };
  },
  canonical: (given) => given.split(">").map((id) => id.trim()).join(">"),
  credit(key, response) {
    const given = response.split(">");
    const pairs = key.order.slice(1).map((id, place) => [key.order[place], id]);
    const kept = pairs.filter(([first, next]) => follows(given, first) === next).length;
    return share(kept, pairs.length);
  },
};

function follows(order, id) {
  return order.includes(id) ? order[order.indexOf(id) + 1] : undefined;
}

export default component("ordering");
