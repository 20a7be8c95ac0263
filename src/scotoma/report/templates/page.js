"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const data = JSON.parse(find("data").textContent);
  const root = document.documentElement;
  const PAGE = 48;

  // What stands in the address after "#" sets the filters and the theme, so that a view can be kept and sent.
  const state = new URLSearchParams(location.hash.slice(1));
  const keep = () => history.replaceState(null, "", state.size ? "#" + state : location.pathname + location.search);

  // Theme: the system's, light or dark.
  const themes = ["auto", "light", "dark"];
  const remembered = () => { try { return localStorage.getItem("scotoma-theme"); } catch { return null; } };
  const dress = (theme) => {
    if (theme === "auto") delete root.dataset.theme; else root.dataset.theme = theme;
    find("theme").textContent = "Theme: " + theme;
  };
  let theme = [state.get("theme"), remembered()].find((name) => themes.includes(name)) || "auto";
  dress(theme);
  find("theme").hidden = false;
  find("theme").addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    dress(theme);
    try { localStorage.setItem("scotoma-theme", theme); } catch { /* a page from disk may have no storage */ }
  });

  const gallery = find("gallery");
  if (!gallery) return;

  // Thumbnails of the first cards lie in the cards themselves and are taken over from there.
  const source = data.thumbs.map((text) => (text ? "data:image/webp;base64," + text : null));
  for (const img of gallery.querySelectorAll("img[data-image]")) source[img.dataset.image] = img.src;

  const pairs = data.pairs.map(([a, b, suspect, reference, folded], k) => ({ a, b, suspect, reference, folded, rank: k + 1 }));
  const words = data.images.map(({ id, caption }) => (id + " " + (caption || "")).toLowerCase());
  const cards = new Map(); // rank -> card; those that came with the page are kept
  for (const card of gallery.children) cards.set(Number(card.dataset.rank), card);

  const put = (card, name, text) => { card.querySelector(`[data-${name}]`).textContent = text; };
  const placeholder = () => {
    const gone = document.createElement("span");
    gone.className = "gone";
    gone.textContent = "not available when the page was made";
    return gone;
  };
  const picture = (image) => {
    if (!source[image]) return placeholder();
    const img = new Image();
    img.decoding = "async";
    img.src = source[image];
    img.alt = data.images[image].caption || data.images[image].id;
    return img;
  };
  const short = (id) => id.split("/").at(-1);
  const label = (pair) => `Pair ${pair.rank}: ${[pair.a, pair.b].map((k) => data.images[k].caption || data.images[k].id).join(" and ")}. Enlarge.`;
  const build = (pair) => {
    const card = find("card").content.firstElementChild.cloneNode(true);
    card.dataset.rank = pair.rank;
    card.querySelector(".open").setAttribute("aria-label", label(pair));
    for (const end of ["a", "b"]) {
      const { id, caption } = data.images[pair[end]];
      card.querySelector(`[data-picture-${end}]`).append(picture(pair[end]));
      put(card, "caption-" + end, caption || id);
      put(card, "id-" + end, caption ? short(id) : "");
    }
    put(card, "suspect", pair.suspect.toFixed(4));
    put(card, "reference", pair.reference.toFixed(4));
    put(card, "rank", "no. " + pair.rank);
    put(card, "folded", pair.folded > 1 ? `for ${pair.folded.toLocaleString("en")} pairs` : "");
    return card;
  };
  const card = (pair) => {
    if (!cards.has(pair.rank)) cards.set(pair.rank, build(pair));
    return cards.get(pair.rank);
  };

  // Filters.
  const orders = {
    rank: (p, q) => p.rank - q.rank,
    gap: (p, q) => q.suspect - q.reference - (p.suspect - p.reference),
    suspect: (p, q) => q.suspect - p.suspect,
    reference: (p, q) => p.reference - q.reference,
    folded: (p, q) => q.folded - p.folded,
  };
  const bar = find("bar");
  const limits = { above: find("above"), below: find("below") };
  let view = [];
  let shown = 0;

  const more = () => {
    const next = view.slice(shown, shown + PAGE);
    shown += next.length;
    gallery.append(...next.map(card));
    find("more").hidden = shown >= view.length;
  };
  const apply = () => {
    const wanted = find("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const above = limits.above.valueAsNumber, below = limits.below.valueAsNumber;
    const captioned = find("captioned").checked;
    view = pairs.filter((pair) =>
      !(pair.suspect < above) && !(pair.reference > below) &&
      (!captioned || (data.images[pair.a].caption && data.images[pair.b].caption)) &&
      wanted.every((word) => words[pair.a].includes(word) || words[pair.b].includes(word)));
    view.sort((p, q) => orders[find("sort").value](p, q) || p.rank - q.rank);
    gallery.replaceChildren();
    shown = 0;
    more();
    find("none").hidden = view.length > 0;
    find("shown").textContent = `${view.length.toLocaleString("en")} of ${pairs.length.toLocaleString("en")} pairs`;
  };
  const note = (name, value, usual) => { if (value === usual) state.delete(name); else state.set(name, value); keep(); };

  const follow = (name) => {
    const number = limits[name], range = find(name + "-range"), usual = number.value;
    if (state.has(name) && Number.isFinite(Number(state.get(name)))) number.value = state.get(name);
    range.value = number.value;
    number.addEventListener("input", () => { range.value = number.value; note(name, number.value, usual); apply(); });
    range.addEventListener("input", () => { number.value = range.value; note(name, number.value, usual); apply(); });
  };
  follow("above");
  follow("below");
  find("search").value = state.get("q") || "";
  find("search").addEventListener("input", () => { note("q", find("search").value, ""); apply(); });
  if (state.get("sort") in orders) find("sort").value = state.get("sort");
  find("sort").addEventListener("change", () => { note("sort", find("sort").value, "rank"); apply(); });
  find("captioned").checked = state.get("captioned") === "yes";
  find("captioned").addEventListener("change", () => { note("captioned", find("captioned").checked ? "yes" : "", ""); apply(); });
  bar.addEventListener("submit", (event) => event.preventDefault());
  bar.hidden = false;
  find("more").addEventListener("click", more);
  new IntersectionObserver((seen) => { if (seen.some((entry) => entry.isIntersecting)) more(); }, { rootMargin: "1500px" }).observe(find("more"));

  // The large view.
  const dialog = find("large");
  let at = 0;
  let blinking = false;
  const enlarge = () => {
    const pair = view[at];
    const sides = dialog.querySelector(".large");
    sides.classList.toggle("blink", blinking);
    for (const end of ["a", "b"]) {
      const { id, uri, caption, size } = data.images[pair[end]];
      const side = sides.querySelector(`[data-side-${end}]`);
      side.classList.toggle("hidden", blinking && end === "b");
      side.querySelector("[data-picture]").replaceChildren(picture(pair[end]));
      put(side, "caption", caption || "none");
      put(side, "id", id);
      put(side, "size", size || "unknown");
      put(side, "uri", uri);
    }
    const fold = pair.folded > 1 ? `, stands for ${pair.folded.toLocaleString("en")} pairs` : "";
    put(dialog, "measures", `${data.suspect} ${pair.suspect.toFixed(6)}, ${data.reference} ${pair.reference.toFixed(6)}${fold}`);
    put(dialog, "title", `Pair ${pair.rank}`);
    find("blink").setAttribute("aria-pressed", blinking);
    find("swap").hidden = !blinking;
  };
  const step = (by) => { at = Math.min(Math.max(at + by, 0), view.length - 1); while (shown <= at && shown < view.length) more(); enlarge(); };
  const swap = () => { for (const side of dialog.querySelectorAll(".large > div")) side.classList.toggle("hidden"); };
  const blink = () => { blinking = !blinking; enlarge(); };
  gallery.addEventListener("click", (event) => {
    const opened = event.target.closest(".open");
    if (!opened) return;
    const rank = Number(opened.closest(".card").dataset.rank);
    at = view.findIndex((pair) => pair.rank === rank);
    enlarge();
    dialog.showModal();
  });
  dialog.addEventListener("close", () => cards.get(view[at].rank)?.querySelector(".open").focus());
  dialog.addEventListener("keydown", (event) => {
    const act = { ArrowRight: () => step(1), ArrowLeft: () => step(-1), b: blink, " ": blinking && event.target.tagName !== "BUTTON" ? swap : undefined }[event.key];
    if (act) { act(); event.preventDefault(); }
  });
  for (const [id, act] of Object.entries({ next: () => step(1), previous: () => step(-1), blink, swap, close: () => dialog.close() })) find(id).addEventListener("click", act);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, select, dialog[open]")) { find("search").focus(); event.preventDefault(); }
  });

  apply();
  if (state.has("pair")) {
    at = view.findIndex((pair) => pair.rank === Number(state.get("pair")));
    if (at >= 0) { blinking = state.get("blink") === "yes"; enlarge(); dialog.showModal(); } else at = 0;
  }
  root.dataset.ready = "yes";
})();
