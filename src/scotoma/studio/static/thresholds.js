// Live counts for thresholds and rectangles; labelling by keyboard. Without it forms and links do the same.
"use strict";
(() => {
  const { isWriting, post } = window.studio;
  const find = (id) => document.getElementById(id);
  const wrong = find("wrong");
  const say = (message) => { wrong.textContent = message; wrong.hidden = !message; };
  const free = (event) => !event.ctrlKey && !event.metaKey && !event.altKey && !document.querySelector("dialog[open]");

  function counting(form) {
    const fields = Object.fromEntries(["above", "most", "least", "below"].map((name) => [name, find(name)]));
    const ranges = [...form.querySelectorAll("input[type=range]")];
    const drawings = [...document.querySelectorAll("svg.density")];
    const views = JSON.parse(find("views").textContent);
    let waiting = null;
    let timer = 0;

    const asked = () => {
      const said = new URLSearchParams();
      for (const [name, field] of Object.entries(fields)) if (field.value !== "") said.set(name, field.value);
      return said.toString();
    };
    async function count() {
      waiting?.abort();
      waiting = new AbortController();
      const address = asked();
      try {
        const response = await fetch(`/thresholds/count?${address}`, { signal: waiting.signal, headers: { Accept: "application/json" } });
        const said = await response.json();
        if (!response.ok) throw new Error(said.error);
        for (const name of ["count", "share", "alike", "precision", "command"]) find(name).textContent = said[name];
        for (const name of ["sample", "others", "pairs"]) find(name).href = said[name] || "#";
        find("pairs").hidden = !said.pairs;
        find("beyond").hidden = !said.command;
        for (const [n, [x, y, width, height]] of said.frames.entries()) {
          const frame = drawings[n].querySelector(".frame");
          for (const [name, value] of Object.entries({ x, y, width, height })) frame.setAttribute(name, value);
        }
        history.replaceState(null, "", `/thresholds?${address}`);
        say("");
      } catch (error) { if (error.name !== "AbortError") say(error.message); }
    }
    const soon = (delay_ms) => { clearTimeout(timer); timer = setTimeout(count, delay_ms); };

    for (const range of ranges) {
      const field = fields[range.dataset.for];
      range.hidden = false;
      range.addEventListener("input", () => { field.value = range.value; soon(60); });
      field.addEventListener("input", () => { if (field.value !== "") range.value = field.value; });
    }
    form.addEventListener("input", () => soon(150));
    form.addEventListener("submit", (event) => { event.preventDefault(); soon(0); });

    // A press takes the cell it falls on; a drag takes the rectangle.
    const choose = (number, from, to) => {
      const { left, right, bottom, top, coarse } = views[number];
      const cells = (a, b) => { const [low, high] = [a, b].sort((p, q) => p - q); return high - low < 0.02 ? [Math.floor(low * coarse) / coarse, (Math.floor(low * coarse) + 1) / coarse] : [low, high]; };
      const [x0, x1] = cells(from.x, to.x), [y0, y1] = cells(from.y, to.y);
      const across = (share) => (left + share * (right - left)).toFixed(4), up = (share) => (bottom + share * (top - bottom)).toFixed(4);
      Object.assign(fields.above, { value: across(x0) });
      Object.assign(fields.most, { value: x1 >= 1 ? "" : across(x1) });
      Object.assign(fields.least, { value: y0 <= 0 ? "" : up(y0) });
      Object.assign(fields.below, { value: y1 >= 1 ? "" : up(y1) });
      for (const range of ranges) if (fields[range.dataset.for].value !== "") range.value = fields[range.dataset.for].value;
      soon(0);
    };
    for (const [number, drawing] of drawings.entries()) {
      const at = (event) => {
        const size = drawing.getBoundingClientRect(), clamp = (share) => Math.min(Math.max(share, 0), 0.99999);
        return { x: clamp((((event.clientX - size.left) / size.width) * 408 - 52) / 340), y: clamp(1 - (((event.clientY - size.top) / size.height) * 305 - 8) / 255) };
      };
      drawing.addEventListener("pointerdown", (event) => {
        if (event.button !== 0) return;
        const from = at(event);
        drawing.addEventListener("pointerup", (last) => choose(number, from, at(last)), { once: true });
        drawing.setPointerCapture(event.pointerId);
      });
    }
    document.addEventListener("keydown", (event) => { if (event.key === "l" && free(event) && !isWriting(event.target)) find("sample").click(); });
  }

  function labelling(form) {
    const sets = [...form.querySelectorAll("fieldset[data-pair]")];
    const sample = [...form.querySelectorAll("input[type=hidden]")].filter((field) => field.name !== "csrf").map((field) => [field.name, field.value]);
    let at = 0;
    const go = (place) => {
      at = Math.min(Math.max(place, 0), sets.length - 1);
      sets[at].focus({ preventScroll: true });
      sets[at].scrollIntoView({ block: "nearest" });
    };
    async function label(set, word) {
      const chosen = set.querySelector(`input[value=${word}]`);
      chosen.checked = true;
      try {
        const said = await post("/thresholds/label", [...sample, [chosen.name, word]]);
        find("labelled").textContent = said.labelled;
        find("precision").textContent = said.precision;
        say("");
      } catch (error) { chosen.checked = false; say(error.message); }
    }
    for (const [place, set] of sets.entries()) {
      set.tabIndex = -1;
      set.addEventListener("focusin", () => { at = place; });
      set.addEventListener("change", (event) => label(set, event.target.value));
    }
    const words = { d: "different", s: "same", u: "unclear" };
    document.addEventListener("keydown", (event) => {
      if (!free(event) || (isWriting(event.target) && event.target.type !== "radio")) return;
      if (words[event.key]) { event.preventDefault(); label(sets[at], words[event.key]); go(at + 1); }
      if (event.key === "j" || event.key === "k") { event.preventDefault(); go(at + (event.key === "j" ? 1 : -1)); }
    });
    find("keep").closest("p").hidden = true;
    const first = sets.findIndex((set) => !set.querySelector("input:checked"));
    at = Math.max(first, 0);
    sets[at].focus({ preventScroll: true });
  }

  if (find("asked")) counting(find("asked"));
  if (find("labelling")) labelling(find("labelling"));
})();
