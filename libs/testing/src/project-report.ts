import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

/** What `npm test` reads of a project's run. */
export type ProjectReport = {
  passed: number;
  /** Each a text for the end of the log: where it was, and what was said. */
  failures: string[];
};

/**
 * A Vitest reporter that writes the run's `ProjectReport` to `file`, with paths from `root`. Beside the failed
 * tests it has what fails a run without failing a test: files that cannot be loaded, hooks, and errors that
 * nobody caught.
 */
export const projectReporter = (file: string, root: string): Reporter => ({
  onTestRunEnd(modules, unhandledErrors) {
    const report: ProjectReport = { passed: 0, failures: [] };
    for (const module of modules) {
      report.passed += [...module.children.allTests('passed')].length;
      report.failures.push(...failuresOf(module, relative(root, module.moduleId)));
    }
    report.failures.push(...unhandledErrors.map((error) => `an error that nobody caught: ${told(error)}`));
    writeFileSync(file, JSON.stringify(report));
  },
});

const failuresOf = (module: TestModule, where: string): string[] => [
  ...module.errors().map((error) => `${where}: ${told(error)}`),
  ...[...module.children.allSuites()].flatMap((suite) =>
    suite.errors().map((error) => `${where}: ${suite.fullName}: ${told(error)}`),
  ),
  ...[...module.children.allTests('failed')].map((test) => failureOf(test, where)),
];

const failureOf = (test: TestCase, where: string): string =>
  [`${where}: ${test.fullName}`, ...(test.result().errors ?? []).map(told)].join('\n    ');

/** The message, and of the stack what is ours. */
const told = ({ message, stack }: SerializedError): string =>
  stripVTControlCharacters(stack?.includes(message) ? stack : [message, stack].join('\n'))
    .split('\n')
    .filter((line) => !line.includes('/node_modules/') && !/^ +at new Promise/.test(line))
    .slice(0, 20)
    .join('\n    ');
