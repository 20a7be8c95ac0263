// The gallery: filters that show at once, and everything by keyboard. Without it the same forms and links do the same.
"use strict";
(() => {
  const { isWriting, post } = window.studio;
  const filters = document.getElementById("filters");
  const leaf = document.getElementById("leaf");
  const wrong = document.getElementById("wrong");
  let address = leaf.dataset.address;
  let waiting = null;
  let timer = 0;

  const say = (message) => { wrong.textContent = message; wrong.hidden = !message; };

  // The address says only what is not as usual, as the server's own links do.
  const asked = () => {
    const said = new URLSearchParams();
    const usual = { order: "gap", fold: "yes", per_image: "0", seed: "0", state: "any", label: "any", size: "48" };
    for (const [name, value] of new FormData(filters)) if (value !== "" && value !== usual[name]) said.set(name, value);
    return said.toString();
  };

  const dress = () => {
    document.getElementById("seed-field").hidden = filters.elements.order.value !== "random";
    const all = document.getElementById("tick-all");
    if (all) all.hidden = false;
    count();
    if (document.getElementById("folding")) setTimeout(() => { if (document.getElementById("folding")) show(address, null); }, 1500);
  };

  // Show another page or view. `note` keeps it in the browser's history: "push", "replace", or null for not at all.
  async function show(wanted, note, first = false) {
    waiting?.abort();
    const mine = (waiting = new AbortController());
    leaf.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(`/pairs/cards?${wanted}`, { signal: mine.signal, headers: { Accept: "text/html" } });
      const text = await response.text();
      if (!response.ok) throw new Error(new DOMParser().parseFromString(text, "text/html").querySelector("main .prose")?.textContent ?? `The studio answered ${response.status}.`);
      leaf.innerHTML = text;
      address = wanted;
      say("");
      if (note) history[`${note}State`](null, "", wanted ? `/pairs?${wanted}` : "/pairs");
      dress();
      if (first) cards()[0]?.querySelector(".open").focus();
      leaf.dispatchEvent(new Event("shown"));
    } catch (error) {
      if (error.name !== "AbortError") say(error.message);
    } finally {
      if (waiting === mine) leaf.removeAttribute("aria-busy");
    }
  }

  const later = (delay_ms) => { clearTimeout(timer); timer = setTimeout(() => { if (filters.reportValidity()) show(asked(), "push"); }, delay_ms); };
  filters.addEventListener("input", (event) => later(event.target.tagName === "SELECT" ? 0 : 180));
  filters.addEventListener("submit", (event) => { event.preventDefault(); later(0); });
  window.addEventListener("popstate", () => location.reload());
  document.getElementById("show").hidden = true;

  leaf.addEventListener("click", (event) => {
    const page = event.target.closest(".pager a");
    if (page && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      show(new URL(page.href).search.slice(1), "push", true).then(() => filters.scrollIntoView());
    }
    if (event.target.closest("#tick-all")) {
      const boxes = [...leaf.querySelectorAll("input[name=pairs]")];
      const tick = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = tick;
      count();
    }
  });

  // Picking.
  const cards = () => [...leaf.querySelectorAll(".card")];
  const ticked = () => cards().filter((card) => card.querySelector("input[name=pairs]").checked);
  const isTaken = (card) => ["picked", "draft", "ready"].includes(card.dataset.state);
  function count() {
    const line = document.getElementById("ticked");
    if (line) line.textContent = ticked().length ? `${ticked().length} ticked.` : "Tick pairs to pick or drop several at once.";
  }
  const mark = (card, state) => {
    card.dataset.state = state;
    const tag = card.querySelector(".state");
    tag.textContent = state;
    tag.hidden = !state;
    const button = card.querySelector(".toggle");
    button.name = isTaken(card) ? "drop" : "pick";
    button.firstChild.textContent = isTaken(card) ? "Drop" : "Pick";
  };
  async function act(action, chosen) {
    if (!chosen.length) return;
    try {
      const { states } = await post("/pairs/pick", [["action", action], ...chosen.map((card) => ["pairs", card.dataset.pair])]);
      for (const card of chosen) { mark(card, states[card.dataset.pair]); card.querySelector("input[name=pairs]").checked = false; }
      count();
      say("");
      document.getElementById("ticked").textContent = `${chosen.length} ${action === "pick" ? "picked" : "dropped"}.`;
    } catch (error) { say(error.message); }
  }
  leaf.addEventListener("change", count);
  leaf.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button) return;
    event.preventDefault();
    if (button.name === "action") act(button.value, ticked()); else act(button.name, [button.closest(".card")]);
  });

  // Keys.
  const current = () => document.activeElement?.closest?.(".card") ?? null;
  const step = (by) => {
    const all = cards();
    const at = all.indexOf(current());
    all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]?.querySelector(".open").focus();
  };
  const turn = (rel) => leaf.querySelector(`.pager a[rel=${rel}]`)?.click();
  const toggle = () => {
    const chosen = ticked().length ? ticked() : current() ? [current()] : [];
    act(chosen.length && chosen.every(isTaken) ? "drop" : "pick", chosen);
  };
  const tick = () => { const box = current()?.querySelector("input[name=pairs]"); if (box) { box.checked = !box.checked; count(); } };
  const bound = { j: () => step(1), ArrowRight: () => step(1), k: () => step(-1), ArrowLeft: () => step(-1), p: toggle, x: tick, "[": () => turn("prev"), "]": () => turn("next"), "/": () => document.getElementById("text").focus() };
  document.addEventListener("keydown", (event) => {
    const free = !event.ctrlKey && !event.metaKey && !event.altKey && !document.querySelector("dialog[open]");
    const writing = isWriting(event.target) && event.target.type !== "checkbox";
    if (free && !writing && bound[event.key]) { event.preventDefault(); bound[event.key](); }
  });
  dress();
})();
