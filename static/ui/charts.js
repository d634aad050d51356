// Draws each <c-chart>: fetches figure and table, puts the colors of the theme in, links marks to their records.
(() => {
  const KEY_LINE = 29; // pixels of a key of one line, which the figure's own margin leaves room for
  const drawn = new Map();
  const probe = document.createElement("span");
  probe.hidden = true;

  // A token such as "token:accent-soft" stands for the custom property --chart-accent-soft of the theme in force.
  const colorOf = (name) => {
    probe.style.color = `var(--chart-${name})`;
    return getComputedStyle(probe).color;
  };
  const themed = (value, known) => {
    if (typeof value === "string" && value.startsWith("token:")) {
      const name = value.slice(6);
      if (!known.has(name)) known.set(name, colorOf(name));
      return known.get(name);
    }
    if (Array.isArray(value)) return value.map((item) => themed(item, known));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, themed(item, known)]));
    }
    return value;
  };

  const part = (chart, name) => chart.querySelector(`[data-chart-${name}]`);

  const say = (chart, text) => {
    part(chart, "state").textContent = text;
    part(chart, "plot").hidden = Boolean(text);
  };

  const safe = (href) => typeof href === "string" && /^(\/(?!\/)|\?|#)/.test(href) ? href : "";

  const linkOf = (point) => {
    let data = point.customdata;
    if (Array.isArray(data)) data = data[0];
    if (data && typeof data === "object") data = data.href || data.url;
    return safe(data);
  };

  const element = (tag, text, className) => {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    if (className) node.className = className;
    return node;
  };

  const tabulate = (chart, table, title) => {
    const place = part(chart, "table");
    if (!table || !table.columns || !table.rows.length) { place.closest("details").hidden = true; return; }
    const numeric = table.numeric || [];
    const grid = element("table", undefined, "pm-table");
    grid.append(element("caption", title, "visually-hidden"));
    const head = element("tr");
    table.columns.forEach((column, index) => {
      const cell = element("th", column, numeric[index] ? "pm-num" : "");
      cell.scope = "col";
      head.append(cell);
    });
    grid.createTHead().append(head);
    const body = grid.createTBody();
    table.rows.forEach((row, rowIndex) => {
      const line = element("tr");
      row.forEach((value, index) => {
        const cell = element("td", undefined, numeric[index] ? "pm-num" : "");
        const href = safe(table.hrefs && table.hrefs[rowIndex] && table.hrefs[rowIndex][index]);
        if (href) { const link = element("a", String(value)); link.href = href; cell.append(link); } else cell.textContent = value === null ? "–" : String(value);
        line.append(cell);
      });
      body.append(line);
    });
    place.tabIndex = 0;
    place.setAttribute("role", "region");
    place.setAttribute("aria-label", title);
    place.replaceChildren(grid);
  };

  // A key that breaks into several lines on a narrow page pushes the plot down by as much.
  const makeRoom = (plot, layout) => {
    const key = plot.querySelector("g.legend");
    const beyond = key ? key.getBBox().height - KEY_LINE : 0;
    return beyond > 0 ? window.Plotly.relayout(plot, { "margin.t": layout.margin.t + beyond }) : undefined;
  };

  const draw = (chart) => {
    const figure = drawn.get(chart);
    if (!figure) return;
    const plot = part(chart, "plot");
    const known = new Map();
    const layout = themed(figure.layout, known);
    layout.hoverlabel = { bgcolor: colorOf("surface"), bordercolor: colorOf("axis"), ...layout.hoverlabel };
    layout.hoverlabel.font = { color: colorOf("text"), ...(layout.hoverlabel.font || {}) };
    layout.font = { family: "Inter Variable, Inter, system-ui, sans-serif", size: 12, color: colorOf("text"), ...layout.font };
    layout.paper_bgcolor = layout.plot_bgcolor = "rgba(0,0,0,0)";
    if (layout.height) plot.style.height = `${layout.height}px`;
    const config = { displayModeBar: false, responsive: true, ...figure.config };
    return window.Plotly.react(plot, themed(figure.data, known), layout, config).then(() => makeRoom(plot, layout)).then(() => {
      if (plot.dataset.bound) return;
      plot.dataset.bound = "1";
      plot.on("plotly_click", (event) => {
        const href = event.points.length ? linkOf(event.points[0]) : "";
        if (href) window.location.assign(href);
      });
      plot.on("plotly_hover", (event) => plot.classList.toggle("pm-linked", Boolean(event.points.length && linkOf(event.points[0]))));
      plot.on("plotly_unhover", () => plot.classList.remove("pm-linked"));
    });
  };

  const load = async (chart) => {
    const state = part(chart, "state");
    try {
      const answer = await fetch(chart.dataset.chart, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const found = await answer.json();
      const figure = found.figure || found;
      const title = part(chart, "title"), note = part(chart, "note");
      if (found.title && !title.textContent.trim()) title.textContent = found.title;
      const remarks = [note.textContent.trim() || found.subtitle, found.note].filter(Boolean).join(" · ");
      note.textContent = remarks;
      tabulate(chart, found.table, title.textContent);
      if (found.empty || !figure.data || !figure.data.length) { say(chart, found.empty || state.dataset.none); return; }
      say(chart, "");
      drawn.set(chart, figure);
      await draw(chart);
      chart.dataset.ready = "1";
    } catch {
      say(chart, state.dataset.failed);
      chart.dataset.ready = "failed";
    }
  };

  const start = (from) => {
    for (const chart of from.querySelectorAll("[data-chart]:not([data-started])")) {
      chart.dataset.started = "1";
      load(chart);
    }
  };

  document.body.append(probe);
  start(document);
  document.addEventListener("pmo:theme", () => { for (const chart of drawn.keys()) draw(chart); });
  document.addEventListener("htmx:load", (event) => start(event.detail.elt.parentElement || document));
  document.addEventListener("toggle", (event) => { if (event.target.open) window.dispatchEvent(new Event("resize")); }, true);
})();
