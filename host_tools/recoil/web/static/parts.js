"use strict";
// Parts of a page that ask again and again. What is there already stays: a click on a button that is replaced between its
// two halves is none, and one that had the focus loses it. That the desk has ended is said, for such a part is silent.
{
  const told = document.getElementById("lost");
  const said = new WeakMap();
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, serverResponse, target } = event.detail;
    if (requestConfig.elt !== target) return;
    if (said.get(target) === serverResponse) event.detail.shouldSwap = false;
    said.set(target, serverResponse);
  });
  document.body.addEventListener("htmx:sendError", () => { told.hidden = false; });
  document.body.addEventListener("htmx:afterRequest", (event) => { if (event.detail.xhr.status) told.hidden = true; });
}
