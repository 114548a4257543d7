/** How a contact wants to be told, asked below his form; it counts at once. */
import { Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, put } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import { may, useMe } from "@/api/session";
import { ProblemNotice, tellDone } from "@/components/problem-notice";
import { personName } from "@/lib/people";

type Wish = Schemas["WishOut"];

const WISHES = [
  { value: "email", label: "Rather by e-mail" },
  { value: "sms", label: "Rather by text message" },
  { value: "no_email", label: "No e-mail" },
  { value: "no_sms", label: "No text messages" },
  { value: "none", label: "No messages at all" },
];

export function ContactWish({ contactId }: { contactId: number }) {
  const me = useMe();
  const queryClient = useQueryClient();
  const key = ["wish", contactId];
  const wish = useQuery({ queryKey: key, queryFn: ({ signal }) => get<Wish>("/api/contacts/{id}/wish", { path: { id: contactId }, signal }) });
  const say = useMutation({
    mutationFn: (channel: string) => put<Wish>("/api/contacts/{id}/wish", { path: { id: contactId }, body: { channel } }),
    onSuccess: (said) => {
      queryClient.setQueryData(key, said);
      tellDone("It counts from the next message on.");
    },
  });
  return (
    <>
      <Select
        mt="lg"
        label="How he wants to be told"
        description={wish.data?.written_by ? `Noted by ${personName(wish.data.written_by)}` : "Nobody has said; the mail address comes first"}
        placeholder="He did not say"
        data={WISHES}
        disabled={!wish.data || say.isPending || !may(me, "dispatch")}
        allowDeselect={false}
        value={wish.data?.channel || null}
        onChange={(channel) => channel && say.mutate(channel)}
      />
      <ProblemNotice error={wish.error ?? say.error} />
    </>
  );
}
