// Shows what needs passkeys only where the browser has them, and says in a sentence what went wrong.
const sentences = {
  NotAllowedError: "Chưa xong: thao tác bị hủy hoặc hết giờ. Anh chị thử lại.",
  InvalidStateError: "Khóa này đã được thêm vào tài khoản rồi.",
  SecurityError: "Trình duyệt không cho dùng khóa truy cập ở địa chỉ này.",
}

if (window.PublicKeyCredential) {
  for (const element of document.querySelectorAll("[data-passkey]")) element.hidden = false
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault()
  const name = event.detail.exception && event.detail.exception.name
  for (const element of document.querySelectorAll("[data-passkey-error]")) {
    element.textContent = sentences[name] || "Máy này chưa dùng được khóa truy cập. Anh chị dùng mật khẩu và mã."
    element.hidden = false
  }
})
