export const tables: Record<string, string> = { notes: "id" };
