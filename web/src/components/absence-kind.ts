/** What takes up a technician's time and is no visit: each kind with its words and a sign, for it is not told by color. */
interface Look {
  /** As a choice in a form. */
  label: string;
  /** On a bar of the board. */
  bar: string;
  icon: string;
}

export const ABSENCE_KIND: Record<string, Look> = {
  leave: { label: "Leave", bar: "on leave", icon: "╱" },
  sick: { label: "Sick", bar: "sick", icon: "✚" },
  public_holiday: { label: "Public holiday", bar: "public holiday", icon: "☼" },
  training: { label: "Training", bar: "training", icon: "✎" },
  meeting: { label: "Meeting", bar: "meeting", icon: "◉" },
  van_service: { label: "Van in service", bar: "van in service", icon: "⚙" },
  break: { label: "Break", bar: "break", icon: "❙❙" },
  other: { label: "Other", bar: "absent", icon: "╱" },
};

export const absenceKind = (kind: string): Look => ABSENCE_KIND[kind] ?? { label: kind, bar: kind.replaceAll("_", " "), icon: "╱" };

/** A break is the technician's to take; everything else can be recorded. */
export const RECORDABLE = Object.keys(ABSENCE_KIND).filter((kind) => kind !== "break");
