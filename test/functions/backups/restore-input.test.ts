import { expect } from "chai";
import { checkInput, type RestoreInput } from "../../../functions/backups/restore-input";
import { beginning, noProgress } from "../../../functions/backups/restore-progress";

const own = { stack: "dev", archive: "the-archive", restoreFrom: "another", tables: [], buckets: [] };

/** An input as somebody types it. */
const typed = (input: object): RestoreInput => JSON.parse(JSON.stringify(input));
const check = (input: object) => checkInput(typed(input), own);

describe("functions/backups/restore-input", () => {
  it("takes a date alone, and restores what is missing from the stack's own archive", () => {
    const { fingerprint, ...request } = check({ date: "2026-11-28" });
    expect(fingerprint).to.match(/^[\w-]{22}$/);
    expect(request).to.deep.equal({
      ...{ date: "2026-11-28", mode: "missing", dryRun: false, archive: "the-archive", seconds: 50 },
      ...{ tables: undefined, prefix: undefined, next: undefined },
    });
  });

  for (const nothing of [undefined, null, {}]) {
    it(`takes ${JSON.stringify(nothing)} for a question of what backups there are`, () => {
      expect(checkInput(nothing, own)).to.include({ date: undefined, archive: "the-archive" });
    });
  }

  for (const [input, message] of [
    [{ date: "yesterday" }, "date must be a day as YYYY-MM-DD, or the whole id of a backup"],
    [{ date: "2026-11" }, "date must be a day as YYYY-MM-DD, or the whole id of a backup"],
    [{ date: "2026-11-28/../.." }, "date must be a day as YYYY-MM-DD, or the whole id of a backup"],
    [{ date: "2026-11-28", mode: "all" }, "mode must be missing or replace"],
    [{ date: "2026-11-28", tables: "events" }, "tables must be a list of names of tables; without it all are restored"],
    [{ date: "2026-11-28", tables: [] }, "tables must be a list of names of tables; without it all are restored"],
    [{ date: "2026-11-28", tables: [1] }, "tables must be a list of names of tables; without it all are restored"],
    [{ date: "2026-11-28", prefix: 1 }, "prefix must be what the keys of objects begin with"],
    [{ date: "2026-11-28", dryRun: "yes" }, "dryRun must be true or false"],
    [{ date: "2026-11-28", seconds: 4 }, "seconds must be a number from 5 to 840"],
    [{ date: "2026-11-28", seconds: 841 }, "seconds must be a number from 5 to 840"],
    [{ date: "2026-11-28", seconds: "50" }, "seconds must be a number from 5 to 840"],
    [{ date: "2026-11-28", next: {} }, "next must be what an unfinished restoration answered as next"],
    [{ date: null }, "date must be a day as YYYY-MM-DD, or the whole id of a backup"],
    [
      { date: "2026-11-28", dryrun: true },
      "there is no field dryrun: a restoration takes date, mode, tables, prefix, dryRun, confirm, archive, seconds, next",
    ],
    [
      { date: "2026-11-28", constructor: 1 },
      "there is no field constructor: a restoration takes date, mode, tables, prefix, dryRun, confirm, archive, seconds, next",
    ],
    [{ mode: "missing" }, "mode takes a date: without one, the backups that there are come as the answer"],
    [{ dryRun: true }, "dryRun takes a date: without one, the backups that there are come as the answer"],
    [
      { date: "2026-11-28", mode: "replace" },
      "mode replace overwrites what is otherwise and deletes what came after the backup: to go on, confirm must be the stack's name, dev",
    ],
    [
      { date: "2026-11-28", mode: "replace", confirm: "prod" },
      "mode replace overwrites what is otherwise and deletes what came after the backup: to go on, confirm must be the stack's name, dev",
    ],
    [
      { date: "2026-11-28", archive: "a-third" },
      "archive a-third may not be read: this stack's own is the-archive, and the other one is another",
    ],
    [[], "a restoration takes an object of fields, such as { date }"],
  ] as const) {
    it(`refuses ${JSON.stringify(input)}`, () => {
      expect(() => check(input)).to.throw(message);
    });
  }

  it("names no other archive where none is configured", () => {
    expect(() => checkInput({ archive: "a-third" }, { ...own, restoreFrom: undefined })).to.throw(
      "archive a-third may not be read: this stack's own is the-archive, and no other one is configured",
    );
  });

  it("asks for no confirmation of a dry run", () => {
    expect(check({ date: "2026-11-28", mode: "replace", dryRun: true })).to.include({ mode: "replace" });
    expect(check({ date: "2026-11-28", mode: "replace", confirm: "dev" })).to.include({ mode: "replace" });
  });

  it("takes next with the same input alone, of which only the time may be another", () => {
    const input = { date: "2026-11-28", tables: ["events"] };
    const { fingerprint } = check(input);
    const next = {
      backup: "2026-11-28T02-00-00-000Z",
      input: fingerprint,
      position: beginning,
      progress: noProgress(),
    };
    expect(check({ ...input, next, seconds: 20 }).next).to.deep.equal(next);
    for (const other of [{ tables: ["comments"] }, { dryRun: true }, { prefix: "a" }, { archive: "another" }]) {
      expect(() => check({ ...input, ...other, next })).to.throw(
        "next is of a restoration with another input: give it the same again, or begin without next",
      );
    }
  });
});
