import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { changes, demands, greatestStep, nextVersions, report } from './gate.js'
import { redocly } from './redocly.js'

const CONTRACT = redocly.bundle(fileURLToPath(new URL('../src/main/openapi/openapi.yaml', import.meta.url)))
const CHANGELOG = '# Changelog\n\n## [Unreleased]\n\n### Contract\n\n- A field more.\n'
const operation = (contract) => contract.paths['/v1/uno-regenerate/billing-transaction'].post
const { schemas } = CONTRACT.components

/** what is changed, the group it belongs to, and the sentence that the reviewer reads */
const CHANGES = [
  [(it) => delete it.components.schemas.BillingTransactionResponse.properties.processId, 'breaking', /`processId` of `BillingTransactionResponse` was removed\./],
  [(it) => (it.components.parameters.IdempotencyKey.schema.maxLength = 200), 'breaking', 'Parameter `Idempotency-Key`: `maxLength` changed from `254` to `200`.'],
  [(it) => it.servers.splice(3, 1), 'breaking', 'Server `https://rest.na.zuora.com` was removed.'],
  [(it) => operation(it).parameters.splice(1, 1), 'breaking', '`reMigrate` query parameter was removed.'],
  [(it) => delete operation(it).responses['500'].headers['Retry-After'], 'breaking', 'Response header `Retry-After` was removed.'],
  [(it) => (it.components.schemas.BillingTransactionRequest['x-class-extra-annotation'] = '@Other'), 'breaking', /^`x-class-extra-annotation` of `BillingTransactionRequest` changed from `@io\..*` to `@Other`\.$/],
  [(it) => it.components.schemas.DocumentType.enum.pop(), 'breaking', '`DocumentType`: Enum of `type` lost values: `InvoiceItemAdjustment`.'],
  [(it) => it.components.schemas.DocumentType.enum.push('Payment'), 'compatible', /^`enum` of `DocumentType` changed from .*"Payment"\]`\.$/],
  [(it) => (it.components.schemas.ErrorResponse.properties.hint = schemas.Reason.properties.message), 'compatible', 'Field `hint` of `ErrorResponse` was added.'],
  [(it) => (it.components.parameters.TrackId.schema.maxLength = 128), 'compatible', '`maxLength` of parameter `Zuora-Track-Id` changed from `64` to `128`.'],
  [(it) => (it['x-new'] = { a: 1 }), 'compatible', '`x-new` was added.'],
  [(it) => (it.components.schemas.Reason.description = 'Why.'), 'editorial', '`description` of `Reason` changed from `One reason of a refusal.` to `Why.`.'],
  [(it) => (it.components.parameters.IdempotencyKey.description = 'Why. '.repeat(30)), 'editorial', 'The description of parameter `Idempotency-Key` was reworded.'],
  [(it) => (it.components.examples.RequestInvoiceByNumber.value.number = 'INV2'), 'editorial', 'Example `RequestInvoiceByNumber` changed.'],
  [(it) => (operation(it)['x-codeSamples'][0].source = 'curl'), 'editorial', /`x-codeSamples`/],
  [(it) => (it.info.title = 'Regenerate'), 'editorial', /^`title` of the title page changed/],
]

for (const [change, group, sentence] of CHANGES) {
  test(`${group}: ${sentence}`, () => {
    const found = compare(change)
    assert.deepEqual(new Set(found.map((each) => each.group)), new Set([group]), JSON.stringify(found, null, 1))
    assert.ok(
      found.some((each) => (sentence instanceof RegExp ? sentence.test(each.sentence) : each.sentence === sentence)),
      found.map((each) => each.sentence).join('\n'),
    )
  })
}

test('what is gone counts as a break where nothing rates it', () => {
  const [only, ...others] = changes({ ...CONTRACT, 'x-old': true }, CONTRACT, { changes: [] })
  assert.deepEqual([only.group, only.sentence, others], ['breaking', '`x-old` was removed.', []])
})

test('the version alone is no change', () => {
  assert.deepEqual(compare((it) => (it.info.version = '9.9.9')), [])
})

test('a change of a shared parameter is told once, with its line', () => {
  const [only, ...others] = compare((it) => (it.components.headers.ZuoraRequestId.schema.maxLength = 40))
  assert.deepEqual(others, [])
  assert.equal(typeof only.line, 'number')
})

for (const [step, expected] of [
  ['none', ['1.2.3']],
  ['patch', ['1.2.4', '1.3.0', '2.0.0']],
  ['minor', ['1.3.0', '2.0.0']],
  ['major', ['2.0.0']],
]) {
  test(`after 1.2.3 a ${step} step leads to ${expected.join(' or ')}`, () => assert.deepEqual(nextVersions('1.2.3', step), expected))
}

const BREAK = { group: 'breaking', step: 'major', sentence: 'Gone.', pointer: '#/a/b', pointers: ['#/a/b'] }
const ADDITION = { group: 'compatible', step: 'minor', sentence: 'New.', pointer: '#/c', pointers: ['#/c'] }
const accepted = (entry) => [{ version: '2.0.0', pointer: '#/a/b', reason: 'Zuora dropped it.', ...entry }]

/** what differs from a change that is ready, and what is demanded */
const DEMANDS = [
  [{}, []],
  [{ version: '1.3.0' }, [/^Set info.version to 2.0.0: a major step is needed after the released 1.2.3, but openapi.yaml says 1.3.0/, /^Avoid this break/]],
  [{ acceptedBreaks: [] }, [/^Avoid this break, or accept it by adding \{"version":"2.0.0","pointer":"#\/a\/b","reason":"…"\} to src\/released\/accepted-breaks.json: Gone\.$/]],
  [{ acceptedBreaks: accepted({ version: '1.0.0' }) }, [/^Avoid this break/]],
  [{ acceptedBreaks: accepted({ pointer: '#/a/bc' }) }, [/^Avoid this break/]],
  [{ acceptedBreaks: accepted({ pointer: '#/a' }) }, []],
  [{ acceptedBreaks: accepted({ reason: ' ' }) }, [/^Avoid this break/]],
  [{ changelog: '' }, [/^Add a line to CHANGELOG.md/]],
  [{ changelog: '## [Unreleased]\n\n### Contract\n\n### Added\n\n- A.\n' }, [/^Add a line/]],
  [{ changelog: '## [Unreleased]\n\n## [1.2.3]\n\n### Contract\n\n- Old.\n' }, [/^Add a line/]],
  [{ changelog: '## [Unreleased]\n\n### Added\n\n- A.\n\n### Contract\n\n- B.\n' }, []],
  [{ changes: [ADDITION], version: '1.3.0', acceptedBreaks: [] }, []],
  [{ changes: [ADDITION], version: '1.2.4', acceptedBreaks: [] }, [/^Set info.version to 1.3.0: a minor step/]],
  [{ changes: [], version: '1.2.3', changelog: '' }, []],
  [{ changes: [], version: '1.2.4', changelog: '' }, [/^Set info.version back to 1.2.3/]],
]

for (const [given, expected] of DEMANDS) {
  test(`${JSON.stringify(given)} demands ${expected.join(' and ') || 'nothing'}`, () => {
    const found = demands({
      changes: [BREAK, ADDITION],
      released: '1.2.3',
      version: '2.0.0',
      changelog: CHANGELOG,
      acceptedBreaks: accepted({}),
      ...given,
    })
    assert.equal(found.length, expected.length, found.join('\n'))
    expected.forEach((pattern, index) => assert.match(found[index], pattern))
  })
}

test('the report groups the changes and lists what is to do', () => {
  const text = report({ changes: [BREAK, ADDITION], released: '1.2.3', version: '1.3.0', demands: ['Do it.'] })
  assert.match(text, /^# Contract: 1\.2\.3 → 1\.3\.0\n\n\*\*1 breaking, 1 compatible, 0 editorial\.\*\* This needs a major step: from 1\.2\.3 to 2\.0\.0\.\n/)
  assert.match(text, /## To do before this can be merged\n\n- \[ \] Do it\.\n\n## Breaking: .*\n\n- Gone\. \(`#\/a\/b`\)\n\n## Compatible: .*\n\n- New\. /)
})

