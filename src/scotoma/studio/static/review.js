// Keys of the review's pages. Without this file every form works as it stands.
"use strict";

const question = document.getElementById("question");
const patterns = document.getElementById("patterns");
const undo = document.getElementById("undo");
let sent = false;

function once(form) {
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
}
for (const form of [question, patterns, undo]) if (form) once(form);

// A page that the back button brings out of memory may be of a question that is answered: ask for the current one.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// The best pattern first; a second one, or the best once more, is an "also"; pressed again, an "also" goes.
function choosePattern(radio) {
  const best = patterns.querySelector("input[name=main]:checked");
  const also = radio.closest("tr").querySelector("input[name=also]");
  if (!best) {
    radio.checked = true;
    radio.focus();
  } else if (best !== radio) {
    also.checked = !also.checked;
    also.focus();
  } else {
    radio.checked = false;
  }
}

document.addEventListener("keydown", (event) => {
  const target = event.target;
  const typing = target.matches("textarea, input:not([type=radio], [type=checkbox])");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat || document.querySelector("dialog[open]")) return;
  const keyed = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const concern = document.getElementById("concern");
  if (keyed && question) {
    keyed.click();
  } else if (keyed) {
    choosePattern(keyed);
  } else if (event.key === "c" && concern) {
    const box = document.getElementById("concern-box");
    if (box) box.open = true;
    concern.focus();
  } else if (event.key === "u" && undo) {
    undo.requestSubmit();
  } else if (event.key === "Enter" && patterns && !target.closest("a, button, summary")) {
    patterns.requestSubmit();
  } else {
    return;
  }
  event.preventDefault();
});
