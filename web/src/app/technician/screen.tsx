/** The frame of every screen of the phone: what it is about on top, the thing to do at the thumb. */
import type { ReactNode } from "react";

import { SyncChip } from "@/features/mobile/components/sync-chip";
import { UndoBar } from "@/features/mobile/components/undo-bar";

import { useBack, useGo } from "./go";
import styles from "./screen.module.css";

export function Screen({
  title,
  sub,
  up,
  footer,
  children,
}: {
  title: ReactNode;
  sub?: ReactNode;
  /** Where "back" leads when there is no way back; none on the first screens. */
  up?: string;
  footer?: ReactNode;
  children: ReactNode;
}) {
  const back = useBack(up ?? "/");
  const go = useGo();
  return (
    <div className={styles.screen}>
      <header className={styles.header}>
        {up !== undefined && (
          <button type="button" className={styles.back} aria-label="Back" onClick={back}>
            ‹
          </button>
        )}
        <div className={styles.titles}>
          <h1>{title}</h1>
          {sub && <div className={styles.sub}>{sub}</div>}
        </div>
        <SyncChip short={up !== undefined} onTap={() => go("/unsent")} />
      </header>
      <main className={styles.main}>{children}</main>
      <footer className={styles.footer}>
        <UndoBar />
        {footer}
      </footer>
    </div>
  );
}

/** Buttons side by side where they fit. */
export function Pair({ children }: { children: ReactNode }) {
  return <div className={styles.pair}>{children}</div>;
}

const TABS = [
  { path: "/", label: "Jobs" },
  { path: "/unsent", label: "Unsent" },
  { path: "/more", label: "More" },
] as const;

export function Tabs({ at, attention }: { at: (typeof TABS)[number]["path"]; attention: number }) {
  const go = useGo();
  return (
    <nav className={styles.tabs} aria-label="Screens">
      {TABS.map(({ path, label }) => (
        <button
          key={path}
          type="button"
          className={styles.tab}
          aria-current={path === at ? "page" : undefined}
          onClick={() => go(path, { replace: true })}
        >
          {label}
          {path === "/unsent" && attention > 0 && (
            <span className={styles.count} aria-label={`${attention} need you`}>
              {attention}
            </span>
          )}
        </button>
      ))}
    </nav>
  );
}
