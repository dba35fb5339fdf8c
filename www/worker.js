// Runs scenarios beside the page: the page's own program, in a thread without a window. The first message names the program's
// glue and brings the program itself, each one after it is a scenario. The answer is what `measure` says, or null.
let begun;
onmessage = async ({ data }) => {
  try {
    if (Array.isArray(data)) {
      const [glue, program] = data;
      begun = import(glue).then(it => it.default({ module_or_path: program }).then(() => it));
      await begun;
    } else {
      postMessage((await begun).measure(data));
    }
  } catch (error) {
    console.warn(error);
    if (typeof data === "string") postMessage(null);
  }
};
