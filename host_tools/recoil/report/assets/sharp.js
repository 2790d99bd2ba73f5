"use strict";
// Two pixels for each at least, so that charts are sharp on paper too.
{
  const real = Object.getOwnPropertyDescriptor(window, "devicePixelRatio");
  Object.defineProperty(window, "devicePixelRatio", {
    configurable: true,
    get: () => Math.max(2, real && real.get ? real.get.call(window) : 1),
  });
}
