// The frame: theme switch, folding navigation, its sheet on the phone, menus, search key, confirmations, messages.
(() => {
  const root = document.documentElement;
  const $ = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  const switcher = $("[data-theme-switch]");
  if (switcher) {
    const label = () => switcher.setAttribute("aria-label", switcher.dataset[root.dataset.theme] || "");
    label();
    switcher.addEventListener("click", () => { window.pmoTheme.next(); label(); });
  }

  const fold = $("[data-nav-fold]");
  if (fold) {
    const label = () => {
      const narrow = root.dataset.nav === "narrow";
      fold.setAttribute("aria-expanded", String(!narrow));
      fold.setAttribute("aria-label", narrow ? fold.dataset.unfold : fold.dataset.fold);
    };
    label();
    fold.addEventListener("click", () => {
      if (root.dataset.nav === "narrow") delete root.dataset.nav; else root.dataset.nav = "narrow";
      try { localStorage.setItem("pmo-nav", root.dataset.nav || "wide"); } catch { /* not remembered */ }
      label();
      window.dispatchEvent(new Event("resize"));
    });
  }

  const nav = $("#nav"), page = $(".pm-page"), opener = $("[data-nav-open]");
  const sheet = (open) => {
    if (!nav || !opener) return;
    if (open) root.dataset.navSheet = "open"; else delete root.dataset.navSheet;
    page.inert = open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) { const first = $("[aria-current]", nav) || $("li a", nav); if (first) first.focus(); } else opener.focus();
  };
  if (opener) {
    opener.setAttribute("role", "button");
    opener.addEventListener("click", (event) => { event.preventDefault(); sheet(true); });
    $("[data-nav-close]").addEventListener("click", (event) => { event.preventDefault(); sheet(false); });
  }

  document.addEventListener("click", (event) => {
    for (const menu of all("details.pm-menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    if (root.dataset.navSheet === "open" && nav && !nav.contains(event.target) && !event.target.closest("[data-nav-open]")) sheet(false);
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(".pm-notice").remove();
    const off = event.target.closest("[data-off]");
    if (off) event.preventDefault();
    const summaryLink = event.target.closest(".pm-errors a");
    if (summaryLink) {
      const field = document.getElementById(summaryLink.hash.slice(1));
      if (field) { event.preventDefault(); field.focus(); field.scrollIntoView({ block: "center" }); }
    }
  });

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      const search = $("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
    if (event.key === "Escape") {
      const menu = event.target.closest && event.target.closest("details.pm-menu[open]");
      if (menu) { menu.open = false; $("summary", menu).focus(); }
      else if (root.dataset.navSheet === "open") sheet(false);
      else if (event.target.matches && event.target.matches("[data-search]")) event.target.blur();
    }
  });

  // A command asks once, and is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) { event.preventDefault(); return; }
    if (form.method === "post" && !event.defaultPrevented && !form.hasAttribute("hx-post")) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      for (const button of all("button[type=submit]", form)) button.setAttribute("aria-busy", "true");
    }
  });
  window.addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) delete form.dataset.sent;
    for (const button of all("[aria-busy]")) button.removeAttribute("aria-busy");
  });

  // On a narrow screen the step and the tab one is at are in sight.
  for (const here of all(".pm-step[aria-current], .pm-tab[aria-current]")) {
    const strip = here.closest(".pm-stepper-wrap, .pm-tabs");
    strip.scrollLeft += here.getBoundingClientRect().left - strip.getBoundingClientRect().left - 24;
  }

  const summary = $("[data-focus]");
  if (summary) summary.focus();

  // What was typed in a long form is asked about before the page is left.
  for (const form of all("form[data-guard]")) {
    let changed = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
    window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  }
})();
