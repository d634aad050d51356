// Choosers: what is typed is looked up, and the input's own list offers who fits.
(() => {
  let waiting = 0;
  const look = async (input) => {
    const text = input.value.trim();
    const list = input.list;
    if (!list || [...list.options].some((option) => option.value === input.value)) return;
    const answer = await fetch(`${input.dataset.choices}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || input.value.trim() !== text) return;
    const { choices } = await answer.json();
    list.replaceChildren(...choices.map(({ label, note }) => {
      const option = document.createElement("option");
      option.value = label;
      if (note) option.label = `${label}, ${note}`;
      return option;
    }));
  };
  const soon = (event) => {
    const input = event.target;
    if (!input.matches || !input.matches("input[data-choices]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => look(input).catch(() => {}), event.type === "focusin" ? 0 : 150);
  };
  document.addEventListener("input", soon);
  document.addEventListener("focusin", soon);
})();
