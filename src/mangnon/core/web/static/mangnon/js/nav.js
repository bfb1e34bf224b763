// On a phone the navigation runs off the side: the page one is on is brought into sight.

export function showCurrent(root) {
  const current = root.querySelector(".nav__list [aria-current]");
  const list = current?.closest(".nav__list");
  if (list) list.scrollLeft = current.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;
}
