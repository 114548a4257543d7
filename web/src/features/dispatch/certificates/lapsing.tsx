/** Certificates that have lapsed or will within 60 days, the most pressing first, each with the visits it would hit. */
import { Anchor, Badge, Group, Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import type { Schemas } from "@/api/schemas";
import { Rows } from "@/components/data-table";
import { Section } from "@/components/page";
import { ProblemNotice } from "@/components/problem-notice";
import { browserZone, dateTime, plainDate } from "@/lib/dates";

import { lapsingQuery } from "../api/list-lapsing";

type Lapsing = Schemas["Lapsing"];

const GROUPS: { title: string; has: (days: number) => boolean; color: string }[] = [
  { title: "Lapsed", has: (days) => days < 0, color: "red" },
  { title: "Within 7 days", has: (days) => days >= 0 && days <= 7, color: "red" },
  { title: "Within 30 days", has: (days) => days > 7 && days <= 30, color: "orange" },
  { title: "Within 60 days", has: (days) => days > 30, color: "gray" },
];

const inDays = (days: number): string => (days < 0 ? `${-days} days ago` : days === 0 ? "today is the last day" : days === 1 ? "in 1 day" : `in ${days} days`);

export function LapsingCertificates() {
  const lapsing = useQuery(lapsingQuery);
  if (lapsing.isPending) return <Loader size="sm" />;
  const items = lapsing.data?.items ?? [];
  return (
    <>
      <ProblemNotice error={lapsing.error} />
      {items.length === 0 && lapsing.data && (
        <Text size="sm" c="dimmed">
          No certificate lapses within 60 days.
        </Text>
      )}
      {GROUPS.map(({ title, has, color }) => {
        const rows = items.filter((one) => has(one.days_left));
        return (
          rows.length > 0 && (
            <Section key={title} title={title}>
              <Rows
                label={title}
                rows={rows}
                rowKey={(one) => one.certification_id}
                columns={[
                  {
                    label: "Technician",
                    render: (one) => (
                      <Anchor component={Link} to={`/technicians/${one.technician_id}`} size="sm">
                        {one.technician}
                      </Anchor>
                    ),
                  },
                  { label: "Certificate", render: (one) => `${one.certification} ${one.number}` },
                  {
                    label: "Lapses",
                    render: (one) => (
                      <Group gap={6}>
                        {plainDate(one.expires_on)}
                        <Badge color={color} variant="light" tt="none">
                          {inDays(one.days_left)}
                        </Badge>
                        {one.is_legal && <Badge variant="outline" tt="none">by law</Badge>}
                      </Group>
                    ),
                  },
                  { label: "Planned visits it would hit", render: (one) => <Hit visits={one.visits} /> },
                ]}
              />
            </Section>
          )
        );
      })}
    </>
  );
}

function Hit({ visits }: { visits: Lapsing["visits"] }) {
  if (visits.length === 0)
    return (
      <Text span size="sm" c="dimmed">
        none
      </Text>
    );
  return (
    <>
      {visits.map((visit) => (
        <Text key={visit.visit_id} size="sm">
          <Anchor component={Link} to={`/work-orders/${visit.work_order_id}`} size="sm">
            {visit.number}
          </Anchor>{" "}
          {visit.site}, {dateTime(visit.starts_at, browserZone())}
        </Text>
      ))}
    </>
  );
}
