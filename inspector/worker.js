// The inspector's worker. Its program comes as the first message: the page has fetched it, and checked what it is.
import start from "./inspector.js";
onmessage = async ({ data }) => {
  try {
    await start({ module_or_path: data });
  } catch (error) {
    postMessage(String(error));
  }
};
