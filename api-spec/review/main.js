// Reviews the contract: node review/main.js CHANGELOG. Writes target/review/ and ends with 1 if something is to do.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { changes, demands, report } from './gate.js'
import { page } from './page.js'
import { redocly } from './redocly.js'

const path = (relative) => fileURLToPath(new URL(relative, new URL('../', import.meta.url)))
const SOURCE = path('src/main/openapi/openapi.yaml')
const RELEASED = path('src/released/openapi.yaml')
const ACCEPTED_BREAKS = path('src/released/accepted-breaks.json')
const BUNDLE = path('target/classes/io/github/zuoraregenerate/openapi/openapi.yaml')
const REVIEW = path('target/review/')
const CHANGELOG = process.argv[2]

mkdirSync(REVIEW, { recursive: true })
const failures = []

const problems = redocly.lint([SOURCE])
write('lint.md', lintReport(problems))
for (const problem of problems) {
  failures.push(`${placed(problem)} ${problem.message} (${problem.rule})`)
}

if (problems.some(({ rule }) => ['syntax', 'no-unresolved-refs', 'contract/payload-file'].includes(rule))) {
  write('diff.md', '# Contract\n\nThe contract cannot be read, so it was compared with nothing. See lint.md.\n')
} else {
  copyFileSync(BUNDLE, `${REVIEW}openapi.bundled.yaml`)
  const bundle = redocly.bundle(BUNDLE)
  if (!isDeepStrictEqual(bundle, redocly.bundle(SOURCE))) {
    failures.push(`${BUNDLE} is not what openapi.yaml and its examples say. Run the build from its process-resources phase.`)
  }
  write('openapi.html', page(bundle))
  try {
    compare(bundle)
  } catch (error) {
    const failure = `Restore src/released/ from the last release, it cannot be compared with: ${error.message}`
    write('diff.md', `# Contract\n\n${failure}\n`)
    failures.push(failure)
  }
}

if (failures.length > 0) {
  console.error(`The contract is not ready to be merged; details are in ${REVIEW}\n`)
  console.error(failures.map((failure) => `- ${failure}`).join('\n'))
  process.exitCode = 1
} else {
  console.log(`The contract is ready to be merged. Its review is in ${REVIEW}`)
}

function compare(bundle) {
  const base = redocly.bundle(RELEASED)
  const found = changes(base, bundle, redocly.diff(RELEASED, BUNDLE))
  const [released, version] = [base.info.version, bundle.info.version]
  const open = demands({
    changes: found,
    released,
    version,
    changelog: readFileSync(CHANGELOG, 'utf8'),
    acceptedBreaks: JSON.parse(readFileSync(ACCEPTED_BREAKS, 'utf8')),
  })
  write('diff.md', report({ changes: found, released, version, demands: open }))
  failures.push(...open)
}

function write(name, content) {
  writeFileSync(`${REVIEW}${name}`, content)
}

function lintReport(found) {
  if (found.length === 0) return '# Lint\n\nThe contract keeps every rule.\n'
  const cell = (text) => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')
  return [
    '# Lint',
    '',
    `${found.length} to correct.`,
    '',
    '| where | rule | what to do |',
    '|---|---|---|',
    ...found.map((problem) => `| \`${placed(problem)}\` | ${problem.rule} | ${cell(problem.message)} |`),
    '',
  ].join('\n')
}

function placed({ file, line, column }) {
  return `${file}:${line}:${column}`
}
