import tseslint from "typescript-eslint";

/** Folders that must not know each other: the program is deployed without its host, and the host serves any program. */
const boundary = (folders, reason) => ({
  "no-restricted-imports": ["error", { patterns: [{ regex: `^(\\.{1,2}/)+(${folders})(/|$)`, message: reason }] }],
});

export default tseslint.config(
  { ignores: ["node_modules", ".offline", "test/offline/programs"] },
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
    rules: boundary("offline|test|bench", "the program knows no home: see the design in docs/"),
  },
  {
    files: ["functions/**"],
    rules: {
      ...boundary("offline|infra|test|bench", "a closure imports functions/ and packages only"),
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
    rules: boundary("functions|infra|test|bench", "the host is general: it knows resource types, nothing of Atelier"),
  },
  {
    files: ["offline/main.ts", "offline/lambda/boot.ts", "bench/main.ts", "bench/soak.ts"],
    rules: { "no-console": "off" },
  },
);
