"use strict";
// Before anything is drawn: a theme that was chosen on this page before (where the browser keeps such things).
window.Recoil = { themes: "recoil-theme" };
document.documentElement.classList.add("has-script");
try {
  const chosen = localStorage.getItem(Recoil.themes);
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch { /* a page from a file may not be allowed to remember */ }
