import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, call } from "../../api/client";
import { ApiError } from "../../api/errors";
import { useSaying } from "../../app/saying";
import { type Publication, publicationQuery, published } from "./queries";

/** How often the progress of a publication is asked for, in milliseconds; pushed changes come sooner. */
const ASK_EVERY = 800;

const over = (publication: Publication | undefined | null) =>
  publication?.state === "done" || publication?.state === "failed";

/** What goes with a publication: accepted effects, words about it, when it begins, flows that are brought over. */
export interface Wanted {
  accept: string[];
  note?: string;
  at?: string;
  migrate?: Record<string, { nodes: Record<string, string> }>;
}

export interface PublicationWork {
  /** The one that is shown: ours, or the one of somebody else that is under way. */
  publication: Publication | null;
  /** It was begun by somebody else, or elsewhere. */
  theirs: boolean;
  starting: boolean;
  canCancel: boolean;
  canceling: boolean;
  begin: (wanted: Wanted) => void;
  cancel: () => void;
  reset: () => void;
}

/** Begins a publication and follows it to its end; it goes on when nobody looks. */
export function usePublication(
  app: string,
  start: (wanted: Wanted) => Promise<Publication>,
  running: Publication | null,
): PublicationWork {
  const queries = useQueryClient();
  const { failed } = useSaying();
  const [ours, setOurs] = useState<string | null>(null);
  const [other, setOther] = useState<string | null>(null);
  const followed = ours ?? other ?? running?.id ?? null;

  const asked = useQuery({
    ...publicationQuery(followed ?? ""),
    enabled: followed !== null,
    refetchInterval: ({ state }) => (over(state.data) ? false : ASK_EVERY),
    initialData: running && running.id === followed ? running : undefined,
  });
  const publication = followed ? (asked.data ?? null) : null;
  const ended = over(publication);

  // Somebody else's publication that was seen while it ran is followed to its end.
  useEffect(() => {
    if (running && !ours) setOther(running.id);
  }, [running, ours]);

  useEffect(() => {
    if (ended) void published(queries);
  }, [ended, queries]);

  const begin = useMutation({
    mutationFn: start,
    onSuccess: (found) => {
      queries.setQueryData(publicationQuery(found.id).queryKey, found);
      setOurs(found.id);
      if (found.due_at) void queries.invalidateQueries({ queryKey: ["changes", app] });
    },
    onError: (error, wanted) => {
      const known = error instanceof ApiError ? (error.problem as { publication?: string }) : {};
      // Refused at its end, or another one is under way: both are told by the publication itself.
      if (known.publication) setOurs(known.publication);
      else failed(error, () => begin.mutate(wanted));
      void queries.invalidateQueries({ queryKey: ["changes", app] });
      void queries.invalidateQueries({ queryKey: ["versions"] });
    },
  });
  const cancel = useMutation({
    mutationFn: (id: string) =>
      call(
        api.POST("/publications/{publication}/cancel", { params: { path: { publication: id } } }),
      ),
    onSuccess: (found) => queries.setQueryData(publicationQuery(found.id).queryKey, found),
    onError: (error) => failed(error),
  });

  const early = publication !== null && !["switch", "contract"].includes(publication.step);
  return {
    publication,
    theirs: ours === null && publication !== null,
    starting: begin.isPending,
    canCancel: publication !== null && !ended && early,
    canceling: cancel.isPending || publication?.canceling === true,
    begin: (wanted) => begin.mutate(wanted),
    cancel: () => followed && cancel.mutate(followed),
    reset: () => {
      setOurs(null);
      setOther(null);
      begin.reset();
    },
  };
}
