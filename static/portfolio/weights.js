// The workbench: the whole portfolio is read once and ranked here at every move of a slider, exactly as the server does it.
(() => {
  const form = document.querySelector("form[data-workbench]");
  if (!form) return;
  const body = document.querySelector("[data-order]");
  const effect = document.querySelector("[data-effect]");
  const find = (name) => document.querySelector(`[data-${name}]`);
  const say = (template, values) => template.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const WHOLE = 10000; // hundredths of a percent
  const STEP = 25;

  const parts = [...form.querySelectorAll("[data-criterion]")].map((box) => ({
    key: box.dataset.criterion,
    range: box.querySelector("[data-range]"),
    number: box.querySelector("[data-weight]"),
    lock: box.querySelector("[data-lock]"),
  }));
  const inUse = JSON.parse(document.getElementById("weights-in-use").textContent);
  const used = parts.map((part) => Math.round(Number(inUse[part.key]) * 100));
  const typed = () => parts.map((part) => Math.round((Number(part.number.value) || 0) * 100));
  let weights = typed();
  let history = [];
  let moving = false;
  let shown = STEP;
  let portfolio = null;

  // Shares whole hundredths out in proportion; what rounding down leaves goes to those that lost most by it, of equal ones to the smallest.
  const share = (amount, proportions) => {
    const all = proportions.reduce((sum, value) => sum + value, 0);
    const base = all ? proportions : proportions.map(() => 1);
    const total = all || proportions.length;
    const exact = base.map((value) => (value * amount) / total);
    const out = exact.map(Math.floor);
    let left = amount - out.reduce((sum, value) => sum + value, 0);
    const order = exact.map((_value, index) => index).sort((a, b) => (exact[b] - out[b]) - (exact[a] - out[a]) || out[a] - out[b] || a - b);
    for (const index of order) { if (left <= 0) break; out[index] += 1; left -= 1; }
    return out;
  };
  const moved = (changed, value) => {
    const next = [...weights];
    const others = parts.map((_part, index) => index).filter((index) => index !== changed && !parts[index].lock.checked);
    const held = parts.reduce((sum, part, index) => sum + (index !== changed && part.lock.checked ? weights[index] : 0), 0);
    const room = Math.max(0, WHOLE - held);
    next[changed] = others.length ? Math.min(Math.max(value, 0), room) : room;
    const given = share(room - next[changed], others.map((index) => weights[index]));
    others.forEach((index, place) => { next[index] = given[place]; });
    return next;
  };

  // Half to even at 4 decimals, as score cards are rounded.
  const even = (value) => {
    const whole = Math.floor(value);
    const rest = value - whole;
    return rest < 0.5 || (rest === 0.5 && whole % 2 === 0) ? whole : whole + 1;
  };
  const rounded = (value) => even(even(value * 10000 * 100000) / 100000) / 10000;
  const written = (value, decimals) => (even(Math.round(value * 10000) / 10 ** (4 - decimals)) / 10 ** decimals).toFixed(decimals);
  const ranked = (cents) => {
    const fractions = cents.map((value) => value / WHOLE);
    const totals = portfolio.scores.map((row) => rounded(row.reduce((sum, score, column) => sum + score * fractions[column], 0)));
    const order = totals.map((_total, row) => row).sort((a, b) => totals[b] - totals[a] || a - b);
    const places = new Array(order.length);
    order.forEach((row, place) => { places[row] = place + 1; });
    const bands = totals.map((total) => portfolio.bands.findIndex((least) => total >= least));
    return { fractions, totals, order, places, bands };
  };

  const link = (row) => {
    const anchor = document.createElement("a");
    anchor.href = form.dataset.case.replace("UC-0", portfolio.references[row]);
    const name = document.createElement("bdi");
    const text = portfolio.names[row];
    name.textContent = text.length > 90 ? `${text.slice(0, 89)}…` : text;
    anchor.append(name);
    return anchor;
  };
  const noted = (text) => {
    const note = document.createElement("span");
    note.className = "pm-note";
    note.textContent = text;
    return note;
  };
  const cell = (name, ...content) => {
    const made = document.createElement("td");
    if (name) made.className = name;
    made.append(...content);
    return made;
  };
  const bands = [...document.querySelectorAll("template[data-band]")];
  const bandLabel = (index) => (index < 0 ? "–" : bands[index].content.textContent.trim());

  const drawRows = (now, trying) => {
    const before = portfolio.before.places;
    body.replaceChildren(...now.order.slice(0, shown).map((row) => {
      const line = document.createElement("tr");
      line.dataset.row = "";
      const gain = before[row] - now.places[row];
      const move = gain ? document.createElement("span") : noted(effect.dataset.stays);
      if (gain) { move.className = "pf-moved"; move.textContent = `${gain > 0 ? "↑" : "↓"} ${Math.abs(gain)}`; }
      const moves = cell("", move);
      moves.dataset.moves = "";
      moves.hidden = !trying;
      const anchor = link(row);
      anchor.dataset.rowLink = "";
      const code = document.createElement("span");
      code.className = "pm-code";
      code.textContent = portfolio.references[row];
      const where = noted("");
      where.append(code, ` · ${portfolio.units[row]}`);
      const named = document.createElement("div");
      named.append(anchor, " ", where);
      const total = document.createElement("strong");
      total.textContent = written(now.totals[row], 3);
      line.append(
        cell("pm-num", String(now.places[row])), moves, cell("pm-wide", named), cell("pm-num", total),
        ...portfolio.scores[row].map((score, column) => cell("pm-num", written(rounded(score * now.fractions[column]), 2))),
        cell("", now.bands[row] < 0 ? "–" : bands[now.bands[row]].content.cloneNode(true)),
      );
      return line;
    }));
    find("shown").textContent = say(effect.dataset.rangeWords, { a: 1, b: Math.min(shown, now.order.length), n: now.order.length });
    find("more-rows").hidden = shown >= now.order.length;
    for (const head of document.querySelectorAll("th[data-moves]")) head.hidden = !trying;
  };
  const list = (target, rows, words) => {
    target.replaceChildren(...(rows.length ? rows.slice(0, 5).map((row) => {
      const item = document.createElement("li");
      item.append(link(row), " ", noted(words(row)));
      return item;
    }) : [Object.assign(document.createElement("li"), { className: "pm-note", textContent: effect.dataset.nobody })]));
  };
  const drawEffect = (now, trying) => {
    effect.hidden = !trying;
    find("heading").textContent = find("heading").dataset[trying ? "trying" : "plain"];
    if (!trying) return;
    const { places, bands: bandsBefore, order } = portfolio.before;
    const gains = places.map((place, row) => place - now.places[row]);
    const far = gains.map((_gain, row) => row).filter((row) => gains[row]).sort((a, b) => Math.abs(gains[b]) - Math.abs(gains[a]) || now.places[a] - now.places[b]);
    const up = far.filter((row) => gains[row] > 0);
    const down = far.filter((row) => gains[row] < 0);
    const other = now.order.filter((row) => bandsBefore[row] !== now.bands[row]);
    const words = effect.dataset;
    const sentences = [far.length ? say(far.length === 1 ? words.one : words.many, { moved: far.length, count: order.length, up: up.length, down: down.length }) : words.none];
    if (other.length) sentences.push(say(other.length === 1 ? words.bandOne : words.bandMany, { count: other.length }));
    if (order.length && order[0] !== now.order[0]) sentences.push(say(words.lead, { name: portfolio.names[now.order[0]] }));
    find("sentence").textContent = sentences.join(" ");
    const places_ = (row) => `${places[row]} → ${now.places[row]}`;
    list(find("risers"), up, places_);
    list(find("fallers"), down, places_);
    list(find("rebanded"), other, (row) => `${bandLabel(bandsBefore[row])} → ${bandLabel(now.bands[row])}`);
  };
  let waiting = 0;
  const draw = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      parts.forEach((part, index) => {
        const value = weights[index] / 100;
        if (document.activeElement !== part.number) part.number.value = String(value);
        part.range.value = String(value);
      });
      const sum = weights.reduce((all, value) => all + value, 0);
      form.querySelector("[data-sum]").textContent = String(sum / 100);
      find("undo").disabled = !history.length;
      if (!portfolio || sum !== WHOLE) return;
      const trying = weights.some((value, index) => value !== used[index]);
      const now = ranked(weights);
      drawRows(now, trying);
      drawEffect(now, trying);
      form.dataset.drawn = weights.join(" ");
    });
  };
  let address = 0;
  const remember = () => {
    clearTimeout(address);
    address = setTimeout(() => {
      const url = new URL(location.href);
      parts.forEach((part, index) => url.searchParams.set(part.key, String(weights[index] / 100)));
      url.searchParams.delete("page");
      window.history.replaceState(null, "", url);
    }, 300);
  };
  const set = (next, { keep = true } = {}) => {
    if (keep && !moving) history.push([...weights]);
    weights = next;
    draw();
    remember();
  };
  const undo = () => { if (history.length) set(history.pop(), { keep: false }); };

  parts.forEach((part, index) => {
    part.range.addEventListener("input", () => { set(moved(index, Math.round(Number(part.range.value) * 100))); moving = true; });
    part.range.addEventListener("change", () => { moving = false; });
    part.number.addEventListener("change", () => {
      const value = Number(part.number.value);
      if (part.number.value === "" || !Number.isFinite(value)) { part.number.value = String(weights[index] / 100); return; }
      set(moved(index, Math.round(value * 100)));
      part.number.value = String(weights[index] / 100);
    });
  });
  find("undo").addEventListener("click", undo);
  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && event.target.type !== "text") { event.preventDefault(); undo(); }
    if (event.key === "Enter" && event.target.matches("[data-weight]")) { event.preventDefault(); event.target.dispatchEvent(new Event("change")); }
  });
  find("reset").addEventListener("click", (event) => { event.preventDefault(); set([...used]); });
  if (!body) return;
  find("more-rows").addEventListener("click", () => { shown += STEP; draw(); });
  fetch(form.dataset.source, { headers: { Accept: "application/json" } }).then((answer) => answer.json()).then((found) => {
    portfolio = {
      references: found.rows.map((row) => row[0]), names: found.rows.map((row) => row[1]), units: found.rows.map((row) => row[2]),
      scores: found.rows.map((row) => row.slice(3)), bands: found.bands,
    };
    portfolio.before = ranked(used);
    document.documentElement.classList.add("pf-live");
    find("undo").hidden = false;
    draw();
  }).catch(() => {}); // without the data the page works as without script
})();
