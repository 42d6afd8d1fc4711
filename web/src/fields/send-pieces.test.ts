// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { UploadFailure } from "./environment";
import { sendFile } from "./send-file";
import { PIECE } from "./send-pieces";
import { PAUSE } from "./upload-way";

const SIZE = 5 * PIECE + 7;
const way = {
  whole: "/whole",
  begin: "/begin",
  about: { field: "proof" },
  uploads: "/uploads",
  headers: { "Accept-Language": "en" },
};

/** What a server with uploads in pieces keeps, and what shall go wrong next. */
class Server {
  uploads = new Map<string, { size: number; offset: number }>();
  calls: string[] = [];
  next = 1;
  /** Called before each answer; a number is answered in its place. */
  trouble: (method: string, path: string) => number | null = () => null;

  answer(method: string, address: string, body: unknown): [number, object] {
    const [path = "", query = ""] = address.split("?");
    this.calls.push(`${method} ${address}`);
    const wrong = this.trouble(method, path);
    if (wrong !== null) return [wrong, {}];
    if (path === "/begin") {
      const id = `up${this.next++}`;
      const { size } = JSON.parse(String(body)) as { size: number };
      this.uploads.set(id, { size, offset: 0 });
      return [201, { id, offset: 0, chunk: 5 * PIECE }];
    }
    const [, , id = "", act] = path.split("/");
    const upload = this.uploads.get(id);
    if (!upload) return [404, { code: "not_found" }];
    if (method === "PATCH") {
      const offset = Number(new URLSearchParams(query).get("offset"));
      if (offset !== upload.offset) return [409, { code: "upload_offset", offset: upload.offset }];
      upload.offset += (body as Blob).size;
    }
    if (act === "finish")
      return [200, { id, name: "film.mp4", size: upload.size, type: "video/mp4" }];
    return [200, { id, chunk: 5 * PIECE, ...upload }];
  }
}

let server: Server;

/** The browser's side of a request, answered by the server above. */
class Request {
  status = 0;
  responseText = "";
  timeout = 0;
  responseType = "";
  upload: { onprogress?: (event: { loaded: number }) => void } = {};
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  onloadend?: () => void;
  private method = "";
  private address = "";
  private gone = false;
  open(method: string, address: string) {
    this.method = method;
    this.address = address;
  }
  setRequestHeader() {}
  getResponseHeader() {
    return null;
  }
  abort() {
    this.gone = true;
    this.onabort?.();
    this.onloadend?.();
  }
  send(body: unknown) {
    queueMicrotask(() => {
      if (this.gone) return;
      if (body instanceof Blob) this.upload.onprogress?.({ loaded: body.size / 2 });
      const [status, answer] = server.answer(this.method, this.address, body);
      this.status = status;
      this.responseText = JSON.stringify(answer);
      if (this.gone) return;
      if (status === 0) this.onerror?.();
      else this.onload?.();
      this.onloadend?.();
    });
  }
}

const film = () =>
  new File([new Uint8Array(SIZE)], "film.mp4", { type: "video/mp4", lastModified: 5 });

function hooks(signal = new AbortController().signal) {
  const shares: number[] = [];
  const trouble: boolean[] = [];
  return {
    shares,
    trouble,
    signal,
    onProgress: (share: number) => shares.push(share),
    onTrouble: (lost: boolean) => trouble.push(lost),
  };
}

