// The plain page: a small model in place of a notebook's, and this browser in place of a journal.

function pageModel(state) {
  const heard = {};
  const emit = (name, value) => (heard[name] || []).forEach((call) => call(value));
  const kept = storage();
  const place = (code) => `govlab:kept:${JSON.stringify([state.sitting, state.person, code])}`;
  const codes = (state.item.questions || [state.item]).map((one) => one.id);
  const model = {
    get: (name) => state[name],
    set(name, value) {
      if (state[name] === value) return;
      state[name] = value;
      emit(`change:${name}`, value);
    },
    save_changes() {},
    on: (name, call) => (heard[name] = heard[name] || []).push(call),
    off: (name, call) => (heard[name] = (heard[name] || []).filter((one) => one !== call)),
    send(answer) {
      // Nothing is kept here, and so no receipt is given: the card says what will be lost.
      const unkept = { kind: "unkept", id: answer.id, item: answer.item };
      const refuse = () => queueMicrotask(() => emit("msg:custom", unkept));
      if (!kept) return refuse();
      const receipt = {
        kind: "receipt",
        id: answer.id,
        item: answer.item,
        response: answer.response,
        time: new Date().toISOString(),
        place: "browser",
      };
      try {
        kept.setItem(place(answer.item), JSON.stringify(receipt));
      } catch {
        return refuse(); // no room
      }
      queueMicrotask(() => emit("msg:custom", receipt));
    },
  };
  for (const code of codes) {
    const receipt = kept && JSON.parse(kept.getItem(place(code)) || "null");
    if (!receipt) continue;
    state.saved[code] = state.response[code] = receipt.response;
    state.receipt[code] = receipt;
  }
  return model;
}

// The language that a reader chose last, here or on the page beside; an address may name one.
const LANGUAGE = "govlab:lang";

function openPage() {
  const root = document.documentElement;
  const kept = storage();
  const models = [];
  const last = { "#th": "th", "#en": "en" }[location.hash] ?? kept?.getItem(LANGUAGE);
  if (last === "th" || last === "en") {
    root.lang = last;
    document.title = document.body.dataset[last];
  }
  for (const place of document.querySelectorAll("[data-exercise]")) {
    const item = JSON.parse(place.querySelector("script").textContent);
    const { sitting } = place.dataset;
    const state = { item, sitting, person: "", lang: root.lang, response: {}, saved: {}, receipt: {} };
    const model = pageModel(state);
    component(item.type).render({ model, el: place });
    models.push(model);
  }
  const turn = (lang) => {
    root.lang = lang;
    document.title = document.body.dataset[lang];
    try {
      kept?.setItem(LANGUAGE, lang);
    } catch {
      // No room: the next page opens in its own language.
    }
    models.forEach((model) => model.set("lang", lang));
  };
  for (const button of document.querySelectorAll("[data-turn]")) {
    button.addEventListener("click", () => {
      turn(button.dataset.turn);
      document.querySelector(`[data-turn]:not([data-turn="${root.lang}"])`)?.focus();
    });
  }
}

if (globalThis.document) openPage();
