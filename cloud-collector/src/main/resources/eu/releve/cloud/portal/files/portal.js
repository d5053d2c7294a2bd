"use strict";
(() => {
  const language = document.documentElement.lang;

  // --- the plot: drawn from the table below it, which stays for those who do not see it ---------

  function plot() {
    const box = document.querySelector("#use .plot[data-unit]");
    if (!box || !window.echarts) return;
    const rows = [...document.querySelectorAll("#use .figures tbody tr")];
    const colour = getComputedStyle(box).getPropertyValue("--bar").trim();
    const unit = box.dataset.unit;
    const number = new Intl.NumberFormat(language, { maximumFractionDigits: 3 });
    const pale = new Set(["partial", "running"]);
    const chart = echarts.init(box, null, { renderer: "canvas" });
    const font = getComputedStyle(document.body).fontFamily;
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: font, fontSize: 12, color: "#55626e" },
      grid: { left: 8, right: 8, top: 32, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      tooltip: {
        trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: "rgba(15,92,87,.07)" } },
        confine: true, borderWidth: 1, borderColor: "#e2e6e4", padding: [8, 12], transitionDuration: 0,
        formatter: items => tip(rows[items[0].dataIndex], unit),
      },
      xAxis: {
        type: "category", data: rows.map(row => row.dataset.tick),
        axisTick: { show: false }, axisLine: { lineStyle: { color: "#c9d0cd" } },
        axisLabel: {
          hideOverlap: true, margin: 10,
          // Quarter-hours are named every three hours.
          interval: rows.length > 90 ? (index, name) => /^\d\d:00$/.test(name) && Number(name.slice(0, 2)) % 3 === 0 : "auto",
        },
      },
      yAxis: {
        type: "value", name: unit, nameGap: 14, nameTextStyle: { align: "right", padding: [0, 4, 0, 0] },
        splitNumber: 4, splitLine: { lineStyle: { color: "#eceeed" } },
        axisLabel: { formatter: value => number.format(value) },
      },
      series: [{
        type: "bar", barMaxWidth: 44, barCategoryGap: rows.length > 40 ? "18%" : "28%",
        data: rows.map(row => row.dataset.value === "" ? null : {
          value: Number(row.dataset.value),
          itemStyle: pale.has(row.dataset.state)
            ? { opacity: 0.55, decal: { symbol: "rect", color: "rgba(255,255,255,.55)", dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -Math.PI / 4 } }
            : {},
        }),
        itemStyle: { color: colour, borderRadius: rows.length > 40 ? 1 : [3, 3, 0, 0] },
        emphasis: { itemStyle: { color: colour } },
      }],
    });
    chart.on("click", item => rows[item.dataIndex].querySelector("a")?.click());
    new ResizeObserver(() => chart.resize()).observe(box);
    box.dataset.drawn = "yes";
    performance.mark("plot");
  }

  function tip(row, unit) {
    const div = document.createElement("div");
    div.className = "tip";
    const cells = row.cells;
    div.append(cells[0].textContent.trim());
    const value = document.createElement("b");
    const known = row.dataset.value !== "";
    value.textContent = known ? cells[1].textContent.trim() + "\u202f" + unit : "–";
    div.append(value);
    if (cells[2].textContent.trim()) {
      const note = document.createElement("span");
      note.className = "soft";
      note.textContent = cells[2].textContent.trim();
      div.append(note);
    }
    return div;
  }

  // --- what can be chosen -----------------------------------------------------------------------

  document.addEventListener("change", event => {
    if (event.target.id === "of") event.target.form.requestSubmit();
  });
  document.addEventListener("click", event => {
    if (event.target.id !== "language") return;
    const link = new URL(event.target.href);
    link.searchParams.set("back", location.pathname + location.search);
    event.target.href = link;
  });
  document.addEventListener("htmx:after:swap", plot);
  // An error or a log-in is a page of its own, not a part of this one.
  document.addEventListener("htmx:before:response", event => {
    const { ctx } = event.detail;
    const response = ctx.response.raw;
    if (response.redirected || response.status >= 400) {
      event.preventDefault();
      location.href = ctx.request.action;
    }
  });

  // --- what follows the readings ----------------------------------------------------------------

  const wait = milliseconds => new Promise(done => setTimeout(done, milliseconds));
  const EVERY = 2000;

  function follow() {
    const now = document.getElementById("now");
    if (!now) return;
    const { live, now: address, lost } = now.dataset;
    let asked = false;
    let busy = false;

    async function refresh() {
      asked = true;
      if (busy) return;
      busy = true;
      while (asked) {
        asked = false;
        try {
          const response = await fetch(address);
          if (response.redirected) return location.reload();
          if (!response.ok) throw new Error(response.status);
          show(await response.text());
        } catch {
          gone();
          asked = true;
        }
        await wait(EVERY);
      }
      busy = false;
    }

    function show(html) {
      const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("now");
      const old = document.getElementById("now");
      if (fresh && old.innerHTML !== fresh.innerHTML) old.innerHTML = fresh.innerHTML;
      old.classList.remove("lost");
    }

    function gone() {
      const old = document.getElementById("now");
      if (old.classList.contains("lost")) return;
      old.classList.add("lost");
      const notice = document.createElement("p");
      notice.className = "notice";
      notice.setAttribute("role", "status");
      notice.textContent = lost;
      old.prepend(notice);
    }

    let source;
    function listen() {
      source = new EventSource(live);
      source.addEventListener("readings", refresh);
      // A browser gives up for good on an answer that is no stream.
      source.onerror = () => {
        refresh();
        if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
      };
    }
    listen();
    // Silence is news, too: what stops coming must turn old.
    setInterval(refresh, 60000);
    addEventListener("offline", refresh);
    addEventListener("online", refresh);
    addEventListener("pagehide", () => source.close());
    addEventListener("pageshow", event => { if (event.persisted) listen(); });
  }

  // A building that has sent nothing yet: its meters appear by themselves.
  if (document.getElementById("waiting")) setTimeout(() => location.reload(), 30000);

  // --- an error page that goes away by itself ---------------------------------------------------

  async function retry() {
    const seconds = Number(document.body.dataset.retry);
    if (!seconds) return;
    // Where the button leads: a form that was sent is not sent again.
    const { href } = document.querySelector(".actions .button");
    for (;;) {
      await wait(seconds * 1000);
      try {
        const response = await fetch(href);
        if (response.status !== 503) return location.replace(href);
      } catch {
        // Not even the server answers: later.
      }
    }
  }

  // --- a label's code, which stands behind the # of its address ---------------------------------

  // A log-in on the way would lose it; whoever closes the tab has it no more.
  function label() {
    const key = "releve-code";
    const found = /^#([0-9A-Za-z]{4}(?:-[0-9A-Za-z]{4}){3})\.[0-9a-f]{64}$/.exec(location.hash);
    if (found) {
      sessionStorage.setItem(key, found[1]);
      history.replaceState(null, "", location.pathname + location.search);
    }
    const field = document.querySelector(".pair #code");
    if (field && !field.value && sessionStorage.getItem(key)) {
      field.value = sessionStorage.getItem(key);
      sessionStorage.removeItem(key);
    }
  }

  label();
  plot();
  follow();
  retry();
})();
