// Writes the facts of the resource types in types.txt, from AWS's published schemas as npm @aws-cdk/aws-service-spec collects them.
//
//   bin/facts         runs this and writes src/Fairlead.Aws/CloudFormation/Facts/cloudformation.facts
//
// The output is sorted by name and has neither dates nor descriptions, so that a newer version shows as a small diff.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';

const source = '@aws-cdk/aws-service-spec';
const require = createRequire(import.meta.url);
const { version } = JSON.parse(readFileSync(require.resolve(`${source}/package.json`), 'utf8'));
const database = await loadAwsServiceSpec();

const ordinal = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const sorted = (map) => Object.entries(map).sort(([a], [b]) => ordinal(a, b));

const wanted = readFileSync(new URL('types.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'))
  .map((line) => line.split(' '))
  .sort(([a], [b]) => ordinal(a, b));

function definitionsOf(resource) {
  const byId = new Map();
  for (const { entity } of database.follow('usesType', resource)) {
    byId.set(entity.$id, entity);
  }
  return byId;
}

function typeText(type, context) {
  switch (type.type) {
    case 'string':
      return type.allowedValues ? enumText(type.allowedValues) : 's';
    case 'date-time':
      return 's';
    case 'integer':
      return 'i';
    case 'number':
      return 'n';
    case 'boolean':
      return 'b';
    case 'json':
      return 'j';
    case 'tag':
      return 't';
    case 'array':
      return `[${typeText(type.element, context)}]`;
    case 'map':
      return `{${typeText(type.element, context)}}`;
    case 'union':
      return alternatives(type.types, context);
    case 'ref':
      return context.nameOf(type.reference.$ref);
    default:
      throw new Error(`${context.name}: a type of a kind that nobody told us of: ${JSON.stringify(type)}`);
  }
}

function alternatives(types, context) {
  const texts = new Set(types.flatMap((t) => typeText(t, context).split('|')));
  return texts.has('j') ? 'j' : [...texts].join('|');
}

function enumText(values) {
  if (values.some((v) => /[<>|,\s]/.test(v))) {
    throw new Error(`a value holds one of our own marks: ${values}`);
  }
  return `<${[...new Set(values.map(String))].sort(ordinal).join(',')}>`;
}

// What we know better, and why, stands in types.txt.
function effectOf(property, context, path) {
  const listed = (mark) => context.marks.find((m) => m.startsWith(`${mark}=`))?.slice(mark.length + 1).split(',').includes(path);
  if (listed('in-place') || listed('replaces')) {
    return listed('replaces') ? 'yes' : 'no';
  }
  return context.replaces(path) ? 'yes' : property.causesReplacement;
}

function propertyLine(name, property, context, path) {
  // Older types of a property are still accepted by AWS, and nothing that we write.
  const type = alternatives([property.type], context);
  const effect = effectOf(property, context, path);
  const flags = (property.required ? '*' : '') + (effect === 'yes' ? '!' : effect === 'maybe' ? '?' : '');
  return `${name} ${type}${flags && ` ${flags}`}`;
}

function resourceText(resource, marks) {
  const byId = definitionsOf(resource);
  const used = new Map();
  const context = {
    name: resource.cloudFormationType,
    marks,
    nameOf(id) {
      const definition = byId.get(id);
      if (used.has(definition.name) && used.get(definition.name) !== definition) {
        throw new Error(`${resource.cloudFormationType}: two definitions are called ${definition.name}`);
      }
      used.set(definition.name, definition);
      return `:${definition.name}`;
    },
    // Create-only properties inside nested definitions are listed apart in the schemas.
    replaces: (path) => (resource.additionalReplacementProperties ?? []).some((p) => p.join('/') === path),
  };

  const lines = [header(resource, marks)];
  lines.push(...sorted(resource.properties).map(([n, p]) => propertyLine(n, p, context, n)));
  lines.push(...sorted(resource.attributes).map(([n, a]) => `=${n} ${typeText(a.type, context)}`));
  const written = new Set();
  for (let next; (next = [...used.keys()].sort(ordinal).find((n) => !written.has(n))); ) {
    written.add(next);
    const definition = used.get(next);
    lines.push(`:${next}`, ...sorted(definition.properties).map(([n, p]) => propertyLine(n, p, context, `${next}/${n}`)));
  }
  return lines.join('\n');
}

function header(resource, marks) {
  const words = [resource.cloudFormationType];
  if (marks.includes('stateful') || resource.isStateful) {
    words.push('stateful');
  }
  if (resource.tagInformation && !marks.includes('untagged')) {
    words.push(`tags=${resource.tagInformation.tagPropertyName}:${resource.tagInformation.variant}`);
  }
  if (resource.primaryIdentifier?.length) {
    words.push(`id=${resource.primaryIdentifier.join(',')}`);
  }
  return words.join(' ');
}

const blocks = wanted.map(([name, ...marks]) => {
  const [resource] = database.lookup('resource', 'cloudFormationType', 'equals', name);
  if (!resource) {
    throw new Error(`types.txt: AWS publishes no type ${name}`);
  }
  return resourceText(resource, marks);
});

process.stdout.write(`# Facts of ${blocks.length} CloudFormation resource types. Made by bin/facts (tools/aws-facts) from npm ${source} ${version}; do not edit.
# AWS's published resource schemas, Apache License 2.0.
#
# AWS::A::B stateful tags=PROPERTY:VARIANT id=PRIMARY,IDENTIFIER   begins a type; then come its properties, attributes and definitions, by name
# NAME TYPE FLAGS         a property. Flags: * required, ! a change replaces the resource, ? a change may replace it
# =NAME TYPE              an attribute (Fn::GetAtt)
# :NAME                   begins a nested definition
# TYPE: s text, i integer, n number, b boolean, j any JSON, t tag, <A,B> one of, [T] list, {T} map, :NAME definition, T|T one or the other

${blocks.join('\n\n')}
`);