test('a released contract that does not parse is an error', () => {
  inFolder((folder) => {
    const broken = join(folder, 'broken.yaml')
    writeFileSync(broken, 'openapi: 3.0.3\ninfo:\n  title: "x\n')
    assert.throws(() => redocly.diff(broken, contractFile(folder)), /broken\.yaml/)
    assert.throws(() => redocly.bundle(broken), /broken\.yaml/)
  })
})

test('an empty or foreign released contract is an error', () => {
  inFolder((folder) => {
    for (const content of ['', 'title: no contract\n']) {
      const file = join(folder, 'foreign.yaml')
      writeFileSync(file, content)
      assert.throws(() => redocly.diff(file, contractFile(folder)), `for ${JSON.stringify(content)}`)
    }
  })
})

function compare(change) {
  const revision = structuredClone(CONTRACT)
  change(revision)
  return inFolder((folder) => {
    const file = join(folder, 'revision.json')
    writeFileSync(file, JSON.stringify(revision, null, 2))
    const found = changes(CONTRACT, revision, redocly.diff(contractFile(folder), file))
    assert.equal(greatestStep(found), found[0]?.step ?? 'none')
    return found
  })
}

function contractFile(folder) {
  const file = join(folder, 'contract.json')
  writeFileSync(file, JSON.stringify(CONTRACT, null, 2))
  return file
}

function inFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'contract-gate-'))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
