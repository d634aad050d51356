// Weights: slider and number say the same, and the sum follows. The number is what is sent and what the keyboard reaches.
(() => {
  const form = document.querySelector("form[data-weights]");
  if (!form) return;
  const sum = form.querySelector("[data-sum]");
  const numbers = [...form.querySelectorAll("input[data-weight]")];
  const add = () => {
    const total = numbers.reduce((all, input) => all + (Number(input.value) || 0), 0);
    sum.textContent = String(Math.round(total * 100) / 100);
  };
  for (const range of form.querySelectorAll("input[data-range]")) {
    const number = form.elements[range.dataset.range];
    range.addEventListener("input", () => { number.value = range.value; add(); });
    number.addEventListener("input", () => { range.value = number.value || 0; add(); });
  }
  add();
})();
