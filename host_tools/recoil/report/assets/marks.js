"use strict";
// What is drawn behind and on the lines: stretches, bands, dots, moments. All in canvas pixels.
{
  const clipped = (u, draw, room = 0) => {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left - room, bbox.top - room, bbox.width + 2 * room, bbox.height + 2 * room);
    ctx.clip();
    draw(ctx, bbox);
    ctx.restore();
  };

  // Diagonal lines: seen without colour, and not taken for a value.
  const hatch = (ctx, left, top, width, height, ink, gap) => {
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    ctx.strokeStyle = ink;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    for (let x = left - height; x < left + width; x += gap) {
      ctx.moveTo(x, top + height);
      ctx.lineTo(x + height, top);
    }
    ctx.stroke();
    ctx.restore();
  };

  Recoil.drawSpans = (u, spans, colour) => clipped(u, (ctx, box) => {
    for (const [begin, end, kind] of spans) {
      const from = u.valToPos(begin, "x", true), to = u.valToPos(end, "x", true);
      if (to < box.left || from > box.left + box.width) continue;
      if (kind === "stretch") {
        ctx.fillStyle = colour("--stretch");
        ctx.fillRect(from, box.top, to - from, box.height);
      } else {
        const left = Math.max(from, box.left), right = Math.min(to, box.left + box.width);
        hatch(ctx, left, box.top, Math.max(right - left, 3), box.height, colour(`--${kind}`), kind === "gap" ? 7 : 14);
      }
    }
  });

  Recoil.drawBand = (u, band, colour) => clipped(u, (ctx, box) => {
    const [first, last] = u.series[0].idxs;
    const x = u.data[0];
    const at = (limit, i, other) => (limit(i) === null ? other : u.valToPos(limit(i), "y", true));
    const bottom = box.top + box.height;
    const open = (i) => band.low(i) === null && band.high(i) === null;
    ctx.fillStyle = colour(`--band-${band.kind}`);
    ctx.strokeStyle = colour(`--band-${band.kind}-edge`);
    ctx.lineWidth = 2.5;
    let i = Math.max(first - 1, 0);
    const stop = Math.min(last + 1, x.length - 1);
    while (i <= stop) {
      if (open(i)) { i++; continue; }
      const begin = i;
      while (i <= stop && !open(i)) i++;
      ctx.beginPath();
      if (i - begin === 1) { // one point alone: a bar
        const top = at(band.high, begin, box.top);
        ctx.fillRect(u.valToPos(x[begin], "x", true) - 7, top, 14, at(band.low, begin, bottom) - top);
        continue;
      }
      for (let k = begin; k < i; k++) ctx.lineTo(u.valToPos(x[k], "x", true), at(band.high, k, box.top));
      for (let k = i - 1; k >= begin; k--) ctx.lineTo(u.valToPos(x[k], "x", true), at(band.low, k, bottom));
      ctx.fill();
      if (band.kind !== "target") continue;
      ctx.setLineDash([10, 7]);
      for (const limit of [band.low, band.high]) {
        ctx.beginPath();
        for (let k = begin; k < i; k++) if (limit(k) !== null) ctx.lineTo(u.valToPos(x[k], "x", true), at(limit, k, 0));
        ctx.stroke();
      }
      ctx.setLineDash([]);
    }
  });

  const shapes = {
    left: (ctx, x, y, r) => { ctx.moveTo(x, y - r); ctx.lineTo(x + r, y + r * 0.8); ctx.lineTo(x - r, y + r * 0.8); ctx.closePath(); },
    second: (ctx, x, y, r) => { ctx.rect(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6); },
    quiet: (ctx, x, y, r) => { ctx.rect(x - r / 2, y - r / 2, r, r); },
    main: (ctx, x, y, r) => { ctx.moveTo(x + r, y); ctx.arc(x, y, r, 0, 7); },
  };

  Recoil.drawDots = (u, x, y, [first, last], role, ink) => clipped(u, (ctx) => {
    const radius = last - first > 2000 ? 2 : last - first > 300 ? 3.5 : 6;
    const shape = shapes[role] || shapes.main;
    ctx.beginPath();
    for (let i = Math.max(first, 0); i < last; i++) {
      if (y[i] !== null) shape(ctx, u.valToPos(x[i], "x", true), u.valToPos(y[i], "y", true), radius);
    }
    ctx.strokeStyle = ctx.fillStyle = ink;
    ctx.setLineDash([]);
    ctx.lineWidth = 2;
    if (role === "right") ctx.stroke(); else ctx.fill();
  }, 14);

  const signs = {
    cue: (ctx, x, top) => { ctx.moveTo(x - 11, top); ctx.lineTo(x + 11, top); ctx.lineTo(x, top + 18); ctx.closePath(); ctx.fill(); },
    confirm: (ctx, x, top) => { ctx.lineWidth = 5; ctx.moveTo(x - 10, top + 10); ctx.lineTo(x - 3, top + 17); ctx.lineTo(x + 11, top + 1); ctx.stroke(); },
    marker: (ctx, x, top) => { ctx.moveTo(x, top - 2); ctx.lineTo(x + 20, top + 7); ctx.lineTo(x, top + 16); ctx.fill(); ctx.fillRect(x - 1, top - 2, 2, 26); },
    event: (ctx, x, top) => { ctx.moveTo(x, top); ctx.lineTo(x + 9, top + 9); ctx.lineTo(x, top + 18); ctx.lineTo(x - 9, top + 9); ctx.fill(); },
  };

  // Cues stand above the plot, so that lines stay free.
  Recoil.drawMarks = (u, marks, colour) => {
    const { ctx, bbox } = u;
    ctx.save();
    for (const [at, kind] of marks) {
      const x = u.valToPos(at, "x", true);
      if (x < bbox.left - 1 || x > bbox.left + bbox.width + 1) continue;
      ctx.strokeStyle = ctx.fillStyle = colour(`--mark-${kind}`);
      ctx.lineWidth = 2;
      ctx.setLineDash(kind === "marker" ? [] : kind === "confirm" ? [3, 6] : [8, 6]);
      ctx.globalAlpha = 0.55;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.globalAlpha = 1;
      ctx.setLineDash([]);
      ctx.beginPath();
      signs[kind](ctx, x, bbox.top - 22);
    }
    ctx.restore();
  };
}
