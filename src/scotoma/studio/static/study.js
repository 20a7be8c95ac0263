// The page of a question: keys, time in view, one sending. Without this file the form works as it stands.
"use strict";

const form = document.getElementById("question");

if (form) {
  const choices = [...form.elements.choice];
  let visible = 0;
  let since = document.visibilityState === "visible" ? performance.now() : null;
  let sent = false;

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      since = performance.now();
    } else if (since !== null) {
      visible += performance.now() - since;
      since = null;
    }
  });

  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    const total = visible + (since === null ? 0 : performance.now() - since);
    document.getElementById("visible").value = Math.round(total);
  });

  // A page that the back button brings out of memory may be a question that is answered: ask for the current one.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea");
    if (typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const place = Number.parseInt(event.key, 10) - 1;
    if (choices[place]) {
      choices[place].checked = true;
      choices[place].focus();
      event.preventDefault();
    } else if (event.key === "Enter" && !event.target.closest("a, button, summary")) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  for (const key of form.querySelectorAll("kbd")) key.hidden = false;
  document.getElementById("hint").hidden = false;
}
