// Authoring by keyboard, and a word before unsaved text is left behind.
"use strict";

const form = document.getElementById("pair");
let unsaved = form?.hasAttribute("data-unsaved") ?? false;

const fieldOf = (name) => document.getElementById(name);
const press = (id) => fieldOf(id)?.click();

function chosen(name) {
  return form.querySelector(`input[name=${name}]:checked`)?.value;
}

// What each image's right option is, beside the image, and the options' words beside the choice.
function showAnswers() {
  const options = ["option_1", "option_2"].map((name) => fieldOf(name).value.trim());
  const answer = chosen("answer_a");
  for (const output of document.querySelectorAll("output.right")) {
    const side = Number(output.dataset.side);
    output.textContent = answer ? options[(Number(answer) - 1) ^ side] : "";
  }
  for (const word of form.querySelectorAll("[data-option]")) word.textContent = options[Number(word.dataset.option) - 1];
}

// The main pattern is not one of the others.
function keepMainApart() {
  const main = chosen("main");
  for (const box of form.querySelectorAll("input[name=also]")) {
    box.disabled = box.value === main;
    if (box.disabled) box.checked = false;
  }
}

function changed() {
  if (!unsaved) fieldOf("unsaved").textContent = "Changes are not saved yet.";
  unsaved = true;
  showAnswers();
  keepMainApart();
}

function answer(number) {
  form.querySelector(`input[name=answer_a][value="${number}"]`).checked = true;
  changed();
}

function swapOptions() {
  const [first, second] = [fieldOf("option_1"), fieldOf("option_2")];
  [first.value, second.value] = [second.value, first.value];
  const right = chosen("answer_a");
  if (right) form.querySelector(`input[name=answer_a][value="${3 - Number(right)}"]`).checked = true;
  changed();
}

function save(how) {
  form.requestSubmit(form.querySelector(`button[value="${how}"]`));
}

function toFirst(selector) {
  const field = form.querySelector(`${selector}:checked`) ?? form.querySelector(selector);
  field.focus();
}

const ask = () => {
  const details = fieldOf("ask");
  if (!details) return;
  details.open = true;
  details.querySelector("input.model").focus();
};

const writing = {
  1: () => answer(1), 2: () => answer(2), m: () => toFirst("input[name=main]"), x: swapOptions,
  a: () => press("accept"), e: () => press("edit"), r: () => press("refuse"), g: ask,
  z: () => fieldOf("undo")?.requestSubmit(),
};
const anywhere = { j: () => press("after"), k: () => press("before"), l: () => press("list"), g: () => press("begin") };

function onKey(event) {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  const control = (event.ctrlKey || event.metaKey) && !event.altKey;
  let act = null;
  if (form && control && event.key === "Enter") act = () => save("ready-next");
  else if (form && control && event.key.toLowerCase() === "s") act = () => save("save");
  else if (form && event.altKey && !control && /^Digit[12]$/.test(event.code)) act = () => answer(Number(event.code.at(-1)));
  else if (form && event.key === "Escape" && window.studio.isWriting(event.target)) act = () => event.target.blur();
  else if (!control && !event.altKey && !isText(event.target)) act = plainKey(event.key);
  if (!act) return;
  event.preventDefault();
  act();
}

function isText(target) {
  return window.studio.isWriting(target) && !/^(radio|checkbox)$/.test(target.type);
}

function plainKey(key) {
  const field = form?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (field) return () => field.focus();
  if (form && Object.hasOwn(writing, key)) return writing[key];
  return Object.hasOwn(anywhere, key) ? anywhere[key] : null;
}

document.addEventListener("keydown", onKey);

if (form) {
  showAnswers();
  keepMainApart();
  form.addEventListener("input", changed);
  form.addEventListener("submit", () => { unsaved = false; });
  // One line each: the fields grow with their text, but hold no line ends.
  for (const field of form.querySelectorAll("textarea:not(#notes)")) {
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.isComposing) event.preventDefault();
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}

// A model may take minutes: say so, take no second press, and remember the model's name.
for (const asks of document.querySelectorAll("form.asks")) {
  const model = asks.querySelector("input.model");
  model.value ||= localStorage.getItem("scotoma-model") ?? "";
  asks.addEventListener("submit", () => {
    localStorage.setItem("scotoma-model", model.value);
    asks.querySelector("button").disabled = true;
    asks.querySelector("[role=status]").textContent = "Asked; an answer may take up to three minutes.";
  });
}
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form.asks button")) button.disabled = false;
});
