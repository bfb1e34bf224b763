// Rows chosen in a table: all at once, a run with Shift, up and down with the arrows.

export function watchSelection(root) {
  let last = null;

  const boxes = (table) => [...table.querySelectorAll("[data-select]")];

  const tell = (table) => {
    const all = boxes(table);
    const chosen = all.filter((box) => box.checked).length;
    const bar = table.querySelector("[data-selected-bar]");
    const every = table.querySelector("[data-select-all]");
    if (every) {
      every.checked = chosen > 0 && chosen === all.length;
      every.indeterminate = chosen > 0 && chosen < all.length;
    }
    if (bar) {
      bar.hidden = chosen === 0;
      bar.querySelector("[data-selected-count]").textContent = chosen.toLocaleString("vi-VN");
    }
  };

  root.addEventListener("click", (event) => {
    const box = event.target;
    const table = box.closest?.("[data-selectable]");
    if (!table || !box.matches("[data-select], [data-select-all]")) return;
    if (box.matches("[data-select-all]")) boxes(table).forEach((each) => { each.checked = box.checked; });
    else if (event.shiftKey && last && table.contains(last)) {
      const all = boxes(table);
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((each) => { each.checked = box.checked; });
    }
    if (box.matches("[data-select]")) last = box;
    tell(table);
  });

  root.addEventListener("keydown", (event) => {
    if (!event.target.matches?.("[data-select]") || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const all = boxes(event.target.closest("[data-selectable]"));
    const next = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
    if (event.shiftKey) {
      next.checked = event.target.checked;
      tell(next.closest("[data-selectable]"));
    }
  });
}
