"use strict";
(() => {
  const stored = document.getElementById("filters");
  const form = stored.content.firstElementChild.cloneNode(true);
  stored.replaceWith(form);
  const output = form.querySelector("output");
  const opener = form.elements.namedItem("open");
  const keys = ["verdict", "other", "account"];

  // What belongs to one contract, client or account carries the same number.
  const things = new Map();
  for (const element of document.querySelectorAll("[data-n]")) {
    const number = element.dataset.n;
    if (!things.has(number)) things.set(number, { all: [], sheet: null, text: null });
    const thing = things.get(number);
    thing.all.push(element);
    if (element.classList.contains("sheet")) thing.sheet = element;
  }
  const contracts = [...things.values()].filter((thing) => thing.sheet.dataset.verdict);
  const counts = [...document.querySelectorAll(".column")].map((column) => ({
    verdict: column.id.slice(2),
    shown: column.querySelector(".count"),
  }));

  const fits = (thing, wanted, words) => {
    const data = thing.sheet.dataset;
    if (keys.some((key) => wanted[key] && data[key] !== wanted[key])) return false;
    if (wanted.severity && !data.severity.split(" ").includes(wanted.severity)) return false;
    if (!words.length) return true;
    if (thing.text === null) thing.text = thing.sheet.textContent.toLowerCase();
    return words.every((word) => thing.text.includes(word));
  };

  const apply = () => {
    const wanted = Object.fromEntries(new FormData(form));
    const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
    for (const thing of things.values()) {
      const hidden = !fits(thing, wanted, words);
      for (const element of thing.all) if (element.hidden !== hidden) element.hidden = hidden;
    }
    const left = contracts.filter((thing) => !thing.sheet.hidden);
    for (const count of counts) {
      const here = left.filter((thing) => thing.sheet.dataset.verdict === count.verdict);
      count.shown.textContent = here.length;
    }
    output.textContent = `${left.length} of ${contracts.length} shown`;
  };

  let waiting = 0;
  const later = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(apply);
  };
  form.addEventListener("input", later);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  opener.addEventListener("click", () => {
    const open = opener.getAttribute("aria-pressed") !== "true";
    opener.setAttribute("aria-pressed", String(open));
    for (const thing of things.values()) if (!thing.sheet.hidden) thing.sheet.open = open;
  });
})();
