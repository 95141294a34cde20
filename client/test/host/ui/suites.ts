import type { PreparedWorkspace } from "../prepare-workspace.ts";
import type { Workbench } from "../workbench.ts";
import { connectionsUi } from "./connections.ts";
import { failingUi } from "./failing.ts";
import { noProjectUi } from "./no-project.ts";
import { picturesUi } from "./pictures.ts";
import { previewUi } from "./preview.ts";
import { sampleUi } from "./sample.ts";
import { targetsUi } from "./targets.ts";
import { twoHeadsUi } from "./two-heads.ts";
import { untrustedUi } from "./untrusted.ts";

export interface UiContext {
  readonly workbench: Workbench;
  readonly workspace: PreparedWorkspace;
  /** Called when a test has failed, while the window still shows it. */
  readonly onFailure: (title: string) => Promise<void>;
}

const suites: Readonly<Record<string, (context: UiContext) => void>> = {
  "sample-light": sampleUi,
  "sample-dark": picturesUi,
  "preview-light": previewUi("light"),
  "preview-dark": previewUi("dark"),
  "failing-ui": failingUi,
  "connections-ui": connectionsUi,
  "untrusted-ui": untrustedUi,
  "no-project-ui": noProjectUi,
  "targets-ui": targetsUi,
  "two-heads-ui": twoHeadsUi,
};

/** Declares the tests of a suite with mocha's describe and it. */
export function defineUiSuite(name: string, context: UiContext): void {
  const suite = suites[name];
  if (suite === undefined) throw new Error(`There is no suite ${name}.`);
  describe(name, () => {
    afterEach(async function () {
      if (this.currentTest?.state === "failed") await context.onFailure(this.currentTest.title);
    });
    suite(context);
  });
}
