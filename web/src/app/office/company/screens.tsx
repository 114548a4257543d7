/** The screens of the company's own things: work types, prices, calendars, targets, users. */
import { Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { may, useMe } from "@/api/session";
import { Page, Section } from "@/components/page";
import { ProblemNotice } from "@/components/problem-notice";
import { RecordEditor, RecordScreen, RecordSection, useRecords } from "@/components/record-list";
import { USERS } from "@/features/accounts/records";
import { bandsOf, type PriceBook, PRICE_BOOKS, pricesOf, TAX_RATES } from "@/features/billing/records";
import { SellerForm, sellerQuery } from "@/features/billing/seller";
import { CALENDARS } from "@/features/contracts/records";
import { policyQuery } from "@/features/dispatch/api/change-policy";
import { ReleaseForm } from "@/features/dispatch/release/release-form";
import { Targets } from "@/features/contracts/targets";
import { WORK_TYPES } from "@/features/work/records";

export const WorkTypesScreen = () => <RecordScreen kind={WORK_TYPES} hint="How long a kind of work takes, what it needs, and whether it is assigned by itself" />;
export const CalendarsScreen = () => <RecordScreen kind={CALENDARS} hint="When the clock of a target runs" />;
export const UsersScreen = () => <RecordScreen kind={USERS} hint="Who may sign in, and as what" />;

export function TargetsScreen() {
  const me = useMe();
  return (
    <Page title="Targets" hint="How soon somebody comes, makes safe and is done; it holds for what is raised from now on">
      <Targets mayChange={may(me, "dispatch")} />
    </Page>
  );
}

export function PriceBookScreen() {
  const me = useMe();
  const books = useRecords(PRICE_BOOKS, { page_size: 200 });
  const [chosen, setChosen] = useState<number | null>(null);
  const [editing, setEditing] = useState<PriceBook | "new" | null>(null);
  const items = books.data?.items ?? [];
  const book = items.find((one) => one.id === chosen) ?? items.find((one) => one.is_default) ?? items[0];
  const writes = may(me, "money");
  return (
    <Page
      title="Price book"
      hint="What an hour, a call-out and a part cost, and the tax on it"
      actions={
        writes && (
          <Button variant="default" onClick={() => setEditing("new")}>
            New price book
          </Button>
        )
      }
    >
      <Stack gap="lg">
        {items.length > 0 && (
          <Group>
            {items.length > 1 && (
              <SegmentedControl
                size="xs"
                aria-label="Price book"
                data={items.map((one) => ({ value: String(one.id), label: `${one.name} (${one.currency})` }))}
                value={String(book?.id)}
                onChange={(id) => setChosen(Number(id))}
              />
            )}
            {book && (
              <Text size="sm" c="dimmed">
                {book.name}: labor in steps of {book.labor_step_minutes} min
                {book.labor_minimum_minutes > 0 && `, at least ${book.labor_minimum_minutes} min`}
              </Text>
            )}
            {book && writes && (
              <Button size="compact-xs" variant="subtle" onClick={() => setEditing(book)}>
                Change the book
              </Button>
            )}
          </Group>
        )}
        {books.data?.items.length === 0 && <Text>{PRICE_BOOKS.empty}</Text>}
        {book && <RecordSection key={book.id} kind={pricesOf(book)} filter={{}} title={`Prices in ${book.name}`} />}
        {book && <RecordSection key={`${book.id}.bands`} kind={bandsOf(book)} filter={{}} title="Rates by the hour" />}
        <RecordSection kind={TAX_RATES} filter={{}} />
        <Seller />
      </Stack>
      <RecordEditor kind={PRICE_BOOKS} editing={editing} onClose={() => setEditing(null)} onMade={(made) => setChosen(made.id)} />
    </Page>
  );
}

export function ReleaseScreen() {
  const me = useMe();
  const policy = useQuery(policyQuery);
  return (
    <Page title="Dispatching" hint="When a planned visit goes to its technician's phone">
      {policy.error ? <ProblemNotice error={policy.error} /> : policy.data && <ReleaseForm key={policy.data.version} policy={policy.data} mayChange={may(me, "admin")} />}
    </Page>
  );
}

function Seller() {
  const me = useMe();
  const seller = useQuery(sellerQuery);
  if (!seller.data) return null;
  return (
    <Section title="The company on its invoices">
      <SellerForm seller={seller.data.seller ?? null} mayChange={may(me, "admin")} />
    </Section>
  );
}
