export const routes = [
  { path: "greeting", file: "greeting.js" },
  { path: "count", file: "count.js" },
  { path: "notes", file: "notes.js" },
];
