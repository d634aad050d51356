// Filling a sheet: keys, and each answer kept as it is given. What could not be sent waits in this browser and is sent
// again; what somebody else answered meanwhile is shown beside one's own, never overwritten.
(() => {
  const form = document.getElementById("answers");
  if (!form || !form.dataset.url) return;
  const state = form.querySelector("[data-state]"), said = form.dataset;
  const store = `readiness:${said.sheet}`;
  const factors = [...form.querySelectorAll("[data-factor]")];
  const keyOf = (element) => element.closest("[data-factor]")?.dataset.factor;
  const boxOf = (key) => form.querySelector(`[data-factor="${CSS.escape(key)}"]`);
  const scoreOf = (box) => box.querySelector("select")?.value ?? box.querySelector("input[type=radio]:checked")?.value ?? "";
  const waiting = new Map();
  let busy = false, wait = 2000, timer = null;

  const keepHere = () => {
    try {
      if (waiting.size) localStorage.setItem(store, JSON.stringify([...waiting]));
      else localStorage.removeItem(store);
    } catch { /* a browser that keeps nothing still sends at once */ }
  };
  const tell = (kind) => { state.textContent = said[kind]; state.dataset.kind = kind; };
  const settled = () => {
    if (form.querySelector("[data-take]")) tell("choose");
    else tell(form.querySelector("[data-error]:not([hidden])") ? "refused" : "saved");
  };

  const choose = (box, value) => {
    const select = box.querySelector("select");
    if (select) { select.value = value; return; }
    const input = [...box.querySelectorAll("input[type=radio]")].find((one) => one.value === value);
    if (input) input.checked = true;
  };
  const mark = (box) => {
    const entry = document.querySelector(`[data-map="${CSS.escape(box.dataset.factor)}"]`);
    if (entry) entry.toggleAttribute("data-done", scoreOf(box) !== "");
  };
  const note = (box) => {
    const revision = box.querySelector("[data-revision]").value;
    waiting.set(box.dataset.factor, { score: scoreOf(box), comment: box.querySelector("textarea").value, revision });
    keepHere();
    mark(box);
    send();
  };
  const later = () => {
    tell("waiting");
    clearTimeout(timer);
    timer = setTimeout(send, wait);
    wait = Math.min(wait * 2, 30000);
  };

  async function send() {
    clearTimeout(timer);
    if (busy || !waiting.size) return;
    busy = true;
    tell("saving");
    const [key, mine] = waiting.entries().next().value, box = boxOf(key);
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set(`score-${key}`, mine.score);
    data.set(`comment-${key}`, mine.comment);
    data.set(`revision-${key}`, mine.restored ? mine.revision : box.querySelector("[data-revision]").value);
    let answer = null, body = null;
    try {
      answer = await fetch(said.url, { method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "error" });
      if (answer.ok || (answer.headers.get("Content-Type") || "").includes("json")) body = await answer.json();
    } catch { body = null; }
    busy = false;
    if (!body || answer.status >= 500) { later(); return; }
    wait = 2000;
    const error = box.querySelector("[data-error]");
    error.hidden = true;
    if (waiting.get(key) === mine) waiting.delete(key);
    if (answer.ok) {
      box.querySelector("[data-revision]").value = body.revisions[key];
      box.querySelector("[data-conflict]").replaceChildren();
      document.getElementById("progress").innerHTML = body.progress;
    } else if (body.conflicts) {
      for (const [name, part] of Object.entries(body.conflicts)) showConflict(boxOf(name), part);
      waiting.delete(key);
    } else {
      error.textContent = body.said;
      error.hidden = false;
    }
    keepHere();
    if (waiting.size) send(); else settled();
  }

  function showConflict(box, part) {
    box.querySelector("[data-conflict]").innerHTML = part;
    offer(box);
  }
  function offer(box) {
    const buttons = [...box.querySelectorAll("[data-take]")];
    for (const button of buttons) button.hidden = false;
    if (buttons.length && (box.contains(document.activeElement) || document.activeElement === document.body)) buttons[0].focus();
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    if (!button) return;
    const box = button.closest("[data-factor]");
    box.querySelector("[data-revision]").value = button.dataset.at;
    choose(box, button.dataset.score);
    box.querySelector("textarea").value = button.dataset.comment;
    box.querySelector("[data-conflict]").replaceChildren();
    focusOn(box);
    note(box);
  });
  form.addEventListener("change", (event) => {
    const box = event.target.closest("[data-factor]");
    if (box) note(box);
  });
  let typing = null;
  form.addEventListener("input", (event) => {
    if (!event.target.matches("textarea")) return;
    const box = event.target.closest("[data-factor]");
    clearTimeout(typing);
    typing = setTimeout(() => note(box), 900);
  });
  addEventListener("online", send);
  let leaving = false;
  addEventListener("beforeunload", (event) => { if (waiting.size && !leaving) event.preventDefault(); });
  form.addEventListener("submit", () => { leaving = true; });

  // Keys.
  const focusOn = (box) => {
    const target = box.querySelector("input[type=radio]:checked") || box.querySelector("select, input[type=radio]");
    target.focus({ preventScroll: true });
    box.scrollIntoView({ block: "center" });
  };
  const step = (box, by) => {
    const next = factors[factors.indexOf(box) + by];
    if (next) focusOn(next);
  };
  let last = { key: "", at: 0, box: null };
  const digit = (box, key) => {
    const quick = last.box === box && Date.now() - last.at < 600;
    const values = [...box.querySelectorAll("input[type=radio], option")].map((one) => one.value);
    const value = [quick ? last.key + key : "", key].find((one) => one && values.includes(one));
    last = { key, at: Date.now(), box };
    return value;
  };
  const set = (box, value) => { choose(box, value); focusOn(box); note(box); };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, input[type=search], input[type=text]")) {
      if (event.key === "Escape" && event.target.matches("#answers textarea")) focusOn(event.target.closest("[data-factor]"));
      return;
    }
    const box = event.target.closest?.("[data-factor]");
    const key = event.key.toLowerCase();
    if (key === "u") {
      const open = factors.find((one) => scoreOf(one) === "");
      if (open) { event.preventDefault(); focusOn(open); }
      return;
    }
    if (!box) return;
    const value = /^[0-9]$/.test(key) ? digit(box, key) : key === "n" ? "not_known" : key === "backspace" ? "" : undefined;
    if (value !== undefined) { event.preventDefault(); set(box, value); }
    else if (key === "c") {
      event.preventDefault();
      box.querySelector("details").open = true;
      box.querySelector("textarea").focus();
    } else if ((key === "arrowdown" || key === "arrowup") && !event.target.matches("select")) {
      event.preventDefault();
      step(box, key === "arrowdown" ? 1 : -1);
    }
  });

  // What was given before the connection broke or the page was left.
  for (const box of factors) offer(box);
  try {
    for (const [key, mine] of JSON.parse(localStorage.getItem(store) || "[]")) {
      const box = boxOf(key);
      if (!box) continue;
      choose(box, mine.score);
      box.querySelector("textarea").value = mine.comment;
      waiting.set(key, { ...mine, restored: true });
      mark(box);
    }
  } catch { waiting.clear(); }
  if (waiting.size) { tell("restored"); send(); } else if (!form.querySelector("[data-take]") && document.activeElement === document.body) {
    const hash = location.hash.startsWith("#factor-") ? document.querySelector(location.hash) : null;
    const open = hash || factors.find((one) => scoreOf(one) === "");
    if (open) (open.querySelector("input[type=radio]:checked") || open.querySelector("select, input[type=radio]"))?.focus({ preventScroll: !hash });
  }
})();
