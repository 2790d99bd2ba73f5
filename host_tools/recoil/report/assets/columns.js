"use strict";
// Numbers as `chart.column` packs them: differences of whole numbers, with gaps.
Recoil.column = function (packed) {
  const bytes = Uint8Array.from(atob(packed.data), (c) => c.charCodeAt(0));
  const changes = new { 16: Int16Array, 32: Int32Array, 64: Float64Array }[packed.bits](bytes.buffer);
  const values = new Array(packed.n);
  let sum = 0;
  for (let i = 0; i < packed.n; i++) {
    sum += changes[i];
    values[i] = sum / packed.scale;
  }
  for (const [first, count] of packed.gaps) values.fill(null, first, first + count);
  return values;
};

// A limit of a band: for every point, or one number, or none.
Recoil.limit = function (given) {
  if (given === null) return () => null;
  if (typeof given === "number") return () => given;
  const values = Recoil.column(given);
  return (i) => values[i];
};

Recoil.clock = function (seconds, digits = 0) {
  const sign = seconds < 0 ? "−" : "";
  const whole = Math.round(Math.abs(seconds) * 10 ** digits) / 10 ** digits;
  const h = Math.floor(whole / 3600), m = Math.floor(whole / 60) % 60;
  const s = (whole % 60).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  return sign + (h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`);
};

// A place on the horizontal axis in words.
Recoil.place = function (axis, value) {
  if (axis.kind === "elapsed") return Recoil.clock(value);
  if (axis.kind === "date") return new Date(value * 1000).toISOString().slice(0, 10);
  return `${axis.label} ${value.toFixed(axis.digits)}`.trim();
};

// The same, short, for the axis: a new year is said.
Recoil.tick = function (axis, value) {
  if (axis.kind === "elapsed") return Recoil.clock(value);
  const day = new Date(value * 1000);
  const month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][day.getUTCMonth()];
  return `${day.getUTCDate()} ${month}${day.getUTCMonth() ? "" : ` ${day.getUTCFullYear()}`}`;
};

// How many of sorted values are less than this one.
Recoil.rank = function (sorted, value) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1; else high = middle;
  }
  return low;
};
