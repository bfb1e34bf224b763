// Menus, dialogs and toasts: things that open above the page and close again.

const TOAST_STAYS_MS = 8000;

export function watchMenus(root) {
  const open = () => root.querySelectorAll("details[data-menu][open]");
  root.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

export function watchDialogs(root) {
  root.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-opens]");
    if (opener) {
      event.preventDefault();
      root.getElementById(opener.dataset.opens)?.showModal();
    }
    if (event.target.closest?.("[data-close-dialog]")) event.target.closest("dialog").close();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches?.("a[data-opens]")) {
      event.preventDefault();
      event.target.click();
    }
  });
}

export function showToast(root, text, tone = "") {
  const toast = root.createElement("div");
  toast.className = tone ? `toast toast--${tone}` : "toast";
  toast.dataset.toast = "";
  const words = root.createElement("p");
  words.textContent = text;
  toast.append(words);
  root.getElementById("toasts")?.append(toast);
}

export function watchToasts(root) {
  const toasts = root.getElementById("toasts");
  if (!toasts) return;
  root.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-close]")) event.target.closest("[data-toast]").remove();
  });
  // A toast that offers an undo stays until it is closed; the others leave when nobody reads them.
  const leave = (toast) => setTimeout(() => (toast.matches(":hover, :focus-within") ? leave(toast) : toast.remove()), TOAST_STAYS_MS);
  new MutationObserver((changes) => {
    for (const toast of changes.flatMap((change) => [...change.addedNodes])) {
      if (toast.matches?.("[data-toast]:not([data-stays])")) leave(toast);
    }
  }).observe(toasts, { childList: true });
}
