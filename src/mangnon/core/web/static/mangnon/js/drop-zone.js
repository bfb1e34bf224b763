// A file dropped anywhere on the zone goes into its file box; its name and size are told before it is sent.

export function sizeWords(bytes) {
  const megabytes = bytes / 1_000_000;
  if (megabytes >= 1) return `${megabytes.toFixed(1).replace(".", ",")} MB`;
  return `${Math.max(1, Math.round(bytes / 1000))} kB`;
}

export function watchDropZones(root) {
  for (const zone of root.querySelectorAll("[data-drop]")) zone.dataset.ready = "";
  const zoneOf = (event) => event.target.closest?.("[data-drop]");
  for (const kind of ["dragenter", "dragover"]) {
    root.addEventListener(kind, (event) => {
      const zone = zoneOf(event);
      if (!zone) return;
      event.preventDefault();
      zone.dataset.over = "";
    });
  }
  root.addEventListener("dragleave", (event) => {
    const zone = zoneOf(event);
    if (zone && !zone.contains(event.relatedTarget)) delete zone.dataset.over;
  });
  root.addEventListener("drop", (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    event.preventDefault();
    delete zone.dataset.over;
    const box = zone.querySelector("input[type=file]");
    box.files = event.dataTransfer.files;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  });
  root.addEventListener("change", (event) => {
    const zone = event.target.type === "file" && zoneOf(event);
    const file = zone && event.target.files[0];
    if (file) zone.querySelector("[data-drop-state]").textContent = `Đã chọn: ${file.name} (${sizeWords(file.size)})`;
  });
}
