// What every question type shares: words, elements, exact fractions, the outbox, the card.
// Python prepends this file to each TYPE.js; WORDS and WHOLE stand before it.

const TYPES = {};
const PATIENCE = 4000; // ms without a receipt after which the trainee is told
const AGAIN = 10000; // ms between two tries while something is not saved
const STUCK = 60000; // ms after which waiting alone is no advice any more
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
  const inside = children.flat(Infinity).filter((child) => child != null && child !== "");
  node.append(...(tag === "option" ? inside : inside.flatMap(whole)));
  return node;
}

// Browsers break some Thai terms inside a word: these stay on one line, and copy as they are.
const TERMS = new RegExp(`(${WHOLE.join("|")})`);
function whole(child) {
  if (typeof child !== "string" || !TERMS.test(child)) return [child];
  return child
    .split(TERMS)
    .map((part, place) => (place % 2 ? h("span", { class: "gl-whole" }, document.createTextNode(part)) : part))
    .filter(Boolean);
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
      return read(inMemory.get(code) ?? kept?.getItem(prefix + code)) || null;
    },
    put(code, entry) {
      const text = JSON.stringify(entry);
      inMemory.delete(code);
      try {
        if (kept) kept.setItem(prefix + code, text);
        else inMemory.set(code, text);
      } catch {
        // A full store: the answer still waits in this page, and is sent from here.
        inMemory.set(code, text);
        kept.removeItem(prefix + code);
      }
    },
    holds: (code) => !inMemory.has(code),
    settle(code, id) {
      if (this.get(code)?.id !== id) return false;
      inMemory.delete(code);
      kept?.removeItem(prefix + code);
      return true;
    },
    waiting() {
      const names = kept ? Object.keys(kept).filter((name) => name.startsWith(prefix)) : [];
      return names.length + inMemory.size;
    },
  };
}

// What is nobody's answer, such as one's own rating: it stays with the reader.
function notebook(model) {
  const kept = storage();
  const inMemory = new Map();
  const place = (code) =>
    `govlab:noted:${JSON.stringify([model.get("sitting"), model.get("person"), code])}`;
  return {
    get(code) {
      try {
        return JSON.parse(inMemory.get(code) ?? kept?.getItem(place(code)) ?? "null");
      } catch {
        return null;
      }
    },
    put(code, value) {
      inMemory.set(code, JSON.stringify(value));
      try {
        kept?.setItem(place(code), JSON.stringify(value));
      } catch {
        // Only for as long as the page is open, then.
      }
    },
  };
}

// One question: its answer, its feedback, and whether it is saved ---------------------------

