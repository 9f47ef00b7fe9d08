// Draws the county map of one figure. The table below it holds the same counts for those who
// cannot see the map; without this script the figures still stand on the tiles above.
(async () => {
  const place = document.getElementById("county-map");
  if (!place) return;
  const data = await (await fetch(place.dataset.source)).json();
  const rows = document.querySelector("#county-table tbody");
  for (const county of data.counties) {
    const row = rows.insertRow();
    row.insertCell().textContent = county.name;
    const count = row.insertCell();
    count.textContent = county.count;
    count.className = "number";
  }
  if (data.elsewhere) {
    const row = document.getElementById("county-elsewhere").content.cloneNode(true);
    row.querySelector(".number").textContent = data.elsewhere;
    rows.append(row);
  }
  if (!data.borders.length || !window.echarts) {
    place.hidden = true;
    return;
  }
  const features = [];
  for (const code of data.borders) {
    const file = await (await fetch(place.dataset.borders.replace("CODE", code))).json();
    features.push(...file.features);
  }
  echarts.registerMap("city", { type: "FeatureCollection", features });
  const names = new Map(features.map((f) => [String(f.properties.code), f.properties.name]));
  const style = getComputedStyle(document.documentElement);
  const accent = style.getPropertyValue("--accent").trim() || "#1f5c99";
  const chart = echarts.init(place, null, { renderer: "canvas" });
  const most = Math.max(1, ...data.counties.map((c) => c.count));
  chart.setOption({
    animation: false,
    tooltip: { trigger: "item", formatter: (p) => `${p.name}: ${Number.isFinite(p.value) ? p.value : 0}` },
    visualMap: { min: 0, max: most, left: "left", bottom: 8, inRange: { color: ["#f2f5f8", accent] }, calculable: false },
    series: [{
      type: "map", map: "city", name: data.title, label: { show: true, fontSize: 12 },
      data: data.counties.map((c) => ({ name: names.get(c.code) || c.name, value: c.count })),
    }],
  });
  addEventListener("resize", () => chart.resize());
})();
