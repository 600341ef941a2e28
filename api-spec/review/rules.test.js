// Every rule flags its bad fragment and not its good one. All fragments go through one run of the real linter.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { redocly } from './redocly.js'

const operation = (spec) => spec.paths['/v1/documents'].post
const body = (spec) => operation(spec).requestBody.content['application/json']
const request = (spec) => spec.components.schemas.Request
const ok = (spec) => operation(spec).responses['200']
const refused = (spec) => operation(spec).responses['4XX'].content['application/json'].examples.refused

/** rule, what the bad fragment does wrong, what the good one does nearly wrong */
const RULES = [
  ['contract/description', (spec) => delete spec.components.parameters.Flag.description, () => {}],
  ['contract/description', (spec) => (request(spec).properties.number.description = ' '), () => {}],
  ['contract/description', (spec) => delete ok(spec).headers['Retry-After'].description, () => {}],
  [
    'contract/description',
    (spec) => (request(spec).anyOf = [{ required: ['number'] }, { maxProperties: 1 }]),
    (spec) => (request(spec).anyOf = [{ required: ['number'] }, { description: 'Alone.', maxProperties: 1 }]),
  ],
  ['contract/example', (spec) => delete request(spec).properties.number.example, () => {}],
  ['contract/example', (spec) => delete spec.components.parameters.Flag.example, (spec) => (spec.components.parameters.Flag.example = false)],
  ['contract/example', (spec) => delete ok(spec).headers['Retry-After'].example, () => {}],
  ['contract/example', (spec) => (body(spec).examples = {}), () => {}],
  [
    'contract/payload-file',
    (spec) => (body(spec).examples.one = { externalValue: 'absent.json' }),
    (spec) => (body(spec).examples.one = { externalValue: 'right-payload.json' }),
  ],
  [
    'contract/payload-file',
    (spec) => (body(spec).examples.one = { externalValue: 'broken-payload.json' }),
    (spec) => (body(spec).examples.one = { externalValue: 'right-payload.json' }),
  ],
  ['contract/request-string-length', (spec) => delete request(spec).properties.number.maxLength, () => {}],
  [
    'contract/request-string-length',
    (spec) => (spec.components.parameters.Flag.schema = { type: 'string', maxLength: 5 }),
    (spec) => {
      spec.components.parameters.Flag.schema = { type: 'string', enum: ['a'] }
      spec.components.parameters.Flag.example = 'a'
    },
  ],
  [
    'contract/request-string-length',
    (spec) => delete request(spec).properties.number.minLength,
    (spec) => delete spec.components.schemas.Answer.properties.message.maxLength,
  ],
  [
    'contract/additional-properties',
    (spec) => delete request(spec).additionalProperties,
    (spec) => (request(spec).additionalProperties = false),
  ],
  [
    'contract/error-category',
    (spec) => delete refused(spec)['x-reason-category'],
    (spec) => delete ok(spec).content['application/json'].examples.done['x-reason-category'],
  ],
  ['contract/error-category', (spec) => (refused(spec)['x-reason-category'] = 12), () => {}],
  [
    'contract/error-category',
    (spec) => (refused(spec)['x-reason-category'] = 40),
    (spec) => {
      refused(spec).value = { success: false, reasons: [{ code: 'ObjectNotFound' }] }
      refused(spec)['x-reason-category'] = 40
    },
  ],
  [
    'contract/error-category',
    (spec) => (refused(spec).value.reasons[0].code = 70),
    (spec) => (refused(spec).value.reasons[0].code = 53100320),
  ],
  [
    'contract/error-category',
    (spec) => (ok(spec).content['application/json'].examples.rejected = { value: { success: false } }),
    (spec) => (ok(spec).content['application/json'].examples.rejected = { value: { success: false }, 'x-reason-category': 30 }),
  ],
  ['rule/operation-id-camel-case', (spec) => (operation(spec).operationId = 'POST_Regenerate'), () => {}],
  ['rule/operation-id-camel-case', (spec) => delete operation(spec).operationId, () => {}],
  [
    'rule/summary-length',
    (spec) => (operation(spec).summary = 's'.repeat(61)),
    (spec) => (operation(spec).summary = 's'.repeat(60)),
  ],
  ['rule/server-https', (spec) => (spec.servers[0].url = 'http://rest.zuora.com'), () => {}],
  ['rule/response-headers-present', (spec) => delete ok(spec).headers, () => {}],
  ['rule/response-headers-complete', (spec) => delete ok(spec).headers['RateLimit-Reset'], () => {}],

  // Redocly's own rules that the contract counts on.
  ['struct', (spec) => (operation(spec).sumary = 'x'), () => {}],
  ['no-unresolved-refs', (spec) => (body(spec).schema = { $ref: '#/components/schemas/Requst' }), () => {}],
  ['spec-ref-siblings', (spec) => (body(spec).schema.description = 'x'), () => {}],
  ['no-invalid-media-type-examples', (spec) => (body(spec).examples.one = { value: { numbr: 'CM1' } }), () => {}],
  [
    'no-invalid-media-type-examples',
    (spec) => (body(spec).examples.one = { externalValue: 'wrong-payload.json' }),
    (spec) => (body(spec).examples.one = { externalValue: 'right-payload.json' }),
  ],
  ['no-invalid-parameter-examples', (spec) => (spec.components.parameters.Flag.example = 'yes'), () => {}],
  ['no-invalid-schema-examples', (spec) => (request(spec).properties.number.example = ''), () => {}],
  ['operation-tag-defined', (spec) => (operation(spec).tags = ['Other']), () => {}],
  ['paths-kebab-case', (spec) => (spec.paths['/v1/billingDocs'] = { post: operation(spec) }), () => {}],
  ['no-unused-components', (spec) => (spec.components.schemas.Unused = { ...request(spec) }), () => {}],
  ['security-defined', (spec) => delete spec.security, () => {}],
  ['operation-4xx-response', (spec) => delete operation(spec).responses['4XX'], () => {}],
]

