/** The look of all doors: one Mantine theme, dense, with contrast ≥ 4.5:1 in light and dark. */
import { createTheme, type MantineColorsTuple } from "@mantine/core";

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

export const theme = createTheme({
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
    Modal: { defaultProps: { centered: true } },
  },
});
