// Before the first paint: the theme that the reader chose, so that the page does not flash in the other one.
try {
  const theme = localStorage.getItem("refscope.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden here: the system's theme it is.
}
// The script that starts the page says what goes wrong, but for its own absence.
addEventListener("error", ({ target }) => target.src && (document.documentElement.dataset.boot = "failed"), true);