const problems = lintAll()

for (const [index, [rule, bad, good]] of RULES.entries()) {
  test(`${rule} flags ${shown(bad)}`, () => {
    const found = problems.filter((problem) => problem.document === `bad-${index}.json`)
    const hit = found.find((problem) => problem.rule === rule)
    assert.ok(hit, `${rule} is silent; found instead: ${found.map((problem) => problem.rule).join(', ') || 'nothing'}`)
    if (rule.startsWith('contract/') || rule.startsWith('rule/')) {
      assert.match(hit.message, /^(Add|Bound|Correct|Decide|Declare|Describe|Make|Say|Shorten|Show|Use|Write) /, 'is an imperative')
    }
  })
  test(`${rule} accepts ${shown(good)}, beside ${shown(bad)}`, () => {
    assert.deepEqual(problems.filter((problem) => problem.document === `good-${index}.json`), [])
  })
}

test('a duplicate key is reported with its line and column', () => {
  const [hit] = problems.filter((problem) => problem.file === 'duplicate-key.yaml')
  assert.match(hit.message, /duplicated mapping key/i)
  assert.deepEqual([hit.line, hit.column], [5, 3])
})

test('a syntax error is reported with its line', () => {
  const [hit] = problems.filter((problem) => problem.file === 'syntax-error.yaml')
  assert.deepEqual([hit.rule, hit.line, hit.column], ['syntax', 4, 1])
  assert.match(hit.message, /^Correct the YAML: /)
})

