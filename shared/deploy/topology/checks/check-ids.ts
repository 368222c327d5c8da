import { pascal } from '../../template/cloudformation.ts';
import type { ReportProblem } from '../problem.ts';
import type { ConfigPath } from '../repair-value.ts';
import { FILES, type Sections, stageFile } from '../sections.ts';

/** Short names that differ only by a hyphen before a digit (`x-1`, `x1`): CloudFormation would know them by one logical id. */
export function checkLogicalIds(sections: Sections, stage: string, report: ReportProblem): void {
  const { streams, forwarders, subscriptions } = sections;
  const check = (file: string, named: readonly (readonly [name: string, path: ConfigPath])[]): void => {
    named.forEach(([name, path], index) => {
      const twin = named.slice(0, index).find(([other]) => other !== name && pascal(other) === pascal(name));
      if (twin === undefined) return;
      const id = `both become ${pascal(name)} in the logical ids of CloudFormation`;
      report(file, path, `expected a name that differs from ${twin[0]} by more than a hyphen, got ${name}: ${id}`);
    });
  };
  const ofMapping = (mapping: object, path: ConfigPath) =>
    Object.keys(mapping).map((name) => [name, [...path, name]] as const);
  const ofList = (list: readonly { readonly name: string }[], key: string) =>
    list.map(({ name }, index) => [name, [key, index, 'name']] as const);
  check(FILES.streams, ofMapping(streams.streams, ['streams']));
  check(FILES.streams, ofMapping(streams.deliveryStreams, ['deliveryStreams']));
  check(FILES.forwarders, ofList(forwarders.forwarders, 'forwarders'));
  check(FILES.subscriptions, ofList(subscriptions.subscriptions, 'subscriptions'));
  check(FILES.tasks, ofList(sections.tasks.tasks, 'tasks'));
  check(stageFile(stage), ofMapping(sections.stage.eden?.keys ?? {}, ['eden', 'keys']));
}
