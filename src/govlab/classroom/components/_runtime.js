// What every question type shares: words, elements, exact fractions, the outbox, the card.
// Python prepends this file to each TYPE.js; WORDS stands before it.

const TYPES = {};
const PATIENCE = 4000; // ms without a receipt after which the trainee is told
const AGAIN = 10000; // ms between two tries while something is not saved
const PAUSE = 500; // ms of rest after which typed words are sent

// Words and elements -------------------------------------------------------------------

function say(lang, name, values = {}) {
  const entry = WORDS[name];
  return entry[lang in entry ? lang : "th"].replace(/\{(\w+)\}/g, (_, field) => values[field]);
}

function inLanguage(text, lang) {
  return typeof text === "string" ? text : (text?.[lang] || text?.th || text?.en || "");
}

function h(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== ""));
  return node;
}

let made = 0;
function freshId() {
  made += 1;
  return `gl-${made}-${Math.random().toString(36).slice(2, 8)}`;
}

// Exact fractions: [numerator, denominator] as BigInt ------------------------------------

function fraction(text) {
  const [, sign, whole, decimals = "", below = "1"] =
    /^([+-]?)(\d+)(?:\.(\d+))?(?:\/(\d+))?$/.exec(String(text));
  const size = 10n ** BigInt(decimals.length);
  return reduced([BigInt(`${sign === "-" ? "-" : ""}${whole}${decimals}`), size * BigInt(below)]);
}

function reduced([above, below]) {
  let [a, b] = [above < 0n ? -above : above, below];
  while (b) [a, b] = [b, a % b];
  return [above / (a || 1n), below / (a || 1n)];
}

const ZERO = [0n, 1n];
const ONE = [1n, 1n];
const plus = ([a, b], [c, d]) => reduced([a * d + c * b, b * d]);
const minus = (one, [c, d]) => plus(one, [-c, d]);
const least = (one, other) => (minus(one, other)[0] < 0n ? one : other);
const most = (one, other) => (minus(one, other)[0] < 0n ? other : one);
const withinOne = (one) => least(ONE, most(ZERO, one));
const share = (count, all) => reduced([BigInt(count), BigInt(all)]);
const written = ([a, b]) => (b === 1n ? `${a}` : `${a}/${b}`);

function pointsOf(credit, points) {
  const value = (Number(credit[0]) / Number(credit[1])) * points;
  return String(Math.round(value * 100) / 100);
}

// The outbox: an answer stays in the browser until its receipt has come --------------------

function storage() {
  try {
    const probe = "govlab:probe";
    localStorage.setItem(probe, "1");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null; // a private window, or a viewer that keeps nothing
  }
}

function uuid() {
  if (globalThis.crypto?.randomUUID) return crypto.randomUUID();
  // Plain http on a class network is no secure context and has no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function outbox(model) {
  const kept = storage();
  const prefix = `govlab:outbox:${JSON.stringify([model.get("sitting"), model.get("person")])}:`;
  const inMemory = new Map();
  const read = (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  };
  return {
    get(code) {
      return read(kept ? kept.getItem(prefix + code) : inMemory.get(code)) || null;
    },
    put(code, entry) {
      const text = JSON.stringify(entry);
      inMemory.set(code, text);
      try {
        kept?.setItem(prefix + code, text);
      } catch {
        // A full store: the answer still waits in this page, and is sent from here.
      }
    },
    settle(code, id) {
      const entry = this.get(code) || read(inMemory.get(code));
      if (entry?.id !== id) return false;
      inMemory.delete(code);
      kept?.removeItem(prefix + code);
      return true;
    },
    waiting() {
      if (!kept) return inMemory.size;
      return Object.keys(kept).filter((name) => name.startsWith(prefix)).length;
    },
  };
}

// One question: its answer, its feedback, and whether it is saved ---------------------------

