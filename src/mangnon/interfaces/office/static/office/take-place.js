// A button that takes where the phone is into the coordinates' box; without it the pair can be typed.

for (const button of document.querySelectorAll("[data-take-place]")) {
  const box = button.closest("form").querySelector("[data-locate]");
  const state = button.closest("form").querySelector("[data-place-state]");
  if (!("geolocation" in navigator) || !box) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    state.textContent = "Đang lấy vị trí…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        box.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
        state.textContent = `Đã lấy vị trí, sai số khoảng ${Math.round(coords.accuracy)} m.`;
      },
      () => { state.textContent = "Không lấy được vị trí; ghi chỗ bằng lời là đủ."; },
      { enableHighAccuracy: true, timeout: 20_000 },
    );
  });
}
