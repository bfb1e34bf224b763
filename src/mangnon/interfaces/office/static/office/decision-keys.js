// Alt with a letter presses the button that names the letter (data-key): three decisions without the mouse.
// Access keys would do the same, but each browser wants other keys held with them.

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !event.code.startsWith("Key")) return;
  const button = document.querySelector(`[data-key="${event.code.slice(3).toLowerCase()}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
  if (button.hash) document.querySelector(`${button.hash} input[type=radio]`)?.focus();
});
