// Tags in use stand below the input as buttons; pressing one puts the tag in or takes it out.
(() => {
  const template = document.getElementById("suggested-tags");
  const input = document.getElementById("id_tags");
  if (!template || !input) return;
  const box = template.content.firstElementChild.cloneNode(true);
  input.after(box);
  const typed = () => input.value.split(/[,;]/).map((tag) => tag.trim()).filter(Boolean);
  const folded = (tag) => tag.normalize("NFKC").toLocaleLowerCase().replace(/\s+/g, " ");
  const show = () => {
    const present = new Set(typed().map(folded));
    for (const button of box.children) button.setAttribute("aria-pressed", String(present.has(folded(button.textContent))));
  };
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tag]");
    if (!button) return;
    const tag = button.textContent, rest = typed().filter((other) => folded(other) !== folded(tag));
    input.value = (button.getAttribute("aria-pressed") === "true" ? rest : [...rest, tag]).join(", ");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    show();
  });
  input.addEventListener("input", show);
  show();
})();
