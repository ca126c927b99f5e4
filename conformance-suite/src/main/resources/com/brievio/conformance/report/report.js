"use strict";
(() => {
  const checks = [...document.querySelectorAll("details.check")];
  const rows = [...document.querySelectorAll("tr[data-text]")];
  const search = document.getElementById("search");
  const boxes = [...document.querySelectorAll("input[data-status]")];
  const differ = document.getElementById("differ");
  const count = document.getElementById("shown");

  function apply() {
    const wanted = new Set(boxes.filter(b => b.checked).map(b => b.dataset.status));
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = text => words.every(w => text.includes(w));
    let shown = 0;
    for (const check of checks) {
      const show = wanted.has(check.dataset.status) && fits(check.dataset.text);
      check.classList.toggle("hidden", !show);
      shown += show ? 1 : 0;
    }
    for (const group of document.querySelectorAll("section.category")) {
      group.classList.toggle("hidden", !group.querySelector("details.check:not(.hidden)"));
    }
    for (const row of rows) {
      const same = differ && differ.checked && row.dataset.same === "true";
      row.classList.toggle("hidden", same || !fits(row.dataset.text));
    }
    count.textContent = shown + " of " + checks.length + " checks shown";
  }

  function openTarget() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let d = target.closest("details"); d; d = d.parentElement.closest("details")) {
      d.open = true;
      d.classList.remove("hidden");
    }
    target.scrollIntoView();
  }

  search.addEventListener("input", apply);
  boxes.forEach(b => b.addEventListener("change", apply));
  if (differ) differ.addEventListener("change", apply);
  window.addEventListener("hashchange", openTarget);
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = checks.filter(c => !c.open && !c.classList.contains("hidden") && c.dataset.violated === "true");
    opened.forEach(c => { c.open = true; });
  });
  window.addEventListener("afterprint", () => opened.forEach(c => { c.open = false; }));
  document.addEventListener("click", event => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    const text = document.getElementById(button.dataset.copy).textContent;
    navigator.clipboard.writeText(text).then(() => { button.textContent = "copied"; });
  });
  document.addEventListener("keydown", event => {
    if (event.key === "/" && document.activeElement !== search) {
      event.preventDefault();
      search.focus();
    }
  });
  document.querySelectorAll(".js").forEach(e => e.classList.remove("hidden"));
  apply();
  openTarget();
})();
