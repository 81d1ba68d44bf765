import tseslint from "typescript-eslint";

const folders = ["infra", "functions", "offline", "publish", "client", "emulator", "sample", "bench", "test"];

/** What a folder may import of the others; the program is deployed without its host, and the host serves any program. */
const mayImport = (allowed, reason) => {
  const refused = folders.filter((folder) => !allowed.includes(folder)).join("|");
  return {
    "no-restricted-imports": ["error", { patterns: [{ regex: `^(\\.{1,2}/)+(${refused})(/|$)`, message: reason }] }],
  };
};

export default tseslint.config(
  // What a generator writes, it writes without rules of ours.
  { ignores: ["node_modules", ".offline", "test/offline/programs", "client/schema.ts"] },
  {
    files: ["**/*.ts"],
    plugins: { "@typescript-eslint": tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "no-empty": "error",
      "max-lines": ["error", { max: 220 }],
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unnecessary-type-assertion": "error",
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ["infra/**", "index.ts"],
    rules: mayImport(["infra", "functions"], "the program knows no home"),
  },
  {
    files: ["functions/**"],
    rules: {
      ...mayImport(["functions"], "a closure imports functions/ and packages only"),
      "no-console": "off",
      "no-restricted-syntax": [
        "error",
        { selector: "ClassDeclaration[superClass]", message: "subclasses do not survive Pulumi's serializer" },
        {
          selector: "Program > :matches(VariableDeclaration, ExportNamedDeclaration) > * > NewExpression.init",
          message: "build instances inside the factory: a module-level one is not serialized faithfully",
        },
        {
          selector: "Program > ExportNamedDeclaration > VariableDeclaration > VariableDeclarator > NewExpression.init",
          message: "build instances inside the factory: a module-level one is not serialized faithfully",
        },
      ],
    },
  },
  {
    files: ["offline/**"],
    rules: mayImport(["offline"], "the host is general: it knows resource types, nothing of Atelier"),
  },
  {
    files: ["client/**"],
    rules: mayImport(["client"], "the client knows the published API alone"),
  },
  {
    files: ["emulator/**"],
    rules: mayImport(["emulator", "offline"], "the scripts run tools; they know nothing of the program"),
  },
  {
    files: ["*/main.ts", "offline/lambda/boot.ts", "bench/soak.ts", "test/fuzz/main.ts"],
    rules: { "no-console": "off" },
  },
  {
    files: ["sample/**"],
    rules: mayImport(
      ["sample", "emulator", "offline"],
      "the sample data is for any home: of the program it knows outputs and the API alone",
    ),
  },
);