function question(item, story, model, box) {
  const lang = model.get("lang");
  const t = (name, values) => say(lang, name, values);
  const words = (text) => inLanguage(text, lang);
  const code = item.id;
  const kind = TYPES[item.type];
  const late = model.get("receipt")[code];
  let response = box.get(code)?.response ?? model.get("saved")[code] ?? "";
  let timer = 0;
  let alarm = 0;

  const verdict = h("div", { class: "gl-verdict", tabindex: "-1" });
  const status = h("p", { class: "gl-status", role: "status" });
  const body = h("div", { class: "gl-body" });
  const stem = h("div", { class: "gl-stem", id: freshId() }, words(item.stem));
  const context = { item, t, words, lang, stem: stem.id, changed, body };
  const part = kind.draw(context);
  const check = h("button", { type: "button", class: "gl-check", onclick: toggle }, t("check"));
  const checked = () => body.classList.contains("gl-checked");

  body.append(part.node);
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input[type=text]") && item.key) toggle();
  });
  part.write(response);
  const block = h(
    "section",
    { class: `gl-question gl-${item.type}`, "data-code": code },
    h("p", { class: "gl-kicker" }, kicker(), " · ", h("span", {}, worthOf())),
    stem,
    body,
    item.key ? verdict : "",
    h("div", { class: "gl-foot" }, item.key ? check : "", status),
  );

  function kicker() {
    const label = story ? "" : t(item.key ? "practice" : "exam");
    return [label, t(`how_${item.type}`)].filter(Boolean).join(" · ");
  }

  function worthOf() {
    return t("points", { points: item.points });
  }

  function changed({ typed = false } = {}) {
    const now = part.read();
    if (now === response) return;
    response = now;
    forget();
    box.put(code, { id: uuid(), response, at: new Date().toISOString() });
    model.set("response", { ...model.get("response"), [code]: response });
    model.save_changes();
    clearTimeout(timer);
    if (typed) timer = setTimeout(send, PAUSE);
    else send();
    tell();
  }

  function send() {
    clearTimeout(timer);
    const entry = box.get(code);
    if (!entry) return;
    clearTimeout(alarm);
    alarm = setTimeout(() => {
      tell();
      alarm = setTimeout(send, AGAIN);
    }, PATIENCE);
    try {
      model.send({
        kind: "answer",
        ...entry,
        sitting: model.get("sitting"),
        person: model.get("person"),
        item: code,
        version: item.version,
        variant: item.variant || "",
      });
    } catch {
      tell(); // the connection is gone; the next try comes by itself
    }
  }

  function tell() {
    const entry = box.get(code);
    const receipt = model.get("receipt")[code];
    let state = "";
    if (entry?.refused) state = "refused";
    else if (entry) state = Date.now() - Date.parse(entry.at) < PATIENCE ? "saving" : "unsaved";
    else if (receipt) state = "saved";
    const text =
      state === "refused"
        ? words(entry.refused)
        : state === "saved"
          ? t(receipt.place === "browser" ? "saved_here" : "saved", {
              time: new Date(receipt.time).toLocaleTimeString("en-GB"),
            })
          : state && t(state, { n: box.waiting() });
    if (status.textContent !== text) status.textContent = text;
    status.dataset.state = state;
  }

  function receive(message) {
    if (message?.item !== code) return;
    if (message.kind === "receipt") {
      model.set("saved", { ...model.get("saved"), [code]: message.response });
      model.set("receipt", {
        ...model.get("receipt"),
        [code]: { id: message.id, time: message.time, place: message.place },
      });
      // An older answer's receipt leaves the newer one waiting.
      if (box.settle(code, message.id)) clearTimeout(alarm);
    } else if (message.kind === "refusal" && box.get(code)?.id === message.id) {
      box.put(code, { ...box.get(code), refused: message.words });
      clearTimeout(alarm);
    }
    tell();
  }

  // Feedback: the same rules as Python's interaction.credit -------------------------------

  function toggle() {
    if (checked()) {
      forget();
      part.again?.();
      part.write(response);
      return;
    }
    part.settle?.();
    if (!response.trim()) {
      show("none", t("unanswered"));
      return;
    }
    body.classList.add("gl-checked");
    part.lock(true);
    part.explain(item.key, response);
    if (kind.credit) {
      const credit = kind.credit(item.key, response);
      const state = written(credit) === "1" ? "right" : credit[0] ? "partly" : "wrong";
      const got = { got: pointsOf(credit, item.points), points: item.points };
      show(state, t(state), t("got", got), part.comment?.(item.key, response));
    } else {
      show("model", part.comment(item.key, response));
    }
    check.textContent = t("again");
  }

  function show(state, ...lines) {
    verdict.dataset.state = state;
    verdict.replaceChildren(
      ...lines.filter(Boolean).map((line) => (line.nodeType ? line : h("p", {}, line))),
    );
    verdict.focus({ preventScroll: true });
  }

  function forget() {
    if (checked()) {
      body.classList.remove("gl-checked");
      part.lock(false);
      for (const node of body.querySelectorAll(".gl-reason")) node.remove();
      for (const node of body.querySelectorAll("[data-mark]")) delete node.dataset.mark;
    }
    delete verdict.dataset.state;
    verdict.replaceChildren();
    check.textContent = t("check");
  }

  function answered() {
    // Another view of the same exercise, or a saved answer that came later.
    const other = model.get("response")[code];
    if (other === undefined || other === response || box.get(code)) return;
    response = other;
    forget();
    part.write(response);
  }

  if (response) model.set("response", { ...model.get("response"), [code]: response });
  if (late || box.get(code)) tell();
  if (box.get(code) && !box.get(code).refused) send(); // left over from before a reload
  return {
    block,
    receive,
    answered,
    tell,
    retry: () => box.get(code) && !box.get(code).refused && send(),
    close: () => [timer, alarm].forEach(clearTimeout),
  };
}

