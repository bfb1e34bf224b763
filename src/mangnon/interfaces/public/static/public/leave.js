// Quick leaving: nothing typed stays, and "back" does not lead here. Without a script the link alone leads away.

for (const link of document.querySelectorAll("[data-leave]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.title = "…";
    document.body.hidden = true;
    for (const form of document.forms) form.reset();
    location.replace(link.href);
  });
}

// A page kept by the browser for "back" would show again what was typed.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.closest("[data-print-row]").hidden = false;
  button.addEventListener("click", () => print());
}
