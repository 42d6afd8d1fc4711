/** The administrator as a program, for what no story is about. */

import { randomUUID } from "node:crypto";
import { administrator, type Product } from "./product.ts";

interface Task {
  id: string;
  record: { id: string; number: string };
}

export interface Made {
  id: string;
  number: string;
  /** Path of the progress page. */
  progress: string;
}

export class Caller {
  readonly #product: Pick<Product, "url">;
  #headers: Record<string, string>;

  constructor(product: Pick<Product, "url">) {
    this.#product = product;
    this.#headers = { "content-type": "application/json", origin: product.url };
  }

  /** `sheet` is sent as it is, as a blueprint. */
  async call<Answer>(
    method: string,
    path: string,
    body?: unknown,
    sheet?: string,
  ): Promise<Answer> {
    const answer = await fetch(`${this.#product.url}/api/v1/${path}`, {
      method,
      headers: this.#headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(sheet === undefined ? {} : { body: sheet }),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    }
    const cookie = answer.headers.getSetCookie()[0]?.split(";")[0];
    if (cookie !== undefined) {
      this.#headers = { ...this.#headers, cookie };
    }
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  }

  /** As the administrator, or somebody else. */
  async signIn(
    { login, password } = administrator as { login: string; password: string },
  ): Promise<void> {
    const session = await this.call<{ csrf_token: string }>("POST", "session", { login, password });
    this.#headers = { ...this.#headers, "X-CSRF-Token": session.csrf_token };
  }

  async submit(values: Record<string, string>): Promise<Made> {
    const receipt = await this.call<{ id: string; number: string; progress_url: string }>(
      "POST",
      "public/forms/ticket/submissions",
      { id: randomUUID(), values },
    );
    return {
      id: receipt.id,
      number: receipt.number,
      progress: new URL(receipt.progress_url).pathname,
    };
  }

  async act(made: Made, verb: string, body: unknown = {}): Promise<void> {
    const { items } = await this.call<{ items: Task[] }>("GET", "tasks");
    const task = items.find((each) => each.record.number === made.number);
    if (task === undefined) {
      throw new Error(`There is no task for ${made.number}.`);
    }
    await this.call("POST", `tasks/${task.id}/${verb}`, body);
  }

  async answer(made: Made, verb: string): Promise<void> {
    await this.call("POST", `public/progress/${made.progress.split("/").at(-1)}/${verb}`, {});
  }
}
