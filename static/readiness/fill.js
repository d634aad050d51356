// A digit typed on a factor chooses its score; "1" and "0" typed quickly one after the other choose 10.
(() => {
  let last = { key: "", at: 0, group: null };
  document.addEventListener("keydown", (event) => {
    if (!/^[0-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    const group = event.target.closest && event.target.closest(".rd-scale");
    if (!group) return;
    const quick = last.group === group && Date.now() - last.at < 600;
    const wanted = [quick ? last.key + event.key : "", event.key].filter(Boolean);
    for (const value of wanted) {
      const input = group.querySelector(`input[value="${value}"]`);
      if (input) {
        event.preventDefault();
        input.focus();
        if (!input.checked) {
          input.checked = true;
          input.dispatchEvent(new Event("change", { bubbles: true }));
        }
        break;
      }
    }
    last = { key: event.key, at: Date.now(), group };
  });
})();
