/** The product as a person starts it: its own processes, its own data folder, its own port. */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Program, root } from "./program.ts";

export const administrator = {
  company: "华山科技",
  name: "王主管",
  login: "boss@example.com",
  password: "correct-horse-9",
};

export class Product {
  readonly url: string;
  readonly #program: Program;
  readonly #folder: string;

  private constructor(program: Program, folder: string, url: string) {
    this.#program = program;
    this.#folder = folder;
    this.url = url;
  }

  /** `options` are further options of `serve`. */
  static async start(smtpUrl: string, options: string[] = []): Promise<Product> {
    if (!existsSync(join(root, "src", "helpwright", "entry", "static", "index.html"))) {
      throw new Error("The web pages are not built. Run `make setup` first.");
    }
    const folder = mkdtempSync(join(tmpdir(), "helpwright-journey-"));
    const serve = ["serve", "--port", "0", "--data-dir", folder, ...options];
    const program = new Program("helpwright", serve, {
      HELPWRIGHT_SMTP_URL: smtpUrl,
      HELPWRIGHT_PUBLIC_URL: "",
      HELPWRIGHT_DATABASE_URL: "",
      HELPWRIGHT_DATA_DIR: "",
      LC_ALL: "C.UTF-8",
    });
    try {
      const url = await program.line((line) => /ready: (http:\S+)/.exec(line)?.[1]);
      return new Product(program, folder, url);
    } catch (error) {
      await program.end();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** The one-time link that the terminal shows on the first start. */
  async setupLink(): Promise<string> {
    return this.#program.line((line) => /(http:\S+\/setup\/\S+)/.exec(line)?.[1]);
  }

  /** Sets the product up without a browser: with the ready-made app, or with an administrator only. */
  async found(blueprint: "service_desk" | null = "service_desk"): Promise<void> {
    const token = (await this.setupLink()).split("/").at(-1);
    const answer = await fetch(`${this.url}/api/v1/setup`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: this.url },
      body: JSON.stringify({
        ...administrator,
        token,
        public_url: this.url,
        blueprint,
      }),
    });
    if (!answer.ok) {
      throw new Error(`Set-up was refused: ${await answer.text()}`);
    }
  }

  /** What it wrote to the terminal. */
  get lines(): readonly string[] {
    return this.#program.lines;
  }

  async end(): Promise<void> {
    await this.#program.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
