/* One's own file closes by itself on a phone that others may use: it says so in time, and she can stay.
   Without this script the server closes it all the same, at the time that stands on the page. */
(() => {
  "use strict";

  const bar = document.querySelector("[data-open-seconds]");
  const box = document.getElementById("closing");
  if (!bar || !box) return;
  const openFor = Number(bar.dataset.openSeconds) * 1000;
  const warnedFor = Number(bar.dataset.warnedSeconds) * 1000;
  const text = document.getElementById("closing-text");
  const leave = document.getElementById("leave");
  let until = Date.now() + openFor;
  let said = "";

  const close = () => leave.requestSubmit();

  function say(left) {
    const minutes = Math.floor(left / 60000);
    const now = minutes < 1 ? box.dataset.minute : box.dataset.minutes.replace("{n}", minutes);
    if (now !== said) text.textContent = said = now; // a reader of the screen hears it once a minute
    if (!box.open) box.showModal();
  }

  const timer = setInterval(() => {
    const left = until - Date.now();
    if (left <= 0) {
      clearInterval(timer);
      close();
    } else if (left <= warnedFor) say(left);
  }, 1000);

  async function stay() {
    const token = leave.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(bar.dataset.stay, { method: "POST", headers: { "x-csrftoken": token, "hx-request": "true" } });
    if (!answer.ok || answer.redirected) return location.reload();
    until = Date.now() + openFor;
    said = "";
    box.close();
  }

  box.querySelector("[data-stay-button]").addEventListener("click", stay);
  box.querySelector("[data-leave-button]").addEventListener("click", close);
  box.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });
})();
