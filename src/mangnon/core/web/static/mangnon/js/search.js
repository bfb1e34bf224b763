// "/" goes to the search box, the arrows walk through the hits, Escape closes them.

export function watchSearch(root) {
  root.addEventListener("keydown", (event) => {
    const box = root.querySelector("[data-search]");
    const hits = root.getElementById("search-hits");
    if (!box) return;
    if (event.key === "/" && !event.target.matches("input, textarea, select, [contenteditable]")) {
      event.preventDefault();
      box.select();
      box.focus();
      return;
    }
    const inside = event.target === box || hits?.contains(event.target);
    if (!inside) return;
    if (event.key === "Escape") {
      hits.replaceChildren();
      box.focus();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const stops = [box, ...hits.querySelectorAll("a")];
      const next = stops[stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) {
        event.preventDefault();
        next.focus();
      }
    }
  });
  root.addEventListener("click", (event) => {
    const hits = root.getElementById("search-hits");
    if (hits && !event.target.closest?.(".top__search")) hits.replaceChildren();
  });
}
