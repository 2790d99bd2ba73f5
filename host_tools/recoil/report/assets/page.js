"use strict";
// Theme and print.
{
  const root = document.documentElement;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const button = document.getElementById("theme");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches);
  const redraw = () => { if (Recoil.drawAll) Recoil.drawAll(); };
  const label = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `Switch to ${isDark() ? "light" : "dark"} colours`);
  };

  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem(Recoil.themes, root.dataset.theme); } catch { /* only for now, then */ }
    label();
    redraw();
  });
  prefersDark.addEventListener("change", () => { label(); redraw(); });
  document.getElementById("print").addEventListener("click", () => print());
  label();

  // Folded sections: all at once, or the one that a link leads to.
  const folds = [...document.querySelectorAll("details.fold")];
  const unfold = document.getElementById("unfold");
  if (unfold) {
    unfold.addEventListener("click", () => {
      const open = !folds.every((one) => one.open);
      for (const one of folds) one.open = open;
      unfold.textContent = open ? "Fold all" : "Unfold all";
    });
  }
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target && target.querySelector(":scope > details.fold");
    if (!fold) return;
    fold.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  for (const link of document.querySelectorAll('.contents a[href^="#"]')) {
    link.addEventListener("click", () => setTimeout(reveal));
  }
  reveal();

  // On paper: light, as wide as the paper, explanations unfolded, folded sections left out; then as it was.
  let before = null;
  const toPaper = () => {
    if (before) return;
    const folded = [...document.querySelectorAll("details:not([open]):not(.numbers):not(.fold):not(.card details)")];
    before = { theme: root.dataset.theme, folded };
    for (const one of folded) one.open = true;
    root.dataset.theme = "light";
    root.classList.add("on-paper");
    Recoil.printing = true;
    redraw();
  };
  const toScreen = () => {
    if (!before) return;
    for (const one of before.folded) one.open = false;
    if (before.theme) root.dataset.theme = before.theme; else delete root.dataset.theme;
    root.classList.remove("on-paper");
    before = null;
    Recoil.printing = false;
    redraw();
  };
  addEventListener("beforeprint", toPaper);
  addEventListener("afterprint", toScreen);
  matchMedia("print").addEventListener("change", (event) => (event.matches ? toPaper() : toScreen()));
  root.classList.add("is-ready"); // its buttons do something now
}
