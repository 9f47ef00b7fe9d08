/* A touch on the map chooses the county beside it. The choices work alone: by keyboard, read aloud, without this. */
(() => {
  "use strict";

  for (const box of document.querySelectorAll("[data-map]")) {
    const shapes = [...box.querySelectorAll("[data-code]")];
    const choices = [...box.querySelectorAll("input[type=radio]")];

    const mark = () => {
      const chosen = choices.find((choice) => choice.checked)?.value;
      for (const shape of shapes) {
        const is = shape.classList.toggle("chosen", shape.dataset.code === chosen);
        if (is) box.querySelector("text")?.before(shape); // its border lies over those of its neighbours
      }
    };

    box.addEventListener("change", mark);
    box.addEventListener("click", (event) => {
      const shape = event.target.closest("[data-code]");
      const choice = shape && choices.find((one) => one.value === shape.dataset.code);
      if (!choice) return;
      choice.checked = true;
      choice.dispatchEvent(new Event("change", { bubbles: true }));
    });
    mark();
  }
})();
