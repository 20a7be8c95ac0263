// One pair: side by side, in one place, or their difference; zoomed and moved together.
"use strict";
(() => {
  const { isWriting } = window.studio;
  const find = (id) => document.getElementById(id);
  const viewer = find("viewer");
  const stages = [find("stage-1"), find("stage-2")];
  const images = stages.map((stage) => stage.querySelector("img"));
  const HOW = {
    beside: "",
    blink: "Both pictures stand in one place, each fitted into the same square.",
    difference: "The difference of the two pictures, each fitted into the same square: black where they are the same.",
  };
  const MOST = 16;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const look = { mode: "beside", front: 1, scale: 1, x: 0, y: 0 }; // x and y: shares of the square
  let playing = 0;

  const draw = () => {
    const slack = (look.scale - 1) / 2;
    look.x = Math.min(Math.max(look.x, -slack), slack);
    look.y = Math.min(Math.max(look.y, -slack), slack);
    for (const [n, image] of images.entries()) {
      image.style.transform = `translate(${look.x * 100}%, ${look.y * 100}%) scale(${look.scale})`;
      stages[n].classList.toggle("enlarged", look.scale > 1);
      stages[n].classList.toggle("pixels", look.scale >= 4);
    }
    viewer.dataset.mode = look.mode;
    viewer.dataset.front = look.front;
    for (const button of document.querySelectorAll("[data-mode][aria-pressed]")) button.setAttribute("aria-pressed", button.dataset.mode === look.mode);
    find("swap").hidden = find("play").hidden = look.mode !== "blink";
    find("how").textContent = HOW[look.mode];
    find("how").hidden = !HOW[look.mode];
    find("zoom").textContent = `${Math.round(look.scale * 100)} %`;
  };
  const stop = () => { clearInterval(playing); playing = 0; find("play").setAttribute("aria-pressed", "false"); find("play").textContent = "Blink"; };
  const swap = (aloud = true) => { look.front = 3 - look.front; draw(); if (aloud) find("in-front").textContent = `Picture ${"ab"[look.front - 1]} is in front.`; };
  // Blinking starts when it is asked for and never by itself; slower where the system asks for less motion.
  const play = () => {
    if (playing) { stop(); return; }
    playing = setInterval(() => swap(false), calm.matches ? 2000 : 700);
    find("play").setAttribute("aria-pressed", "true");
    find("play").textContent = "Stop";
  };
  const mode = (name) => { if (name !== "blink") stop(); look.mode = name; draw(); };
  const zoom = (factor) => {
    const scale = Math.min(Math.max(look.scale * factor, 1), MOST);
    look.x *= scale / look.scale;
    look.y *= scale / look.scale;
    look.scale = scale;
    draw();
  };
  const whole = () => { Object.assign(look, { scale: 1, x: 0, y: 0 }); draw(); };
  const move = (x, y) => { if (look.scale > 1) { look.x += x; look.y += y; draw(); } };

  find("tools").hidden = false;
  for (const button of document.querySelectorAll("button[data-mode]")) button.addEventListener("click", () => mode(button.dataset.mode));
  for (const [id, does] of Object.entries({ swap: () => swap(), play, closer: () => zoom(1.5), farther: () => zoom(1 / 1.5), whole })) find(id).addEventListener("click", does);

  for (const stage of stages) {
    stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && look.scale === 1 && event.deltaY > 0) return; // the page scrolls on
      if (!event.ctrlKey && !event.shiftKey && look.scale === 1) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2);
    }, { passive: false });
    stage.addEventListener("dblclick", () => (look.scale > 1 ? whole() : zoom(3)));
    stage.addEventListener("pointerdown", (event) => {
      if (look.scale === 1 || event.button !== 0) return;
      stage.setPointerCapture(event.pointerId);
      const size = stage.getBoundingClientRect();
      let last = event;
      const drag = (next) => { move((next.clientX - last.clientX) / size.width, (next.clientY - last.clientY) / size.height); last = next; };
      const drop = () => { stage.removeEventListener("pointermove", drag); };
      stage.addEventListener("pointermove", drag);
      stage.addEventListener("pointerup", drop, { once: true });
      stage.addEventListener("pointercancel", drop, { once: true });
    });
  }

  const follow = (selector) => document.querySelector(selector)?.click();
  const bound = {
    j: () => follow("a[rel=next]"), k: () => follow("a[rel=prev]"), p: () => find("pick").click(), u: () => find("back").click(),
    b: () => mode("blink"), d: () => mode("difference"), s: () => mode("beside"),
    " ": () => swap(), "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), 0: whole,
    ArrowLeft: () => move(0.1, 0), ArrowRight: () => move(-0.1, 0), ArrowUp: () => move(0, 0.1), ArrowDown: () => move(0, -0.1),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === " " && (look.mode !== "blink" || event.target.closest("button, a, summary"))) return;
    if (event.key.startsWith("Arrow") && look.scale === 1) return;
    if (bound[event.key]) { event.preventDefault(); bound[event.key](); }
  });

  // The nearest pictures take longer than the page: they come by themselves.
  const near = find("near");
  fetch(near.dataset.from).then(async (response) => { if (response.ok) near.innerHTML = await response.text(); }).catch(() => {});
  draw();
})();
