// The text of a draft: numbers beside its lines, a problem leads to its line, and Tab indents by two blanks.
(() => {
  const area = document.querySelector("textarea[data-lines]");
  if (!area) return;
  const box = document.createElement("div");
  box.className = "lib-editor";
  const gutter = document.createElement("pre");
  gutter.className = "lib-gutter";
  gutter.setAttribute("aria-hidden", "true");
  area.before(box);
  box.append(gutter, area);
  const wrong = new Set([...document.querySelectorAll("[data-line]")].map((link) => Number(link.dataset.line)));
  let shown = 0;

  const number = () => {
    const count = area.value.split("\n").length;
    if (count === shown) return;
    shown = count;
    gutter.replaceChildren(
      ...Array.from({ length: count }, (_, index) => {
        const line = document.createElement(wrong.has(index + 1) ? "mark" : "span");
        line.textContent = `${index + 1}\n`;
        return line;
      }),
    );
  };
  const follow = () => { gutter.scrollTop = area.scrollTop; };
  const goTo = (line) => {
    const before = area.value.split("\n").slice(0, line - 1).join("\n").length;
    const start = line > 1 ? before + 1 : 0;
    const next = area.value.indexOf("\n", start);
    area.focus();
    area.setSelectionRange(start, next < 0 ? area.value.length : next);
    const height = area.scrollHeight / Math.max(1, area.value.split("\n").length);
    area.scrollTop = Math.max(0, (line - 6) * height);
    follow();
  };

  area.addEventListener("input", number);
  area.addEventListener("scroll", follow);
  area.addEventListener("keydown", (event) => {
    // Escape first, then Tab, leaves the text: nobody is caught in it.
    if (event.key === "Escape") { area.dataset.leaving = ""; return; }
    if (event.key !== "Tab" || event.shiftKey || "leaving" in area.dataset) return;
    event.preventDefault();
    area.setRangeText("  ", area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
  area.addEventListener("focus", () => { delete area.dataset.leaving; });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line]");
    if (!link) return;
    event.preventDefault();
    area.scrollIntoView({ block: "center" });
    goTo(Number(link.dataset.line));
  });
  number();
})();