test('a reference to nothing is quoted', () => {
  const hit = problems.find(({ rule }) => rule === 'no-unresolved-refs')
  assert.match(hit.message, /^Correct the reference, it leads to nothing: #\/components\/schemas\/Requst\./)
})

test('a wrong payload is reported in the payload file', () => {
  assert.ok(problems.some((problem) => problem.file === 'wrong-payload.json' && problem.line === 2))
})

function shown(change) {
  const code = change.toString().replace(/^\((spec)?\) => /, '')
  return code === '{}' ? 'the fragment as it is' : code.replaceAll(/\s+/g, ' ')
}

function lintAll() {
  const folder = mkdtempSync(join(tmpdir(), 'contract-rules-'))
  try {
    const write = (name, content) => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    }
    write('right-payload.json', '{"number": "CM1"}')
    write('broken-payload.json', '{"number": ')
    write('wrong-payload.json', '{\n  "numbr": "CM1"\n}')
    const files = RULES.flatMap(([, bad, good], index) =>
      Object.entries({ bad, good }).map(([kind, change]) => {
        const spec = goodSpec()
        change(spec)
        return write(`${kind}-${index}.json`, JSON.stringify(spec, null, 2))
      }),
    )
    // A document that does not parse ends a run of the linter, so each has a run of its own.
    const duplicate = write('duplicate-key.yaml', 'openapi: 3.0.3\ninfo:\n  title: x\n  version: 1.0.0\n  title: y\npaths: {}\n')
    const broken = write('syntax-error.yaml', 'openapi: 3.0.3\ninfo:\n  title: "x\npaths: {}\n')
    const found = [files, [duplicate], [broken]].flatMap((documents) => redocly.lint(documents))
    return found.map((problem) => ({
      ...problem,
      file: basename(problem.file),
      document: basename(problem.document),
    }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function goodSpec() {
  const header = (schema, example) => ({ description: 'A header.', schema, example })
  const text = () => header({ type: 'string' }, 'x')
  const number = () => header({ type: 'integer' }, 1)
  const headers = () => ({
    'Zuora-Request-Id': text(),
    'Zuora-Track-Id': text(),
    'RateLimit-Limit': text(),
    'RateLimit-Remaining': number(),
    'RateLimit-Reset': number(),
    'Concurrency-Limit-Type': text(),
    'Concurrency-Limit-Limit': number(),
    'Concurrency-Limit-Remaining': number(),
    'Retry-After': text(),
    'Content-Encoding': text(),
    'WWW-Authenticate': text(),
  })
  const answer = (examples) => ({
    description: 'An answer.',
    headers: headers(),
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Answer' }, examples } },
  })
  return {
    openapi: '3.0.3',
    info: {
      title: 'Fragment',
      version: '1.0.0',
      description: 'A contract as small as the rules allow.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0.txt' },
    },
    servers: [{ url: 'https://rest.zuora.com', description: 'Production.' }],
    tags: [{ name: 'Documents', description: 'Documents.' }],
    security: [{ bearerAuth: [] }],
    paths: {
      '/v1/documents': {
        post: {
          tags: ['Documents'],
          operationId: 'regenerateDocument',
          summary: 'Regenerate',
          description: 'Regenerates.',
          parameters: [{ $ref: '#/components/parameters/Flag' }],
          requestBody: {
            description: 'A document.',
            required: true,
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Request' },
                examples: { one: { value: { number: 'CM1' } } },
              },
            },
          },
          responses: {
            200: answer({ done: { value: { success: true } } }),
            '4XX': answer({
              refused: { 'x-reason-category': 20, value: { success: false, reasons: [{ code: '53100320' }] } },
            }),
          },
        },
      },
    },
    components: {
      securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer', description: 'A token.' } },
      parameters: {
        Flag: { name: 'flag', in: 'query', description: 'A flag.', schema: { type: 'boolean' }, example: true },
      },
      schemas: {
        Request: {
          type: 'object',
          description: 'A request.',
          additionalProperties: false,
          required: ['number'],
          properties: {
            number: { type: 'string', description: 'A number.', minLength: 1, maxLength: 9, example: 'CM1' },
          },
        },
        Answer: {
          type: 'object',
          description: 'An answer.',
          additionalProperties: true,
          properties: { message: { type: 'string', description: 'Words.', maxLength: 99, example: 'No.' } },
        },
      },
    },
  }
}
