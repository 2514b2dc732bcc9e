// Asks the validator that npm's aws-cdk-lib brings along about every template in the folders given. Prints what it finds; exits with 1 if that is an error
// or a warning that is not in judge.txt with its reason.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const lib = createRequire(new URL('./node_modules/aws-cdk-lib/package.json', import.meta.url));
const { CompositeEngine, TemplateFile, version } = lib('@aws/cloudformation-validate');

const known = readFileSync(new URL('./judge.txt', import.meta.url), 'utf8').split('\n').filter((l) => l && !l.startsWith('#')).map((l) => l.split(' '));
const engine = new CompositeEngine();
let templates = 0;
let found = 0;
for (const folder of process.argv.slice(2)) {
  for (const file of readdirSync(folder).filter((f) => f.endsWith('.json'))) {
    templates++;
    const { diagnostics } = engine.validateTemplate(new TemplateFile(join(folder, file)));
    for (const d of diagnostics) {
      if (['ERROR', 'FATAL', 'WARN', 'WARNING'].includes(String(d.severity).toUpperCase()) && !known.some(([rule, message]) => rule === d.ruleId && new RegExp(message).test(d.message))) {
        found++;
        console.log(`${file}: ${d.severity} ${d.ruleId} ${d.message}`);
      }
    }
  }
}

engine.free();
console.log(`${templates} templates, ${found} findings (cloudformation-validate ${version()})`);
process.exitCode = found > 0 || templates === 0 ? 1 : 0;
