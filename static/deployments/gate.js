// While an answer is chosen, the keys 1, 2 and 3 choose met, not met and unknown.
(() => {
  document.addEventListener("keydown", (event) => {
    if (!/^[1-3]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!event.target.matches || !event.target.matches(".dp-answer input[type=radio]")) return;
    const form = event.target.closest("form");
    const choices = form.querySelectorAll("input[type=radio][name=answer]");
    const chosen = choices[Number(event.key) - 1];
    if (!chosen) return;
    event.preventDefault();
    chosen.focus();
    chosen.checked = true;
  });
})();
