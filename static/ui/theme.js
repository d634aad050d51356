// Runs in the head, before anything is drawn: the theme and the folded navigation that the reader chose last time.
(() => {
  const root = document.documentElement;
  const stored = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const choice = stored("pmo-theme") || "auto";
    root.dataset.theme = choice;
    root.dataset.bsTheme = choice === "auto" ? (system.matches ? "dark" : "light") : choice;
  };
  show();
  if (stored("pmo-nav") === "narrow") root.dataset.nav = "narrow";
  const announce = () => { show(); document.dispatchEvent(new CustomEvent("pmo:theme")); };
  system.addEventListener("change", announce);
  window.pmoTheme = {
    next() {
      const order = { auto: "light", light: "dark", dark: "auto" };
      try { localStorage.setItem("pmo-theme", order[stored("pmo-theme") || "auto"]); } catch { /* private mode: this page only */ }
      announce();
    },
  };
})();
