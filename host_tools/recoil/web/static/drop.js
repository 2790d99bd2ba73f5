"use strict";
// A file can be dropped anywhere on a form that asks for one; dropped beside the box, the browser would open it instead.
for (const form of document.querySelectorAll("form:has(input[type=file])")) {
  const box = form.querySelector("input[type=file]");
  const mark = (isOver) => form.classList.toggle("drop", isOver);
  form.addEventListener("dragover", (event) => { event.preventDefault(); mark(true); });
  form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) mark(false); });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    if (event.dataTransfer.files.length === 1) box.files = event.dataTransfer.files;
  });
}
