// Looks at a registry as a person does, and tells what stands on screen when the look has ended.
const [host, opensBlob, done] = arguments;
const find = (css) => document.querySelector(css);
const texts = (css) => [...document.querySelectorAll(css)].map((element) => element.innerText.trim()).filter(Boolean);
// The button is busy from the press until the end; the steps follow.
const isRunning = () => find("#look").ariaBusy === "true";
const ended = () =>
  !isRunning() &&
  find(".outcome span").textContent !== "" &&
  !find(":is([data-state=running], [data-state=waiting])");
const until = (holds, then) => {
  if (holds()) return then();
  const observer = new MutationObserver(() => {
    if (!holds()) return;
    observer.disconnect();
    then();
  });
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
};
const problem = (place) =>
  texts(`${place} .problem-what`).map((what, at) => ({
    what,
    why: texts(`${place} .problem-why`)[at] ?? "",
    now: texts(`${place} .problem-now`)[at] ?? "",
  }));
const step = (name) => ({
  state: find(`#step-${name}`).dataset.state,
  problems: problem(`#step-${name} > .problems`),
  has_result: find(`#step-${name} > .result`).childElementCount > 0,
  is_earlier: find(`#step-${name} > .earlier-note`).textContent !== "",
});
// The list draws what has come before the next picture but one.
const tell = () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(seen()))));
const seen = () => ({
  steps: ["challenge", "token", "image", "referrers"].map(step),
  blob: opensBlob ? problem("#step-image .content .content") : [],
  has_blob: texts("#step-image .content .content pre").length > 0,
  rows: [...document.querySelectorAll(".grid [data-kind]")].map((row) => row.dataset.digest),
  firsts: [...document.querySelectorAll(".grid [data-kind]:not([data-repeat])")].map((row) => row.dataset.digest),
  marks: texts("#step-referrers > .result :is(.remarks, .progress, .notes, .chip.failed)").join("\n"),
  can_go_on: Boolean(find("#load-more")),
  outcome: find(".outcome span").textContent,
  fields: ["registry", "repository", "reference", "user", "password"].map((id) => document.getElementById(id).value),
  traces: [
    document.documentElement.outerHTML,
    location.href,
    document.title,
    JSON.stringify([history.state, { ...localStorage }, { ...sessionStorage }, document.cookie]),
  ].join("\n"),
});
const openBlob = () => {
  const layer = () => find("#step-image .content .parts > li:nth-child(2) > .opener");
  const isOver = () => problem("#step-image .content .content").length > 0 || texts("#step-image .content .content pre").length > 0;
  if (!find("#step-image > .result > .opener")) return tell();
  find("#step-image > .result > .opener").click();
  until(layer, () => {
    layer().click();
    until(isOver, tell);
  });
};

const field = document.getElementById("registry");
field.value = host;
field.dispatchEvent(new Event("input", { bubbles: true }));
find("#look").click();
// As it was before the press, until the look begins.
until(isRunning, () => until(ended, () => (opensBlob ? openBlob() : tell())));
