/** A photo as it goes to the server: at most 2560 px, JPEG, without the camera's position and other marks. */
import { sha256 } from "@/lib/sha256";

const LONGEST_PX = 2560;
const QUALITY = 0.82;

export interface Picture {
  bytes: ArrayBuffer;
  contentType: string;
  sha256: string;
}

export async function asPicture(blob: Blob): Promise<Picture> {
  const bytes = await blob.arrayBuffer();
  return { bytes, contentType: blob.type, sha256: await sha256(bytes) };
}

/** Drawing a photo anew leaves its marks (place, time, phone) behind. */
export async function shrink(file: Blob): Promise<Picture> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_PX / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const small = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!small) throw new Error("this phone could not read the photo");
  return asPicture(small);
}
