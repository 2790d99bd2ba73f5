"use strict";
// Charts of a group share zoom and cursor: by drag, by keys, by buttons.
Recoil.group = class {
  constructor(name) {
    this.name = name;
    this.charts = [];
    this.min = -Infinity;
    this.max = Infinity;
    this.bar = name && [...document.querySelectorAll(".zoom-bar")].find((bar) => bar.dataset.group === name);
  }

  begin() {
    this.first = Math.min(...this.charts.map((chart) => chart.first));
    this.last = Math.max(...this.charts.map((chart) => chart.last));
    this.least = (this.last - this.first) / Math.max(...this.charts.map((chart) => chart.x.length)) * 4;
    this.all();
    if (this.bar) this.bar.addEventListener("click", (event) => this.press(event.target.dataset.zoom));
  }

  all() { this.set(this.first, this.last); }

  // Show this much of the axis, within the run and not less than a few points.
  set(min, max) {
    const whole = this.last - this.first;
    const length = Math.min(Math.max(max - min, Math.min(this.least, whole)), whole);
    const begin = Math.min(Math.max((min + max - length) / 2, this.first), this.last - length);
    this.min = begin;
    this.max = begin + length;
    for (const chart of this.charts) if (chart.plot) chart.plot.setScale("x", { min: this.min, max: this.max });
    const range = this.bar && this.bar.querySelector(".range");
    if (range) {
      const axis = this.charts[0].spec.x;
      range.textContent = `${Recoil.place(axis, this.min)} to ${Recoil.place(axis, this.max)}`;
    }
  }

  press(action) {
    const length = this.max - this.min, middle = (this.min + this.max) / 2;
    const move = (by) => this.set(this.min + by * length, this.max + by * length);
    if (action === "all") this.all();
    else if (action === "in") this.set(middle - length / 4, middle + length / 4);
    else if (action === "out") this.set(middle - length, middle + length);
    else if (action === "left") move(-0.5);
    else if (action === "right") move(0.5);
  }

  key(chart, event) {
    const keys = { Escape: "all", "+": "in", "=": "in", "-": "out", PageUp: "left", PageDown: "right" };
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (keys[event.key]) this.press(keys[event.key]);
    else if (move && event.shiftKey) this.press(move < 0 ? "left" : "right");
    else if (move) this.cursor(chart, move);
    else return;
    event.preventDefault();
  }

  cursor(chart, move) {
    const width = chart.plot.over.clientWidth;
    const now = chart.plot.cursor.left >= 0 ? chart.plot.cursor.left : move > 0 ? 0 : width;
    const left = Math.min(Math.max(now + move * Math.max(width / 100, 4), 0), width - 1);
    for (const one of this.charts) if (one.plot) one.plot.setCursor({ left, top: 5 });
  }
};

Recoil.drawAll = () => {
  for (const chart of Recoil.charts) chart.draw();
  for (const group of Recoil.groups) group.set(group.min, group.max);
};

{
  const named = new Map();
  Recoil.charts = [...document.querySelectorAll("figure.chart")].map((figure) => new Recoil.chart(figure));
  Recoil.groups = [];
  for (const chart of Recoil.charts) {
    const name = chart.spec.group;
    let group = name && named.get(name);
    if (!group) {
      group = new Recoil.group(name);
      Recoil.groups.push(group);
      if (name) named.set(name, group);
    }
    chart.group = group;
    group.charts.push(chart);
    chart.draw();
    chart.box.addEventListener("keydown", (event) => group.key(chart, event));
    chart.box.addEventListener("focus", () => chart.readout.setAttribute("aria-live", "polite"));
    chart.box.addEventListener("blur", () => chart.readout.removeAttribute("aria-live"));
  }
  for (const group of Recoil.groups) group.begin();
  for (const fold of document.querySelectorAll("details")) {
    fold.addEventListener("toggle", () => {
      if (!fold.open) return;
      const within = Recoil.charts.filter((chart) => fold.contains(chart.figure));
      for (const chart of within) if (!chart.plot) chart.draw();
      for (const group of new Set(within.map((chart) => chart.group))) group.set(group.min, group.max);
    });
  }
  let drawn = document.documentElement.clientWidth;
  addEventListener("resize", () => {
    if (Recoil.printing || document.documentElement.clientWidth === drawn) return;
    drawn = document.documentElement.clientWidth;
    requestAnimationFrame(() => Recoil.drawAll());
  });
}
