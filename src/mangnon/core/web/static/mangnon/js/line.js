// When the line or the server fails, a sentence says so and nothing on the page is lost.
import { showToast } from "./surfaces.js";

const SENTENCES = {
  "htmx:sendError": "Chưa gửi được vì mất mạng. Chữ đã gõ vẫn còn trên trang, anh chị thử lại khi có mạng.",
  "htmx:timeout": "Đường truyền chậm, chưa gửi được. Anh chị thử lại.",
  "htmx:responseError": "Máy chủ chưa nhận được việc này. Anh chị thử lại, nếu vẫn lỗi thì báo người quản trị.",
};

export function watchLine(root) {
  for (const [name, sentence] of Object.entries(SENTENCES)) {
    root.addEventListener(name, (event) => {
      const quiet = event.target.closest?.("[data-fast-row], .progress, .search");
      if (!quiet) showToast(root, sentence, "late");
    });
  }
}