// The card: what anywidget, and the plain page, call -----------------------------------------

function component(type) {
  return { type, credit: TYPES[type]?.credit, read: TYPES[type]?.canonical, render };
}

// JupyterLab's one-key commands (arrows, letters) would take the keys of a list or a button.
function mine(event) {
  if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
}

function render({ model, el }) {
  let questions = [];
  const box = outbox(model);
  const draw = () => {
    questions.forEach((one) => one.close());
    const item = model.get("item");
    const lang = model.get("lang");
    const parts = item.questions?.length ? item.questions : null;
    questions = (parts || [item]).map((one) => question(one, parts, model, box));
    const card = h("div", { class: "gl-card", lang, "data-item": item.id, onkeydown: mine });
    if (parts) {
      const kicker = [say(lang, parts[0].key ? "practice" : "exam"), say(lang, "how_case")];
      card.append(
        h("p", { class: "gl-kicker" }, kicker.join(" · ")),
        h("div", { class: "gl-story" }, inLanguage(item.stem, lang)),
      );
    }
    card.append(...questions.map((one) => one.block));
    el.replaceChildren(card);
  };
  const receive = (message) => questions.forEach((one) => one.receive(message));
  const answered = () => questions.forEach((one) => one.answered());
  // What another card of the page saved or lost changes the count that this one tells.
  const stored = () => questions.forEach((one) => one.tell());
  const online = () => questions.forEach((one) => one.retry());
  draw();
  model.on("change:lang", draw);
  model.on("change:response", answered);
  model.on("msg:custom", receive);
  addEventListener("storage", stored);
  addEventListener("online", online);
  return () => {
    questions.forEach((one) => one.close());
    model.off("change:lang", draw);
    model.off("change:response", answered);
    model.off("msg:custom", receive);
    removeEventListener("storage", stored);
    removeEventListener("online", online);
  };
}

// What several types draw and reckon ---------------------------------------------------------------------

function mark(place, state, reason, { t, words }) {
  place.dataset.mark = state;
  place.append(
    h("div", { class: "gl-reason" }, h("b", {}, t(`mark_${state}`)), " ", words(reason)),
  );
}

const joined = (given) =>
  given
    .split("+")
    .map((id) => id.trim())
    .filter(Boolean)
    .sort()
    .join("+");
const weighed = (key) => key.options.some((one) => one.credit != null);
const worth = (chosen) => chosen.map((one) => fraction(one.credit ?? "0")).reduce(plus, ZERO);

function optionList(context, { several, options = context.item.options, onpick }) {
  const name = freshId();
  const boxes = new Map();
  const rows = options.map((option) => {
    const box = h("input", {
      type: several ? "checkbox" : "radio",
      name,
      value: option.id,
      onchange: onpick,
    });
    boxes.set(option.id, box);
    return h(
      "div",
      { class: "gl-option", "data-option": option.id },
      h("label", {}, box, h("span", {}, context.words(option.text))),
    );
  });
  return {
    rows,
    chosen: () => [...boxes].filter(([, box]) => box.checked).map(([id]) => id).sort(),
    choose: (ids) => boxes.forEach((box, id) => (box.checked = ids.includes(id))),
    lock: (on) => boxes.forEach((box) => (box.disabled = on)),
    row: (id) => rows.find((row) => row.dataset.option === id),
  };
}
