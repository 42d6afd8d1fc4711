import { ApiError } from "../src/api/errors";
import type { Document } from "../src/designer/document";
import type { Artefact, DraftBody, Saved, Wire } from "../src/designer/wire";

export const LIVE: Document = { name: "工单", fields: { phone: { label: "电话" } } };

/** A server as far as one artefact sees it: versions, staleness, being out of reach. */
export class DraftServer implements Wire {
  draft: { version: number; document: Document; by?: string; base?: number } | null = null;
  live: { version: number; document: Document } | null = { version: 1, document: LIVE };
  reachable = true;
  refuses: string | null = null;
  /** The session is over. */
  signedOut = false;
  /** Takes what is sent, but the answer never arrives. */
  losesAnswers = false;
  writes: DraftBody[] = [];
  farewells: DraftBody[] = [];
  problems: Saved["problems"] = [];

  private reach() {
    if (!this.reachable) throw new ApiError(0, {});
    if (this.signedOut) throw new ApiError(401, { code: "signed_out" });
  }
  /** The live version that the draft goes on from. */
  private base(): number {
    return this.draft?.base ?? this.live?.version ?? 0;
  }
  /** Somebody publishes this, or the draft that is there. */
  publish(document = this.draft?.document ?? LIVE): void {
    this.live = { version: (this.live?.version ?? 0) + 1, document };
    this.draft = null;
  }
  artefact(): Artefact | null {
    if (!this.live && !this.draft) return null;
    return {
      kind: "form",
      app: "desk",
      key: "ticket",
      name: "desk.ticket",
      live: this.live as Artefact["live"],
      draft: this.draft
        ? {
            version: this.draft.version,
            base: this.base(),
            removed: false,
            behind: this.base() !== (this.live?.version ?? 0),
            document: this.draft.document as Record<string, unknown>,
            changed_at: "2026-11-29T06:00:00Z",
            changed_by: this.draft.by ?? null,
          }
        : null,
      problems: this.problems,
      versions: [],
      used: [{ element: "field", at: ["phone"] }],
    };
  }
  read = async () => {
    this.reach();
    return this.artefact();
  };
  write = async (body: DraftBody): Promise<Saved> => {
    this.reach();
    if (this.refuses) throw new ApiError(422, { detail: this.refuses });
    if (body.version !== (this.draft?.version ?? 0)) {
      throw new ApiError(409, { code: "draft_stale", detail: "stale" });
    }
    const live = this.live?.version ?? 0;
    if (body.base !== undefined && body.base !== live) {
      throw new ApiError(409, { code: "draft_behind", detail: "behind" });
    }
    this.writes.push(body);
    const base = body.base ?? this.base();
    this.draft = { version: body.version + 1, document: body.document, base };
    if (this.losesAnswers) throw new ApiError(0, {});
    return {
      version: this.draft.version,
      document: body.document as Record<string, unknown>,
      problems: this.problems,
      inverses: [],
    };
  };
  discard = async (version: number) => {
    this.reach();
    if (this.draft && this.draft.version !== version) {
      throw new ApiError(409, { code: "draft_stale", detail: "stale" });
    }
    const found = this.draft !== null;
    this.draft = null;
    if (this.losesAnswers) throw new ApiError(0, {});
    return found;
  };
  farewell = (body: DraftBody) => void this.farewells.push(body);
}
