// What the linter looks for, beyond the types that tsc checks.

const browser = ["console", "customElements", "cancelAnimationFrame", "clearTimeout", "document", "getComputedStyle", "history", "HTMLElement", "ImageData", "innerHeight", "IntersectionObserver", "location", "matchMedia", "MutationObserver", "performance", "requestAnimationFrame", "ResizeObserver", "setTimeout", "window", "atob"];
const rules = [
  "constructor-super", "eqeqeq", "for-direction", "getter-return", "no-cond-assign", "no-const-assign",
  "no-constant-condition", "no-dupe-args", "no-dupe-class-members", "no-dupe-else-if", "no-dupe-keys",
  "no-duplicate-case", "no-duplicate-imports", "no-empty", "no-fallthrough", "no-func-assign",
  "no-implicit-globals", "no-import-assign", "no-loss-of-precision", "no-redeclare", "no-self-assign",
  "no-self-compare", "no-shadow", "no-sparse-arrays", "no-undef",
  "no-unreachable", "no-unsafe-finally", "no-unsafe-negation", "no-unused-expressions", "no-unused-vars",
  "no-use-before-define", "no-useless-return", "no-var", "object-shorthand", "prefer-const",
  "use-isnan", "valid-typeof",
];
const options = {
  "no-shadow": ["error", { builtinGlobals: false }],
  "no-unused-expressions": ["error", { allowShortCircuit: true, allowTernary: true }],
  "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
  "no-use-before-define": ["error", { functions: false, classes: false, variables: false }],
  "prefer-const": ["error", { destructuring: "all" }],
};

export default [
  {
    files: ["**/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: Object.fromEntries(browser.map((name) => [name, "readonly"])) },
    rules: { ...Object.fromEntries(rules.map((name) => [name, "error"])), ...options },
  },
];
