// One lookup, and what a person does with what it found. Tells "done", or what did not come.
const [repository, tag, view, opensDocument, done] = arguments;
const find = (css) => document.querySelector(css);
const type = (id, text) => {
  const field = document.getElementById(id);
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
// The button is busy from the press until the end; the steps follow.
const isRunning = () => find("#look").ariaBusy === "true";
const ended = () =>
  !isRunning() &&
  find(".outcome span").textContent !== "" &&
  !find(":is([data-state=running], [data-state=waiting])");
const until = (holds) =>
  new Promise((resolve) => {
    if (holds()) return resolve();
    const observer = new MutationObserver(() => {
      if (!holds()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  });
(async () => {
  type("repository", repository);
  type("reference", tag);
  find("#look").click();
  await until(isRunning);
  await until(ended);
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))));
  if (find("#step-referrers").dataset.state !== "done") return document.body.innerText;
  await until(() => find(".explorer") && find(".grid [data-kind], .explorer-view svg [data-kind]"));
  find(`#view-${view}`).click();
  await until(() => find(view === "graph" ? ".explorer-view svg [data-node]" : `.grid.${view} [data-kind]`));
  find("#view-tree").click();
  await until(() => find(".grid.tree [data-kind]"));
  find(".grid.tree [data-kind] > :first-child").click();
  await until(() => find(".detail"));
  type("filter", "sha256:0");
  type("filter", "");
  if (opensDocument) {
    find(".detail > .opener").click();
    await until(() => find(".detail .parts .opener"));
    find(".detail .parts > li:last-child > .opener").click();
    await until(() => find(".detail .content .content :is(.report-head, pre)"));
    find(".detail > .opener").click();
  }
  find(".close-detail").click();
  await until(() => !find(".detail"));
  return "done";
})().then(done, (error) => done(String(error)));
