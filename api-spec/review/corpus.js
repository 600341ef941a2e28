// Rates the corpus that ContractCorpusTest left: node review/corpus.js FOLDER. Writes FOLDER/table.md, and ends with 1
// if a breaking change passes both gates or a compatible one is stopped by either.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { changes, greatestStep } from './gate.js'
import { redocly } from './redocly.js'

const folder = process.argv[2]
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
const base = read('base.json')

const verdicts = Object.entries(read('verdicts.json'))
const diffs = await redocly.diffs(join(folder, 'base.json'), verdicts.map(([file]) => join(folder, file)))
const rows = verdicts.map(([file, { area, name, breaking, jvm }], index) => {
  const node = greatestStep(changes(base, read(file), diffs[index]))
  return { area, name, breaking, node, jvm, caught: [node, jvm].includes('major') }
})
const count = (test) => rows.filter(test).length
const mark = (step) => (step === 'major' ? '**major**' : step)
writeFileSync(
  join(folder, 'table.md'),
  [
    '# Which gate catches which change',
    '',
    `Of ${count((row) => row.breaking)} breaking changes the Node gate catches ${count((row) => row.breaking && row.node === 'major')}, ` +
      `the JVM gate ${count((row) => row.breaking && row.jvm === 'major')}, both together ${count((row) => row.breaking && row.caught)}. ` +
      `Of ${count((row) => !row.breaking)} compatible ones they stop ${count((row) => !row.breaking && row.caught)}.`,
    '',
    '| area | change | really | Node gate | JVM gate |',
    '|---|---|---|---|---|',
    ...rows.map((row) => `| ${row.area} | ${row.name} | ${row.breaking ? 'breaking' : 'compatible'} | ${mark(row.node)} | ${mark(row.jvm)} |`),
    '',
  ].join('\n'),
)
const wrong = rows.filter((row) => row.breaking !== row.caught)
console.log(readFileSync(join(folder, 'table.md'), 'utf8').split('\n')[2])
for (const { area, name, breaking, node, jvm } of wrong) {
  console.error(`- ${breaking ? 'Breaking, but passes both gates' : 'Compatible, but stopped'}: ${area}, ${name} (Node gate ${node}, JVM gate ${jvm})`)
}
process.exitCode = wrong.length === 0 ? 0 : 1
