// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { followOrganization, usePreferences } from "./preferences";

describe("the organization's language", () => {
  const spoken = vi.spyOn(navigator, "language", "get");
  beforeEach(() => {
    usePreferences.setState({ language: "zh-CN" });
    localStorage.clear();
    spoken.mockReturnValue("de-DE");
  });

  it("is spoken where neither person nor browser has one", () => {
    followOrganization("en");
    expect(usePreferences.getState().language).toBe("en");
  });

  it("gives way to the browser's, and to what was chosen here", () => {
    spoken.mockReturnValue("zh-TW");
    followOrganization("en");
    expect(usePreferences.getState().language).toBe("zh-CN");
    spoken.mockReturnValue("de-DE");
    usePreferences.getState().setLanguage("zh-CN");
    followOrganization("en");
    expect(usePreferences.getState().language).toBe("zh-CN");
    localStorage.clear();
    followOrganization(null);
    expect(usePreferences.getState().language).toBe("zh-CN");
  });
});
