// Draws the chain of a case: generations from left to right. The table below the picture says the same for those
// who cannot see it, and without this script nothing is missing but the picture.
(() => {
  "use strict";
  const place = document.getElementById("chain");
  const data = JSON.parse(document.getElementById("chain-data").textContent);
  if (!place || !window.echarts || !data.nodes.length) return;
  const said = document.getElementById("chain-said");
  const slider = document.getElementById("chain-until");
  const shownDay = document.getElementById("chain-day");
  const style = getComputedStyle(document.documentElement);
  const colour = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const accent = colour("--accent", "#1f5c99"), ink = colour("--ink", "#1b2733"), soft = colour("--soft", "#667788");
  const SHAPES = { local: "circle", imported: "rect", unknown: "triangle" };
  const ACROSS = 180, DOWN = 70;
  const isNarrow = place.clientWidth < 520; // generations then go from top to bottom
  const spot = ({ generation, row }) => (isNarrow ? [row * 90, generation * DOWN] : [generation * ACROSS, row * DOWN]);

  const nodes = data.nodes;
  const at = new Map(nodes.map((node, number) => [node.key, number]));
  const chart = echarts.init(place, null, { renderer: "canvas" });
  let chosen = Math.max(0, nodes.findIndex((node) => node.here));
  let zoom = 1;

  const until = () => (slider ? data.days[Number(slider.value)] : null);
  const isShown = (node) => !node.on || !until() || node.on <= until();

  function drawn() {
    return nodes.map((node, number) => ({
      name: node.key,
      x: spot(node)[0],
      y: spot(node)[1],
      symbol: SHAPES[node.origin] || SHAPES.unknown,
      symbolSize: number === chosen ? 26 : 20,
      itemStyle: {
        color: node.here ? accent : colour("--accent-pale", "#dde8f3"),
        borderColor: number === chosen ? ink : accent,
        borderWidth: number === chosen ? 3 : 1,
        opacity: isShown(node) ? 1 : 0.12,
      },
      label: { show: true, position: "top", formatter: node.label, color: ink, opacity: isShown(node) ? 1 : 0.2 },
    }));
  }

  function joined() {
    return data.links.map((link) => {
      const visible = isShown(nodes[at.get(link.from)]) && isShown(nodes[at.get(link.to)]);
      return {
        source: at.get(link.from),
        target: at.get(link.to),
        symbol: ["none", link.directed ? "arrow" : "none"],
        lineStyle: {
          color: link.odd ? colour("--late", "#a33") : soft,
          type: link.odd ? "dashed" : "solid",
          width: 1.5,
          curveness: link.from === link.to ? 0.8 : link.odd ? 0.15 : 0,
          opacity: visible ? 0.9 : 0.08,
        },
        word: `${nodes[at.get(link.from)].label} ${link.directed ? "→" : "–"} ${nodes[at.get(link.to)].label} · ${link.word}`,
      };
    });
  }

  function redraw() {
    chart.setOption({ series: [{ id: "chain", data: drawn(), links: joined() }] });
    if (shownDay) shownDay.textContent = until();
  }

  chart.setOption({
    animation: false,
    tooltip: { formatter: (p) => (p.dataType === "edge" ? p.data.word : nodes[p.dataIndex].word) },
    series: [{
      id: "chain", type: "graph", layout: "none", roam: true, preserveAspect: true, left: 40, right: isNarrow ? 40 : 110, top: 30, bottom: 30,
      scaleLimit: { min: 0.2, max: 8 }, edgeSymbolSize: 9, emphasis: { focus: "adjacency" },
      data: drawn(), links: joined(),
    }],
  });

  // who is chosen is in sight, however near the picture is
  function inSight() {
    if (zoom > 1) {
      chart.setOption({ series: [{ id: "chain", zoom, center: spot(nodes[chosen]) }] });
    }
  }

  function choose(number) {
    chosen = number;
    said.textContent = nodes[number].word;
    redraw();
    inSight();
  }

  function scale(factor) {
    zoom = Math.min(8, Math.max(0.2, (chart.getOption().series[0].zoom || zoom) * factor));
    chart.setOption({ series: [{ id: "chain", zoom, ...(zoom > 1 ? {} : { center: null }) }] });
    inSight();
  }

  function whole() {
    zoom = 1;
    chart.setOption({ series: [{ id: "chain", zoom: 1, center: null }] });
  }

  // the nearest drawn case in a direction: along the generations, or among those of one generation
  function towards(across, down) {
    const from = nodes[chosen];
    const near = nodes
      .map((node, number) => ({ node, number }))
      .filter(({ node }) => isShown(node) && (across
        ? Math.sign(node.generation - from.generation) === across
        : node.generation === from.generation && Math.sign(node.row - from.row) === down))
      .map(({ node, number }) => ({
        number,
        far: Math.abs(node.generation - from.generation) * 1000 + Math.abs(node.row - from.row)
          - (across && data.links.some((link) => [link.from, link.to].includes(node.key) && [link.from, link.to].includes(from.key)) ? 500 : 0),
      }))
      .sort((a, b) => a.far - b.far);
    if (near.length) choose(near[0].number);
  }

  const step = (across, down) => (isNarrow ? towards(down, across) : towards(across, down));
  const KEYS = {
    ArrowRight: () => step(1, 0),
    ArrowLeft: () => step(-1, 0),
    ArrowDown: () => step(0, 1),
    ArrowUp: () => step(0, -1),
    "+": () => scale(1.25),
    "=": () => scale(1.25),
    "-": () => scale(0.8),
    0: whole,
    Enter: () => nodes[chosen].url && location.assign(nodes[chosen].url),
  };
  place.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  place.addEventListener("focus", () => { said.textContent = nodes[chosen].word; });
  chart.on("click", (event) => {
    if (event.dataType === "node") choose(event.dataIndex);
  });
  document.getElementById("chain-in").addEventListener("click", () => scale(1.25));
  document.getElementById("chain-out").addEventListener("click", () => scale(0.8));
  document.getElementById("chain-all").addEventListener("click", whole);
  if (slider) {
    slider.addEventListener("input", () => {
      slider.setAttribute("aria-valuetext", until());
      redraw();
    });
    slider.setAttribute("aria-valuetext", until());
  }
  redraw();
  addEventListener("resize", () => chart.resize());
})();
