// "5/3/2024", "5.3.2024", "05032024" become "05/03/2024" when the box is left; what is no date stays as typed.

export function tidyDate(text) {
  const match = /^\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})\s*$/.exec(text) ?? /^\s*(\d{2})(\d{2})(\d{4})\s*$/.exec(text);
  if (!match) return null;
  const [day, month, year] = match.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return `${String(day).padStart(2, "0")}/${String(month).padStart(2, "0")}/${year}`;
}

export function watchDates(root) {
  // Before "change", so that an autosaving row sends the tidy date.
  root.addEventListener("change", (event) => {
    const box = event.target;
    if (!box.matches?.("[data-date]") || box.value === "") return;
    const tidy = tidyDate(box.value);
    if (tidy) box.value = tidy;
    box.toggleAttribute("data-unread", !tidy);
    if (tidy) box.removeAttribute("aria-invalid");
    else box.setAttribute("aria-invalid", "true");
  }, { capture: true });
}
