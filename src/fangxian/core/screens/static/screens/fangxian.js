/* What a page does by itself: running clocks, rows by keyboard, questions before an act, copied links,
   an undo that waits. Every page works without it. Words come from the page, in its language. */
(() => {
  "use strict";

  const words = document.getElementById("words")?.dataset ?? {};
  const say = (name, n) => (words[name] ?? "").replace("{n}", n);

  /* --- clocks: the page's own moment (a demonstration lives in another year) runs on from loading */
  const loadedAt = performance.now();
  const pageNow = Date.parse(words.now ?? "") || Date.now();
  const now = () => pageNow + (performance.now() - loadedAt);

  function span(seconds) {
    const joint = (one, other) => (words.joint ?? "{n} {m}").replace("{n}", one).replace("{m}", other);
    const minutes = Math.floor(seconds / 60);
    if (minutes < 1) return say("underMinute", 0);
    if (minutes < 60) return say("minutes", minutes);
    const hours = Math.floor(minutes / 60);
    if (hours < 48) {
      const rest = minutes % 60;
      return rest ? joint(say("hours", hours), say("minutes", rest)) : say("hours", hours);
    }
    return say("days", Math.floor(hours / 24));
  }

  function tick() {
    for (const clock of document.querySelectorAll(".clock[data-due-at]")) {
      const left = (Date.parse(clock.dataset.dueAt) - now()) / 1000;
      const late = left < 0;
      clock.textContent = say(late ? "late" : "left", span(Math.abs(left)));
      clock.classList.toggle("late", late);
      clock.classList.toggle("soon", !late && left < Number(clock.dataset.soon ?? 300));
    }
  }
  if (words.now) {
    tick();
    setInterval(tick, 5000);
    document.addEventListener("htmx:afterSwap", tick);
  }

  /* --- an open part of the menu closes by Escape, by leaving it and by a click beside it */
  const opened = () => document.querySelector("nav.menu details[open]");
  document.addEventListener("click", (event) => {
    const menu = opened();
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("focusin", (event) => {
    const menu = opened();
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = opened();
    if (!menu || event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* --- rows by keyboard: j and k move, Enter opens, / searches */
  const typing = (at) => at.closest("input, select, textarea, [contenteditable], dialog");
  function move(by) {
    const rows = [...document.querySelectorAll("[data-rows] tbody tr")].filter((row) => row.offsetParent !== null);
    if (!rows.length) return;
    const from = rows.findIndex((row) => row.classList.contains("here"));
    const to = Math.min(rows.length - 1, Math.max(0, from < 0 ? (by > 0 ? 0 : rows.length - 1) : from + by));
    rows.forEach((row, i) => row.classList.toggle("here", i === to));
    rows[to].tabIndex = -1;
    rows[to].focus({ preventScroll: true });
    rows[to].scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "Enter" && event.target.matches("tr.here")) event.target.querySelector("a, button")?.click();
    else if (event.key === "/") {
      const search = document.querySelector("[data-search], input[type=search]");
      if (!search) return;
      event.preventDefault();
      search.focus();
    }
  });

  /* --- a question before an act: <button data-confirm="…"> */
  let agreed = null;
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    const question = button?.dataset.confirm;
    if (!question || agreed === button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const box = document.getElementById("ask");
    box.querySelector("[data-question]").textContent = question;
    box.querySelector("[value=yes]").textContent = button.textContent.trim();
    box.onclose = () => {
      if (box.returnValue !== "yes") return button.focus();
      agreed = button;
      button.form.requestSubmit(button);
      agreed = null;
    };
    box.returnValue = "";
    box.showModal();
  }, true);

  /* --- a greyed button that is still focusable must not act */
  document.addEventListener("click", (event) => {
    const greyed = event.target.closest("[aria-disabled=true]");
    if (greyed) event.preventDefault();
    const printing = event.target.closest("[data-print]");
    if (printing) window.print();
  });

  /* --- copy what a button names */
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    const was = button.textContent;
    button.textContent = say("copied", "");
    setTimeout(() => { button.textContent = was; }, 2000);
  });

  /* --- a button that fills a field: <button data-fills="id_service" data-value="question"> */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fills]");
    const field = button && document.getElementById(button.dataset.fills);
    if (!field) return;
    field.value = button.dataset.value;
    field.focus();
  });

  /* --- a field that offers what fits while one types: arrows move, Enter takes, Escape closes; the word taken is
     said beside the field, which holds its code */
  const offersOf = (field) => document.getElementById(field.getAttribute("aria-controls"));
  const optionsOf = (field) => [...offersOf(field).querySelectorAll("[role=option]")];
  const said = (field) => field.closest(".combobox").nextElementSibling;

  function point(field, option) {
    optionsOf(field).forEach((one) => one.setAttribute("aria-selected", one === option));
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }
  function unfold(field, open) {
    offersOf(field).hidden = !open;
    field.setAttribute("aria-expanded", open);
    point(field, null);
  }
  function take(field, option) {
    field.value = option.dataset.value;
    said(field).textContent = option.dataset.name;
    unfold(field, false);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    const field = document.querySelector(`[role=combobox][aria-controls="${event.target.id}"]`);
    if (!field) return;
    optionsOf(field).forEach((one, i) => { one.id = `${event.target.id}_${i}`; });
    // a code that is whole needs no choice, and what would lie over the form below only hides it
    const isWhole = optionsOf(field).some((one) => one.dataset.value === field.value);
    unfold(field, document.activeElement === field && !isWhole && optionsOf(field).length > 0);
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches("[role=combobox]")) said(event.target).textContent = "";
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("[role=combobox]");
    const options = field ? optionsOf(field) : [];
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const isOpen = field?.getAttribute("aria-expanded") === "true";
    if (by && options.length) {
      if (!isOpen) unfold(field, true);
      point(field, options[(Math.max(here, by > 0 ? -1 : 0) + by + options.length) % options.length]);
    } else if (event.key === "Enter" && isOpen && here >= 0) take(field, options[here]);
    else if (event.key === "Escape" && isOpen) unfold(field, false);
    else return;
    event.preventDefault();
  });
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest(".offers")) event.preventDefault(); // the field keeps the focus
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest(".offers [role=option]");
    if (option) take(option.closest(".combobox").querySelector("[role=combobox]"), option);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.("[role=combobox]")) unfold(event.target, false);
  });

  /* --- lists that send themselves when a choice changes */
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form) form.requestSubmit();
  });

  /* --- an undo that is offered for some seconds: <div class="toast" data-seconds="10"> */
  function fade(toast) {
    const until = now() + Number(toast.dataset.seconds ?? 10) * 1000;
    const timer = setInterval(() => {
      const left = Math.ceil((until - now()) / 1000);
      const count = toast.querySelector("[data-left]");
      if (count) count.textContent = Math.max(0, left);
      if (left > 0) return;
      clearInterval(timer);
      toast.remove();
    }, 500);
  }
  document.querySelectorAll(".toast[data-seconds]").forEach(fade);
  document.addEventListener("htmx:load", (event) => {
    const toast = event.target.closest?.(".toast[data-seconds]") ?? event.target.querySelector?.(".toast[data-seconds]");
    if (toast) fade(toast);
  });

  /* --- a form that was touched is not left by accident */
  let touched = false;
  document.addEventListener("input", (event) => { if (event.target.closest("form[data-guard]")) touched = true; });
  document.addEventListener("submit", () => { touched = false; });
  window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
})();
