// What every page has: the list of keys, and signing in without a second press.
"use strict";

const keys = document.getElementById("keys");
const keysButton = document.getElementById("keys-button");

function isWriting(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

if (keys && keysButton) {
  keysButton.hidden = false;
  keysButton.addEventListener("click", () => keys.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    event.preventDefault();
    if (!keys.open) keys.showModal();
  });
}

const login = document.getElementById("login");
if (login) login.submit();

// For the parts' own scripts: a form sent without leaving the page. Resolves to the JSON that came back; rejects with
// an Error whose message can be shown, and whose `status` is the response's.
window.studio = {
  isWriting,
  async post(path, fields) {
    const body = new URLSearchParams(fields);
    body.set("csrf", document.querySelector("meta[name=csrf]")?.content ?? "");
    const response = await fetch(path, { method: "POST", body, headers: { Accept: "application/json" } });
    const data = await response.json().catch(() => ({ error: `The studio answered ${response.status}.` }));
    if (!response.ok) throw Object.assign(new Error(data.error), { status: response.status });
    return data;
  },
};
