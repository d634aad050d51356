// List pages: rows open on click, arrows walk the rows, empty parameters stay out of the address.
(() => {
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (!row || event.target.closest("a, button, input, label, select, summary, details") || String(getSelection())) return;
    const link = row.querySelector("a[data-row-link]");
    if (!link) return;
    if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener"); else link.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const link = event.target.closest && event.target.closest("a[data-row-link]");
    if (!link) return;
    const links = [...link.closest("table").querySelectorAll("a[data-row-link]")];
    const next = links[links.indexOf(link) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: "nearest" }); }
  });
  document.addEventListener("formdata", (event) => {
    if (!event.target.matches("form[data-lean]")) return;
    for (const [name, value] of [...event.formData.entries()]) if (value === "") event.formData.delete(name);
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.elt.matches || !event.detail.elt.matches("form[data-lean]")) return;
    const parameters = event.detail.parameters;
    for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
  });
  // A table that fits scrolls with the page, its head below the top bar; a wider one scrolls in its own frame.
  const fit = () => {
    for (const wrap of document.querySelectorAll(".pm-table-sticky")) {
      wrap.classList.remove("pm-fits");
      const fits = wrap.firstElementChild.scrollWidth <= wrap.clientWidth;
      wrap.classList.toggle("pm-fits", fits);
      if (fits) wrap.removeAttribute("tabindex"); else wrap.tabIndex = 0;
    }
  };
  fit();
  window.addEventListener("resize", fit);
  document.addEventListener("htmx:afterSettle", fit);

  // The chosen columns travel as one parameter; without this script they travel one by one, which works too.
  document.addEventListener("formdata", (event) => {
    if (!event.target.matches("form[data-columns]")) return;
    const chosen = event.formData.getAll("col");
    event.formData.delete("col");
    if (chosen.length) event.formData.set("cols", chosen.join(",")); else event.formData.delete("cols");
  });
  // Chosen rows: how many, all of the page at once, and the bar of acts that follows them.
  const picks = () => [...document.querySelectorAll("input[name=pick][form=acts]")];
  const count = () => {
    const form = document.querySelector("form[data-acts]");
    if (!form) return;
    const all = picks(), chosen = all.filter((pick) => pick.checked).length, said = form.querySelector("[data-acts-count]");
    form.classList.add("pm-acts-bar");
    form.classList.toggle("pm-acts-on", chosen > 0);
    if (chosen) said.textContent = said.dataset.some.replace("{n}", chosen);
    const every = document.querySelector("[data-pick-all]");
    if (every) { every.checked = chosen > 0 && chosen === all.length; every.indeterminate = chosen > 0 && chosen < all.length; }
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) for (const pick of picks()) pick.checked = event.target.checked;
    if (event.target.matches("[data-pick-all], input[name=pick]")) count();
  });
  document.addEventListener("htmx:afterSettle", count);
  count();

  for (const select of document.querySelectorAll("select[data-submit]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }
})();
