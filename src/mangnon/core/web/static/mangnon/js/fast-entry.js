// A whole session by keyboard: Enter and the arrows walk the column, each row saves itself when a box is left.
// A row that could not be sent keeps its numbers, says so, and is sent again when the line is back.

const AGAIN_MS = 15000;

const rowOf = (element) => element?.closest?.("[data-fast-row]");
const stateOf = (row) => row.querySelector(".fast__state [role=status]");

function say(row, state, words) {
  row.dataset.state = state;
  stateOf(row).textContent = words;
}

function step(box, by) {
  const table = box.closest("[data-fast]");
  const column = [...table.querySelectorAll(`[data-column="${CSS.escape(box.dataset.column)}"]`)];
  return column[column.indexOf(box) + by];
}

export function watchFastEntry(root) {
  const waiting = () => [...root.querySelectorAll('[data-fast-row]:is([data-state="waiting"], [data-state="unsent"])')];
  const sendAgain = () => {
    for (const row of root.querySelectorAll('[data-fast-row][data-state="unsent"]')) window.htmx?.trigger(row, "change");
  };

  root.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!box.matches?.("[data-fast] [data-column]") || box.matches("select") && event.key !== "Enter") return;
    const by = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = step(box, by);
    if (next) {
      next.focus();
      next.select?.();
    } else box.blur();
  });

  root.addEventListener("htmx:beforeRequest", (event) => {
    const row = event.target.matches("[data-fast-row]") ? event.target : null;
    if (row) say(row, "waiting", "Đang lưu…");
  });
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    root.addEventListener(failure, (event) => {
      const row = rowOf(event.target);
      if (row) say(row, "unsent", "Chưa gửi được, sẽ gửi lại");
    });
  }
  root.addEventListener("htmx:afterSwap", (event) => {
    const row = rowOf(event.detail.elt) ?? rowOf(event.target);
    const cell = row?.querySelector(".fast__state");
    if (cell) row.dataset.state = cell.dataset.state;
  });

  window.addEventListener("online", sendAgain);
  setInterval(sendAgain, AGAIN_MS);
  window.addEventListener("beforeunload", (event) => {
    if (waiting().length) event.preventDefault();
  });
}
