// Has glibc give back at once what a function's thread no longer uses. Left to itself it comes to keep megabytes for each
// thread: 50 MB of the host when all functions are busy. It reads its settings only where a process begins, so that this
// one begins again, in its place and with its number, where Node.js can do that (22.15 and later, on Linux).
"use strict";

var name = "MALLOC_TRIM_THRESHOLD_";
var defaultBytes = "131072";

// Commands such as `output` are over before it matters, and a channel to the process that forked this one would be lost.
var startsHost = process.argv[2] === undefined || process.argv[2].charAt(0) === "-";
var mayBeginAgain = process.platform === "linux" && typeof process.execve === "function" && !process.channel;

if (startsHost && mayBeginAgain && process.env[name] === undefined) {
  var variables = Object.assign({}, process.env);
  variables[name] = defaultBytes;
  process.execve(process.execPath, [process.execPath].concat(process.execArgv, process.argv.slice(1)), variables);
}
