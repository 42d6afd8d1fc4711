import { api, call } from "../../api/client";

/** The numbers of one widget as an Excel file, under the conditions that it is shown with. */
export const widgetSheet = (key: string, widget: string, filter?: string): Promise<Blob> =>
  call(
    api.GET("/dashboards/{key}/widgets/{widget}/sheet", {
      params: { path: { key, widget }, query: filter ? { filter } : {} },
      parseAs: "blob",
    }),
  ) as Promise<Blob>;
