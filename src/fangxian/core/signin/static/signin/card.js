/* The code on a card opens this page with the number behind #, which no server ever sees: it fills the field. */
(() => {
  "use strict";
  const field = document.querySelector("input[data-card]");
  if (!field) return;
  const fill = () => {
    const digits = location.hash.replace(/\D/g, "");
    if (digits.length !== Number(field.dataset.card)) return;
    field.value = digits;
    history.replaceState(null, "", location.pathname);
    document.querySelector("input[name=pin]")?.focus();
  };
  fill();
  window.addEventListener("hashchange", fill);
})();
