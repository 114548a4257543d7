/** The look of all doors: one Mantine theme, dense, with contrast ≥ 4.5:1 in light and dark. */
import { type CSSVariablesResolver, createTheme, defaultVariantColorsResolver, type MantineColorsTuple, parseThemeColor } from "@mantine/core";

const teal: MantineColorsTuple = [
  "#e9f7f7",
  "#d3ecec",
  "#a5d8d8",
  "#74c3c4",
  "#4eb1b3",
  "#36a6a8",
  "#1f8b8e",
  "#0f7276",
  "#0b5f63",
  "#064a4d",
];

/** From text to ground; the ground of the page is the eighth. */
const dark: MantineColorsTuple = [
  "#e6ebf0",
  "#c6ced6",
  "#a9b3bd",
  "#8894a0",
  "#4d5863",
  "#38424b",
  "#272e35",
  "#1b2025",
  "#15191d",
  "#0f1215",
];

/** Words that warn or complain, and soft words: ≥ 4.5:1 on the page in both schemes, which the defaults are not. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5a6570",
    "--mantine-color-placeholder": "#68737d",
    "--tone-warn": "#9a3412",
    "--tone-bad": "#b42318",
  },
  dark: {
    "--mantine-color-dimmed": "#a9b3bd",
    "--mantine-color-placeholder": "#97a2ac",
    "--tone-warn": "#fdba74",
    "--tone-bad": "#ffa3a3",
  },
});

const CLOSE = { "aria-label": "Close" };

export const theme = createTheme({
  respectReducedMotion: true,
  variantColorResolver: (input) => {
    const resolved = defaultVariantColorsResolver(input);
    if (input.variant !== "light") return resolved;
    const { color, isThemeColor } = parseThemeColor({ color: input.color ?? input.theme.primaryColor, theme: input.theme });
    if (!isThemeColor) return resolved;
    // Light grounds carry a dark ink of their own color: yellow on yellow cannot be read.
    return { ...resolved, color: `light-dark(color-mix(in srgb, var(--mantine-color-${color}-9) 70%, black), var(--mantine-color-${color}-2))` };
  },
  colors: { brand: teal, dark },
  primaryColor: "brand",
  primaryShade: { light: 8, dark: 7 },
  fontFamily: '"Inter Variable", Inter, "Segoe UI", system-ui, -apple-system, Roboto, "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace',
  defaultRadius: "sm",
  fontSizes: { xs: "11px", sm: "13px", md: "14px", lg: "16px", xl: "19px" },
  headings: { fontWeight: "620", sizes: { h1: { fontSize: "20px" }, h2: { fontSize: "16px" }, h3: { fontSize: "14px" } } },
  components: {
    Button: { defaultProps: { size: "compact-md" } },
    TextInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm" } },
    Textarea: { defaultProps: { size: "sm", autosize: true, minRows: 2 } },
    Tooltip: { defaultProps: { openDelay: 300 } },
    Modal: { defaultProps: { centered: true, closeButtonProps: CLOSE } },
    Drawer: { defaultProps: { closeButtonProps: CLOSE } },
  },
});