beforeEach(() => {
  server = new Server();
  localStorage.clear();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("XMLHttpRequest", Request);
  vi.stubGlobal(
    "fetch",
    vi.fn((address: string) => {
      server.calls.push(`DELETE ${address}`);
      server.uploads.delete(address.split("/")[2] ?? "");
      return Promise.resolve(new Response());
    }),
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("sends a large file in growing pieces and answers the file", async () => {
  const at = hooks();
  expect(await sendFile(way, film(), at)).toMatchObject({ id: "up1", name: "film.mp4" });
  expect(server.uploads.get("up1")?.offset).toBe(SIZE);
  const pieces = server.calls.filter((call) => call.startsWith("PATCH"));
  expect(pieces.length).toBeLessThan(5);
  expect(at.shares).toEqual([...at.shares].sort((a, b) => a - b));
  expect(at.shares.at(-1)).toBe(1);
  expect(localStorage.getItem("helpwright.uploads")).toBe("{}");
});

it("waits while the network is lost and goes on where it stopped", async () => {
  let fails = 3;
  server.trouble = (method) =>
    method === "PATCH" && server.calls.length > 2 && fails-- > 0 ? 0 : null;
  const at = hooks();
  const done = sendFile(way, film(), at);
  await vi.runAllTimersAsync();
  expect(await done).toMatchObject({ id: "up1" });
  expect(at.trouble).toContain(true);
  expect(at.trouble.at(-1)).toBe(false);
  expect(server.calls.filter((call) => call === "PATCH /uploads/up1?offset=0")).toHaveLength(1);
});

it("goes on at once when the network is back", async () => {
  server.trouble = (method) => (method === "PATCH" && server.calls.length === 2 ? 0 : null);
  const at = hooks();
  const done = sendFile(way, film(), at);
  await vi.waitFor(() => expect(at.trouble).toEqual([false, true]));
  dispatchEvent(new Event("online"));
  expect(await done).toMatchObject({ id: "up1" });
});

it("takes over what the server has when an answer was lost", async () => {
  server.trouble = (method, path) => {
    const upload = server.uploads.get("up1");
    if (method !== "PATCH" || !upload || server.calls.length !== 2) return null;
    upload.offset += PIECE;
    return path ? 0 : null;
  };
  const done = sendFile(way, film(), hooks());
  await vi.runAllTimersAsync();
  await done;
  expect(server.calls.filter((call) => call === "PATCH /uploads/up1?offset=0")).toHaveLength(2);
  expect(server.uploads.get("up1")?.offset).toBe(SIZE);
});

it("asks a person after many tries, and a retry goes on", async () => {
  server.trouble = (method) => (method === "PATCH" && server.calls.length > 2 ? 503 : null);
  const file = film();
  const failed = sendFile(way, file, hooks()).catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  expect(await failed).toBeInstanceOf(UploadFailure);
  const offset = server.uploads.get("up1")?.offset;
  expect(offset).toBe(PIECE);
  server.trouble = () => null;
  server.calls = [];
  await sendFile(way, file, hooks());
  expect(server.calls.slice(0, 2)).toEqual([
    "GET /uploads/up1",
    `PATCH /uploads/up1?offset=${PIECE}`,
  ]);
});

it("goes on with the same file after the page was closed, and with no other", async () => {
  const control = new AbortController();
  server.trouble = (method) => {
    if (method === "PATCH" && server.calls.length > 2) control.abort(PAUSE);
    return null;
  };
  await expect(sendFile(way, film(), hooks(control.signal))).rejects.toThrow("cancelled");
  server.trouble = () => null;
  server.calls = [];
  const other = new File([new Uint8Array(SIZE)], "other.mp4", { lastModified: 5 });
  expect(await sendFile(way, other, hooks())).toMatchObject({ id: "up2" });
  expect(await sendFile(way, film(), hooks())).toMatchObject({ id: "up1" });
  expect(server.calls.filter((call) => call.startsWith("POST /begin"))).toHaveLength(1);
});

it("tells the server when a person gives it up", async () => {
  const control = new AbortController();
  server.trouble = (method) => {
    if (method === "PATCH") control.abort();
    return null;
  };
  await expect(sendFile(way, film(), hooks(control.signal))).rejects.toThrow("cancelled");
  expect(server.calls.at(-1)).toBe("DELETE /uploads/up1");
  expect(localStorage.getItem("helpwright.uploads")).toBe("{}");
});

it("begins again once when the server has forgotten it", async () => {
  server.trouble = (method) => {
    if (method === "PATCH" && server.calls.length === 3) server.uploads.clear();
    return null;
  };
  const done = sendFile(way, film(), hooks());
  await vi.runAllTimersAsync();
  expect(await done).toMatchObject({ id: "up2" });
});

it("hears a refusal at once", async () => {
  server.trouble = (method) => (method === "PATCH" ? 415 : null);
  const error = await sendFile(way, film(), hooks()).catch((caught: unknown) => caught);
  expect((error as UploadFailure).reason).toBe("wrong_type");
  expect(server.calls.at(-1)).toBe("DELETE /uploads/up1");
});

it("sends a small file whole", async () => {
  server.trouble = (_, path) => (path === "/whole" ? 413 : null);
  const error = await sendFile(way, new File(["x"], "a.txt"), hooks()).catch((e: unknown) => e);
  expect((error as UploadFailure).reason).toBe("too_large");
  expect(server.calls).toEqual(["POST /whole"]);
});
