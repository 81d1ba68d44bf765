// Looks for what the host needs before anything is loaded that needs it. Every version of Node.js can read this file.
"use strict";

/** The oldest version of Node.js that runs the host, as in package.json. */
var oldest = [20, 19];

var version = process.versions.node.split(".").map(Number);

function refuse(what) {
  console.error("offline: " + what);
  process.exit(1);
}

if (version[0] < oldest[0] || (version[0] === oldest[0] && version[1] < oldest[1]))
  refuse(
    "Node.js " +
      oldest.join(".") +
      " or newer is needed, and this is " +
      process.versions.node +
      "; https://nodejs.org has one",
  );

try {
  require.resolve("yaml");
} catch (error) {
  refuse("packages are not installed; run: npm ci");
}
