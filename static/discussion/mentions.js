// Names after an @: the people who may read this record, chosen by arrow keys or a click. Without it the name is typed.
(() => {
  const WORD = /(?:^|[\s([{"'“‘,;:>])@([^\n@]{0,24})$/;
  let asked = 0;

  const listOf = (field) => {
    if (field.dataset.list) return document.getElementById(field.dataset.list);
    const list = document.createElement("ul");
    field.after(list);
    list.id = `${field.id}-people`;
    list.className = "dc-people";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    field.dataset.list = list.id;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    list.addEventListener("mousedown", (event) => {
      const item = event.target.closest("li");
      if (!item) return;
      event.preventDefault();
      choose(field, item);
    });
    field.addEventListener("blur", () => close(field));
    return list;
  };

  const close = (field) => {
    const list = field.dataset.list && document.getElementById(field.dataset.list);
    asked += 1;
    if (!list || list.hidden) return;
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  };

  const select = (field, list, index) => {
    const items = [...list.children];
    if (!items.length) return;
    const at = (index + items.length) % items.length;
    items.forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    field.setAttribute("aria-activedescendant", items[at].id);
  };

  const choose = (field, item) => {
    const before = field.value.slice(0, field.selectionStart);
    const start = before.lastIndexOf("@");
    const text = `@${item.dataset.username} `;
    field.setRangeText(text, start, field.selectionStart, "end");
    close(field);
    field.focus();
  };

  const offer = async (field) => {
    const found = WORD.exec(field.value.slice(0, field.selectionStart));
    const place = field.closest("[data-people]");
    if (!found || !place) { close(field); return; }
    const mine = (asked += 1);
    let people = [];
    try {
      const answer = await fetch(`${place.dataset.people}?q=${encodeURIComponent(found[1])}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      people = (await answer.json()).people;
    } catch { return; }
    if (mine !== asked) return;
    const list = listOf(field);
    if (!people.length) { close(field); return; }
    list.replaceChildren(...people.map((person, number) => {
      const item = document.createElement("li");
      const name = document.createElement("b");
      const note = document.createElement("span");
      item.id = `${list.id}-${number}`;
      item.setAttribute("role", "option");
      item.dataset.username = person.username;
      name.textContent = person.name;
      note.textContent = `@${person.username}${person.title ? ` · ${person.title}` : ""}`;
      note.className = "pm-note";
      item.append(name, note);
      return item;
    }));
    list.hidden = false;
    select(field, list, 0);
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[data-mentions]")) return;
    clearTimeout(event.target.pmoWait);
    event.target.pmoWait = setTimeout(() => offer(event.target), 120);
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches || !field.matches("textarea[data-mentions]")) return;
    const list = field.dataset.list && document.getElementById(field.dataset.list);
    if (!list || list.hidden) return;
    const at = [...list.children].findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") select(field, list, at + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Enter" || event.key === "Tab") choose(field, list.children[at]);
    else if (event.key === "Escape") close(field);
    else return;
    event.preventDefault();
  });
})();
