import tseslint from "typescript-eslint";

/** Refuses relative imports of folders by their names, wherever they are. */
const mayNotImport = (folders, message) => ({
  "no-restricted-imports": [
    "error",
    { patterns: [{ regex: `^(\\.{1,2}/)+(.+/)?(${folders.join("|")})(/|$)`, message }] },
  ],
});

/** `Object(x)` is of type `any`: whatever is read of it is unchecked. */
const anyByObject = {
  selector: "CallExpression[callee.name='Object']",
  message: "Object(x) is any: check what x is",
};

/** The host's levels, the highest first: what stands in one may import of its own level and those below. */
const outside = ["infra", "functions", "tools", "client", "site"];
const levels = ["host", "program", "services", "protocol", "graph", "storage"];
const descending = levels.slice(1).map((level, index) => ({
  files: [`packages/offline/src/${level}/**`],
  rules: mayNotImport([...outside, ...levels.slice(0, index + 1)], `imports go down: ${levels.join(" → ")}`),
}));

export default tseslint.config(
  // What a generator writes, it writes without rules of ours.
  {
    ignores: [
      "node_modules",
      ".offline",
      "**/dist",
      "packages/offline/test/programs",
      "packages/offline/compatibility/program",
      "client/schema.ts",
    ],
  },
  {
    files: ["**/*.ts", "**/*.tsx"],
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
      "max-lines": ["error", { max: 300 }],
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
    files: ["infra/**", "site/**", "tools/**", "packages/*/src/**", "index.ts"],
    rules: { "no-restricted-syntax": ["error", anyByObject] },
  },
  {
    files: ["infra/**", "index.ts"],
    rules: mayNotImport(["packages/offline", "tools", "client", "test"], "the program knows no home"),
  },
  {
    files: ["functions/**"],
    rules: {
      ...mayNotImport(
        ["infra", "packages", "tools", "client", "test"],
        "a closure imports functions/ and packages only",
      ),
      "no-console": "off",
      "no-restricted-syntax": [
        "error",
        anyByObject,
        {
          selector: "CallExpression[callee.name='problem'] > TemplateLiteral.arguments:nth-child(2)",
          message: "a problem's title is the same for every occurrence: say what is particular in its detail",
        },
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
    files: ["packages/**"],
    rules: mayNotImport(outside, "the host is general: it knows resource types, nothing of Atelier"),
  },
  ...descending,
  {
    files: ["client/**"],
    rules: mayNotImport(
      ["infra", "functions", "packages", "tools", "test"],
      "the client knows the published API alone",
    ),
  },
  {
    files: ["site/**"],
    rules: mayNotImport(
      ["infra", "functions", "packages", "tools", "test"],
      "the pages know the published API and their configuration alone",
    ),
  },
  {
    files: [
      "tools/*.ts",
      "tools/emulator/**",
      "tools/pulumi/**",
      "tools/sample/**",
      "tools/restore/**",
      "tools/bench/**",
      "tools/soak/**",
      "tools/cost/**",
    ],
    rules: mayNotImport(
      ["infra", "functions"],
      "the tools are for any home: of the program they know outputs and the API",
    ),
  },
  {
    files: ["**/main.ts", "packages/offline/src/services/lambda/boot.ts"],
    rules: { "no-console": "off" },
  },
);
