"use strict";
// One chart from the JSON beside it; `chart.py` says what is in it.
{
  const dashes = { right: [8, 5], second: [8, 5], quiet: [2, 4] };
  const steps = {
    elapsed: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800],
    date: [1, 2, 7, 14, 28, 91, 182, 364, 728].map((days) => days * 86400),
  };
  const mostSteps = 700; // of both feet: about four minutes
  const font = "14px system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif";
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#888";

  Recoil.chart = class {
    constructor(figure) {
      this.figure = figure;
      this.box = figure.querySelector(".plot");
      this.readout = figure.querySelector(".readout");
      this.spec = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
      const { spec } = this;
      this.x = Recoil.column(spec.x);
      this.values = spec.series.map(Recoil.column);
      this.bands = spec.bands.map((band) => ({ ...band, low: Recoil.limit(band.low), high: Recoil.limit(band.high) }));
      this.dots = (spec.dots || []).map((one) => ({ ...one, x: Recoil.column(one.x), y: Recoil.column(one.y) }));
      this.plot = null;
    }

    get first() { return this.spec.x.begin === null ? this.x[0] : Math.min(this.spec.x.begin, this.x[0]); }
    get last() { return this.x[this.x.length - 1]; }

    // What is folded away has no width to draw in.
    draw() {
      if (this.plot) this.plot.destroy();
      this.plot = null;
      if (!this.box.clientWidth) return;
      this.plot = new uPlot(this.options(this.box.clientWidth), [this.x, ...this.values], this.box);
    }

    options(width) {
      const { spec } = this;
      const axis = { stroke: colour("--soft"), font, grid: { stroke: colour("--grid"), width: 1 }, ticks: { show: false } };
      return {
        width,
        height: spec.height + (spec.marks.length ? 14 : 0),
        padding: [spec.marks.length ? 20 : 8, 24, 0, 0],
        legend: { show: false },
        focus: { alpha: 1 },
        cursor: {
          y: false,
          points: { size: 8 },
          drag: { x: true, y: false, setScale: false, dist: 6 },
          sync: spec.group ? { key: spec.group, scales: ["x", null] } : undefined,
          bind: { dblclick: () => () => { this.group.all(); return null; } },
        },
        scales: {
          x: { time: false, range: (u, min, max) => (min === max ? [min - 1, max + 1] : [min, max]) },
          y: { range: () => this.range() },
        },
        axes: [
          {
            ...axis, size: 32, space: width < 500 ? 58 : 76,
            ...(steps[spec.x.kind] ? { incrs: steps[spec.x.kind], values: (u, ticks) => ticks.map((at) => Recoil.tick(spec.x, at)) } : {}),
          },
          { ...axis, size: 52, space: 30, values: (u, ticks) => ticks.map((at) => String(+at.toFixed(3)).replace("-", "−")) },
        ],
        series: [{}, ...spec.series.map((one) => this.series(one))],
        hooks: {
          drawClear: [(u) => {
            Recoil.drawSpans(u, spec.spans, colour);
            for (const band of this.bands) Recoil.drawBand(u, band, colour);
          }],
          draw: [(u) => {
            for (const one of this.steps()) Recoil.drawDots(u, one.x, one.y, one.within, one.role, colour(`--${one.role}`));
            spec.series.forEach((one, i) => {
              if (one.style !== "dots" && one.style !== "both") return;
              const [first, last] = u.series[0].idxs;
              Recoil.drawDots(u, this.x, this.values[i], [first, last + 1], one.role, colour(`--${one.role}`));
            });
            Recoil.drawMarks(u, spec.marks, colour);
          }],
          setSelect: [(u) => this.zoom(u)],
          setCursor: [(u) => this.tell(u.cursor.left >= 0 ? u.cursor.idx : null)],
        },
      };
    }

    series(one) {
      const ink = colour(`--${one.role}`);
      return {
        label: one.label,
        stroke: ink,
        width: one.style === "dots" ? 0 : one.role === "quiet" ? 1.5 : 2,
        dash: dashes[one.role],
        spanGaps: false,
        points: { show: false },
        paths: one.style === "dots" ? () => null : one.style === "steps" ? uPlot.paths.stepped({ align: 1 }) : undefined,
      };
    }

    // What was drawn over with the mouse becomes all that is seen, in every chart of the group.
    zoom(u) {
      const { left, width } = u.select;
      if (!width) return;
      this.group.set(u.posToVal(left, "x"), u.posToVal(left + width, "x"));
      u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    }

    // Single steps, where few enough are in sight to tell them apart.
    steps() {
      const { min, max } = this.group;
      const seen = this.dots.map((one) => ({ ...one, within: [Recoil.rank(one.x, min), Recoil.rank(one.x, max)] }));
      const count = seen.reduce((sum, one) => sum + one.within[1] - one.within[0], 0);
      return count <= mostSteps ? seen : [];
    }

    // Room for what is in sight, and never so little that noise looks like news.
    range() {
      const { min: from, max: to } = this.group;
      const seen = [], limits = [...this.spec.include];
      for (let i = 0; i < this.x.length; i++) {
        if (this.x[i] < from || this.x[i] > to) continue;
        for (const values of this.values) if (values[i] !== null) seen.push(values[i]);
        for (const band of this.bands) for (const limit of [band.low(i), band.high(i)]) if (limit !== null) limits.push(limit);
      }
      for (const one of this.steps()) for (let i = one.within[0]; i < one.within[1]; i++) seen.push(one.y[i]);
      if (!seen.length) return [0, 1];
      // A few points far from all others (setting off, a stumble) may leave the picture.
      seen.sort((a, b) => a - b);
      const rank = (share) => seen[Math.round(share * (seen.length - 1))];
      const far = seen.length < 200 ? Infinity : 0.5 * (rank(0.985) - rank(0.015));
      let low = Math.max(seen[0], rank(0.015) - far), high = Math.min(seen[seen.length - 1], rank(0.985) + far);
      for (const limit of limits) { low = Math.min(low, limit); high = Math.max(high, limit); }
      const room = Math.max((high - low) * 0.08, (this.spec.leastSpan - (high - low)) / 2, 1e-6);
      return [low - room, high + room];
    }

    // The values at the cursor, in words.
    tell(i) {
      if (i === null || i === undefined) { this.readout.textContent = ""; return; }
      const { spec } = this;
      const parts = spec.series.map((one, k) => {
        const value = this.values[k][i];
        return `${one.label} ${value === null ? "not measured" : `${value.toFixed(one.digits).replace("-", "−")} ${one.unit}`}`;
      });
      for (const band of this.bands) {
        const low = band.low(i), high = band.high(i);
        const say = (value) => `${value.toFixed(band.digits)} ${band.unit}`.trim();
        if (low !== null && high !== null) parts.push(`${band.label} ${low.toFixed(band.digits)} to ${say(high)}`);
        else if (low !== null) parts.push(`${band.label} from ${say(low)}`);
        else if (high !== null) parts.push(`${band.label} up to ${say(high)}`);
      }
      const near = (this.plot.scales.x.max - this.plot.scales.x.min) / 120;
      for (const [at, , label] of spec.marks) if (Math.abs(at - this.x[i]) <= near) parts.push(label);
      for (const [begin, end, , label] of spec.spans) if (this.x[i] >= begin && this.x[i] <= end) parts.push(label);
      this.readout.textContent = `${Recoil.place(spec.x, this.x[i])}: ${parts.filter(Boolean).join(", ")}`;
    }
  };
}
