/* Photos are made smaller on the phone, which saves the caller's minutes and megabytes, and shown once more before they
   are sent: a face is seen in time. Where and when they were taken never leaves the phone then. Without this script, or
   where it cannot read a picture, they are sent as they are, and the server does the same. */
(() => {
  "use strict";

  const LONGEST = 1600, SHOWN = 240, SMALL = 300 * 1024;
  const field = document.querySelector("input[type=file][data-photos]");
  if (!field || !window.createImageBitmap || !window.DataTransfer) return;
  const shown = document.createElement("div");
  shown.className = "chosen-photos";
  field.after(shown);
  let work = null;

  function drawn(image, longest) {
    const part = Math.min(1, longest / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.width * part));
    canvas.height = Math.max(1, Math.round(image.height * part));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  async function smaller(file) {
    let image;
    try {
      image = await createImageBitmap(file);
    } catch {
      return file; // no picture that this browser reads: the server tells what is wrong with it
    }
    const seen = document.createElement("img");
    seen.src = drawn(image, SHOWN).toDataURL("image/jpeg", 0.7);
    seen.alt = "";
    shown.append(seen);
    if (file.size <= SMALL) return file;
    const blob = await new Promise((done) => drawn(image, LONGEST).toBlob(done, "image/jpeg", 0.85));
    image.close();
    return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
  }

  async function prepare() {
    const files = [...field.files];
    const sent = new DataTransfer();
    for (const file of files) sent.items.add(await smaller(file));
    if (files.length === field.files.length && files.every((file, n) => file === field.files[n])) field.files = sent.files;
    work = null;
  }

  field.addEventListener("change", () => {
    shown.replaceChildren();
    document.querySelector("[data-photos-lost]")?.remove();
    work = prepare();
  });
  field.form.addEventListener("submit", (event) => {
    if (!work) return;
    event.preventDefault();
    const button = event.submitter;
    work.then(() => field.form.requestSubmit(button));
  });
})();
