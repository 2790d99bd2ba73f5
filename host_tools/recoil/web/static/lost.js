"use strict";
// Says that the desk has ended, or that this page was answered by a fault: a part of a page that asks in vain is silent.
{
  const told = document.getElementById("lost");
  document.body.addEventListener("htmx:sendError", () => { told.hidden = false; });
  document.body.addEventListener("htmx:afterRequest", (event) => { if (event.detail.xhr.status) told.hidden = true; });
}
