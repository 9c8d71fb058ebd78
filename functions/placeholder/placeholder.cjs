"use strict";
// Stands in for a function whose code lives elsewhere and hasn't been given yet. Lambda asks this module for the
// export that the function's handler names; whatever the name, it gets a handler that throws.

class PlaceholderCalledError extends Error {
  constructor() {
    super(
      "this function is a placeholder: its code has not been deployed; " +
        "set the artefact's path in the stack's configuration and update the stack",
    );
    this.name = "PlaceholderCalledError";
  }
}

const handler = async () => {
  throw new PlaceholderCalledError();
};

// `then` must stay undefined: the runtime awaits the module, and would wait for ever on something with a `then`.
const absent = (name) => typeof name === "symbol" || name === "then";
module.exports = new Proxy({}, { get: (_, name) => (absent(name) ? undefined : handler) });
