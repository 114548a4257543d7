/** Send a photo or PDF ahead of the request it belongs to. */
import { useMutation } from "@tanstack/react-query";

import { post } from "@/api/client";
import { newId } from "@/lib/ids";

export interface Attachment {
  sha256: string;
  name: string;
}

export const useSendAttachment = (token: string) =>
  useMutation({
    mutationFn: async (file: File): Promise<Attachment> => {
      const body = new FormData();
      body.set("token", token);
      body.set("client_uuid", newId());
      body.set("file", file);
      const { sha256 } = await post<{ sha256: string }>("/api/portal/attachments", { body });
      return { sha256, name: file.name };
    },
  });
