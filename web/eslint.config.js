import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import importX from "eslint-plugin-import-x";
import hooks from "eslint-plugin-react-hooks";
import { readdirSync } from "node:fs";
import tseslint from "typescript-eslint";

const features = readdirSync(new URL("./src/features", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const doors = ["office", "technician", "portal"];

/** Imports go lib, api → components → features → app; features and doors do not know each other. */
const zones = [
  { target: "./src/lib", from: ["./src/components", "./src/features", "./src/app", "./src/sync"] },
  { target: "./src/api", from: ["./src/components", "./src/features", "./src/app", "./src/sync"] },
  { target: "./src/components", from: ["./src/features", "./src/app", "./src/sync"] },
  { target: "./src/features", from: ["./src/app"] },
  { target: "./src/sync", from: ["./src/features", "./src/app"] },
  ...features.map((feature) => ({
    target: `./src/features/${feature}`,
    from: "./src/features",
    except: [`./${feature}`],
    message: "Features do not import each other; a door composes them.",
  })),
  ...doors.map((door) => ({
    target: `./src/app/${door}`,
    from: "./src/app",
    except: [`./${door}`],
    message: "Doors do not import each other.",
  })),
];

export default tseslint.config(
  { ignores: ["dist", "dev-dist", "node_modules", "src/api/schema.d.ts"] },
  ...tseslint.configs.strict,
  {
    files: ["**/*.{ts,tsx}"],
    plugins: { "import-x": importX, "react-hooks": hooks },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver({ project: "./tsconfig.json" })] },
    rules: {
      ...hooks.configs.recommended.rules,
      "import-x/no-cycle": "error",
      "import-x/no-default-export": "error",
      "import-x/no-restricted-paths": ["error", { zones }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-invalid-void-type": "off",
      // The React compiler is not in use: what it would skip does not matter.
      "react-hooks/incompatible-library": "off",
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  { files: ["*.config.{js,ts}"], rules: { "import-x/no-default-export": "off" } },
  { files: ["scripts/**", "tests/**"], rules: { "no-console": "off" } },
);
