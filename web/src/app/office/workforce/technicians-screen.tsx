/** The people who go to the sites, and what is named once for all of them. */
import { Tabs } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";

import { useListSearch } from "@/components/data-table";
import { Page } from "@/components/page";
import { RecordScreen, RecordSection } from "@/components/record-list";
import { SavedViews } from "@/features/search/saved-views";
import { LapsingCertificates } from "@/features/dispatch/certificates/lapsing";
import { OnCallRotas } from "@/features/workforce/on-call";
import { CERTIFICATION_TYPES, SKILLS, TEAMS, TECHNICIANS, TERRITORIES } from "@/features/workforce/records";

export function TechniciansScreen() {
  const navigate = useNavigate();
  const [{ filter = "technicians" }, change] = useListSearch();
  return (
    <Tabs value={filter} onChange={(next) => change({ filter: next === "technicians" || next === null ? undefined : next, search: undefined, page: undefined })} keepMounted={false}>
      <Tabs.List px="lg" pt={6}>
        <Tabs.Tab value="technicians">Technicians</Tabs.Tab>
        <Tabs.Tab value="on-call">On call</Tabs.Tab>
        <Tabs.Tab value="lapsing">Lapsing certificates</Tabs.Tab>
        <Tabs.Tab value="skills">Skills and certificates</Tabs.Tab>
        <Tabs.Tab value="territories">Territories and teams</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="technicians">
        <RecordScreen kind={TECHNICIANS} tools={<SavedViews screen="technicians" />} onOpen={(row) => void navigate({ to: `/technicians/${row.id}` })} />
      </Tabs.Panel>
      <Tabs.Panel value="on-call">
        <Page title="On call" hint="Who answers outside of hours, first and second; times are those of each rota's own clock" wide={false}>
          <OnCallRotas />
        </Page>
      </Tabs.Panel>
      <Tabs.Panel value="lapsing">
        <Page title="Lapsing certificates" hint="A renewal is a further certificate; one that is replaced does not stand here">
          <LapsingCertificates />
        </Page>
      </Tabs.Panel>
      <Tabs.Panel value="skills">
        <Page title="Skills and certificates" hint="A skill is what somebody can do; a certificate is what somebody may do, until a date" wide={false}>
          <RecordSection kind={SKILLS} filter={{}} />
          <RecordSection kind={CERTIFICATION_TYPES} filter={{}} />
        </Page>
      </Tabs.Panel>
      <Tabs.Panel value="territories">
        <Page title="Territories and teams" hint="Who answers for which area" wide={false}>
          <RecordSection kind={TERRITORIES} filter={{}} />
          <RecordSection kind={TEAMS} filter={{}} />
        </Page>
      </Tabs.Panel>
    </Tabs>
  );
}
