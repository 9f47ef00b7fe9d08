// Draws the curve of onsets; the table below it holds the same counts.
(() => {
  "use strict";
  const place = document.getElementById("onset-curve");
  const data = JSON.parse(document.getElementById("onset-data").textContent);
  if (!place || !window.echarts) return;
  const style = getComputedStyle(document.documentElement);
  const colour = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const COLOURS = { imported: colour("--soft", "#667788"), local: colour("--accent", "#1f5c99"), unknown: "#c9d4de" };
  const chart = echarts.init(place, null, { renderer: "canvas" });
  chart.setOption({
    animation: false,
    aria: { enabled: true, decal: { show: true } },
    tooltip: { trigger: "axis" },
    legend: { top: 0 },
    grid: { left: 36, right: 12, top: 36, bottom: 28 },
    xAxis: { type: "category", data: data.days },
    yAxis: { type: "value", minInterval: 1 },
    series: data.series.map((one, number) => ({
      name: one.name, type: "bar", stack: "onsets", data: one.counts, itemStyle: { color: COLOURS[one.key] },
      // the days that may still grow are shaded
      markArea: number || !data.incompleteFrom ? undefined : {
        silent: true, itemStyle: { color: "rgba(120, 130, 140, 0.15)" },
        data: [[{ xAxis: data.incompleteFrom }, { xAxis: data.days[data.days.length - 1] }]],
      },
    })),
  });
  addEventListener("resize", () => chart.resize());
})();
