"use strict";
// The last ten minutes of what the clip measures, drawn as they come; asks once a second while the page is seen.
{
  const place = document.getElementById("live-charts");
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#888";
  const keeps = 600;
  const span_s = 60; // at least: a second across the whole chart says nothing
  const spans = { cadence_spm: 20, bounce_mm: 40 }; // at least: a hundredth of a step a minute is no slope
  const time = [];
  const charts = [...place.querySelectorAll("[data-name]")].map((box) => ({ box, name: box.dataset.name, values: [], plot: null }));
  const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;

  const height = (name) => (plot, low, high) => {
    if (low == null) return [0, spans[name]];
    const more = Math.max(0.1 * (high - low), (spans[name] - (high - low)) / 2);
    return [Math.max(0, Math.floor(low - more)), Math.ceil(high + more)];
  };

  const draw = (chart) => {
    if (chart.plot) chart.plot.destroy();
    const axis = { stroke: colour("--soft"), grid: { stroke: colour("--grid") }, ticks: { show: false }, font: "16px system-ui" };
    chart.plot = new uPlot({
      width: chart.box.clientWidth, height: Math.max(160, Math.min(280, innerHeight / 4)),
      legend: { show: false }, cursor: { show: false },
      scales: { x: { time: false, range: (plot, low, high) => [low, Math.max(high, low + span_s)] }, y: { range: height(chart.name) } },
      axes: [{ ...axis, incrs: [1, 5, 10, 15, 30, 60, 120, 300], values: (u, ticks) => ticks.map(clock) }, { ...axis, size: 60, incrs: [1, 2, 5, 10, 20, 50, 100] }],
      series: [{}, { stroke: colour("--main"), width: 3, points: { show: (u) => u.data[0].length === 1 } }],
    }, [time, chart.values], chart.box);
  };

  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch(`/live/data?port=${encodeURIComponent(place.dataset.port)}`);
    if (!answer.ok) return;
    const told = await answer.json();
    if (told.state === "screen") { // no step is taken then
      place.hidden = true;
      return;
    }
    if (typeof told.session_s !== "number" || told.state === "usb" || told.state === "ready") return;
    if (time.length && told.session_s < time[time.length - 1]) { time.length = 0; for (const one of charts) one.values.length = 0; }
    if (told.session_s === time[time.length - 1]) return;
    time.push(told.session_s);
    if (time.length > keeps) time.shift();
    place.hidden = false;
    for (const chart of charts) {
      chart.values.push(told.is_running ? told[chart.name] : null);
      if (chart.values.length > keeps) chart.values.shift();
      if (!chart.plot) draw(chart); else chart.plot.setData([time, chart.values]);
    }
  };

  let asking = false;
  setInterval(() => { if (!asking) { asking = true; ask().catch(() => {}).finally(() => { asking = false; }); } }, 1000);
  addEventListener("resize", () => { for (const chart of charts) if (chart.plot) draw(chart); });
}