function question(item, story, model, box, notes) {
  const lang = model.get("lang");
  const t = (name, values) => say(lang, name, values);
  const words = (text) => inLanguage(text, lang);
  const code = item.id;
  const kind = TYPES[item.type];
  const late = model.get("receipt")[code];
  let response = box.get(code)?.response ?? model.get("saved")[code] ?? "";
  let since = Date.now(); // when this page began to wait for the receipt
  let timer = 0;
  let alarm = 0;

  const verdict = h("div", { class: "gl-verdict", tabindex: "-1" });
  const status = h("p", { class: "gl-status", role: "status" });
  const body = h("div", { class: "gl-body" });
  const level = story ? "5" : "4";
  const stem = h(
    "div",
    { class: "gl-stem", id: freshId(), role: "heading", "aria-level": level },
    words(item.stem),
  );
  const noted = { get: () => notes.get(code), put: (value) => notes.put(code, value) };
  const context = { item, t, words, lang, stem: stem.id, changed, body, noted };
  const part = kind.draw(context);
  const check = h("button", { type: "button", class: "gl-check", onclick: () => toggle() }, t(offer()));
  const checked = () => body.classList.contains("gl-checked");

  body.append(part.node);
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input[type=text]") && item.key) toggle();
  });
  part.write(response);
  const block = h(
    "div",
    {
      class: `gl-question gl-${item.type}`,
      "data-code": code,
      role: "group",
      "aria-labelledby": stem.id,
    },
    h("p", { class: "gl-kicker" }, kicker(), " · ", h("span", {}, worthOf())),
    stem,
    body,
    item.key ? verdict : "",
    h("div", { class: "gl-foot" }, item.key ? check : "", status),
  );

  function kicker() {
    const label = story ? "" : t(item.key ? "practice" : "exam");
    const harm = kind.harmful?.(item.key) ? t("harm") : "";
    return [label, t(`how_${item.type}`), harm].filter(Boolean).join(" · ");
  }

  function worthOf() {
    return t(item.points === 1 ? "point" : "points", { points: item.points });
  }

  function offer() {
    return kind.credit ? "check" : "see_model";
  }

  function changed({ typed = false } = {}) {
    const now = part.read();
    if (now === response) return;
    response = now;
    since = Date.now();
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
    const waited = Date.now() - since;
    if (entry?.refused) state = "refused";
    else if (entry?.lost) state = "lost";
    else if (entry) state = waited < PATIENCE ? "saving" : "unsaved";
    else if (receipt) state = "saved";
    const told = {
      refused: () => words(entry.refused),
      saved: () => t(receipt.place === "browser" ? "saved_here" : "saved", { time: clock() }),
      unsaved: () =>
        t(waited > STUCK && box.holds(code) ? "stuck" : "unsaved", { n: box.waiting() }),
    };
    const text = state && (told[state]?.() ?? t(state));
    function clock() {
      const time = new Date(receipt.time).toLocaleTimeString("en-GB").slice(0, 5);
      return lang === "th" ? time.replace(":", ".") : time;
    }
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
    } else if (message.kind === "unkept" && box.get(code)?.id === message.id) {
      box.put(code, { ...box.get(code), lost: true }); // nobody is there to send it to
      clearTimeout(alarm);
    }
    tell();
  }

  // Feedback: the same rules as Python's interaction.credit -------------------------------

  function toggle({ quiet = false } = {}) {
    if (checked()) {
      forget();
      part.again?.();
      part.write(response);
      return;
    }
    part.settle?.();
    if (!response.trim()) {
      if (!part.missing?.()) show("none", [t(part.half?.() || "unanswered")]);
      return;
    }
    body.classList.add("gl-checked");
    part.lock(true);
    part.explain(item.key, response);
    if (kind.credit) {
      const credit = kind.credit(item.key, response);
      const state = written(credit) === "1" ? "right" : credit[0] ? "partly" : "wrong";
      const got = { got: pointsOf(credit, item.points), points: item.points };
      show(state, [t(state), t("got", got), part.comment?.(item.key, response)], quiet);
      check.textContent = t(state === "right" ? "close" : "again");
    } else {
      show("model", [part.comment(item.key, response)], quiet);
      check.textContent = t("back");
    }
  }

  function show(state, lines, quiet = false) {
    verdict.dataset.state = state;
    verdict.replaceChildren(
      ...lines.filter(Boolean).map((line) => (line.nodeType ? line : h("p", {}, line))),
    );
    if (quiet) return;
    verdict.focus({ preventScroll: true });
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    verdict.scrollIntoView({ block: "nearest", behavior: still ? "instant" : "smooth" });
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
    check.textContent = t(offer());
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
    code,
    checked,
    recheck: () => item.key && response.trim() && toggle({ quiet: true }),
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
  const notes = notebook(model);
  const draw = () => {
    // What was checked stays checked when the card is drawn in another language.
    const open = questions.filter((one) => one.checked()).map((one) => one.code);
    questions.forEach((one) => one.close());
    const item = model.get("item");
    const lang = model.get("lang");
    const parts = item.questions?.length ? item.questions : null;
    questions = (parts || [item]).map((one) => question(one, parts, model, box, notes));
    const card = h("div", { class: "gl-card", lang, "data-item": item.id, onkeydown: mine });
    if (parts) {
      const kicker = [say(lang, parts[0].key ? "practice" : "exam"), say(lang, "how_case")];
      card.append(
        h("p", { class: "gl-kicker", role: "heading", "aria-level": "4" }, kicker.join(" · ")),
        h("div", { class: "gl-story" }, inLanguage(item.stem, lang)),
      );
    }
    card.append(...questions.map((one) => one.block));
    el.replaceChildren(card);
    questions.filter((one) => open.includes(one.code)).forEach((one) => one.recheck());
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
  place.append(because(t(`mark_${state}`), words(reason)));
}

function because(lead, reason = "") {
  return h("div", { class: "gl-reason" }, lead ? h("b", {}, lead) : "", lead ? " " : "", reason);
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
