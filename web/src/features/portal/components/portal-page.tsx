/** The frame of the portal's pages: whose page it is and how to reach them. */
import type { ReactNode } from "react";

import type { Company } from "../company";

import styles from "./portal.module.css";

export function PortalPage({ company, children }: { company: Partial<Company> | null; children: ReactNode }) {
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <span className={styles.company}>{company?.name || "Service"}</span>
        {(company?.phone || company?.email) && (
          <span className={styles.reach}>
            {company.phone && <a href={`tel:${company.phone}`}>{company.phone}</a>}
            {company.email && <a href={`mailto:${company.email}`}>{company.email}</a>}
          </span>
        )}
      </header>
      <main className={styles.content}>{children}</main>
    </div>
  );
}
