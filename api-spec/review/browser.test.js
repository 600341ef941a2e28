// The reference page in a real browser, over the WebDriver protocol. Screenshots go to target/review/screenshots.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { redocly } from './redocly.js'

const REVIEW = fileURLToPath(new URL('../target/review/', import.meta.url))
const PAGE = pathToFileURL(join(REVIEW, 'openapi.html')).href
const VIEWS = [360, 1440].flatMap((width) => ['light', 'dark'].map((scheme) => ({ width, scheme })))

const found = {
  driver: onPath(['chromedriver'], process.env.CHROMEWEBDRIVER),
  browser: onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']),
}
if (!found.driver || !found.browser) {
  throw new Error(
    'The profile contract-browser needs Chromium and chromedriver on the PATH; install both (Debian: apt-get install ' +
      'chromium chromium-driver), or leave the profile out: contract-review checks the page without a browser.',
  )
}
if (!existsSync(join(REVIEW, 'openapi.html'))) {
  throw new Error('There is no target/review/openapi.html. Run the profile contract-review with or before this one.')
}

const profile = mkdtempSync(join(tmpdir(), 'contract-browser-'))
let driver
let session

before(async () => {
  mkdirSync(join(REVIEW, 'screenshots'), { recursive: true })
  const port = await freePort()
  driver = spawn(found.driver, [`--port=${port}`], { stdio: 'ignore' })
  const base = `http://127.0.0.1:${port}`
  await until(async () => (await (await fetch(`${base}/status`)).json()).value.ready)
  const { value } = await post(`${base}/session`, {
    capabilities: {
      alwaysMatch: {
        browserName: 'chrome',
        'goog:chromeOptions': {
          binary: found.browser,
          args: [
            '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
            '--disable-component-update', '--disable-sync', '--hide-scrollbars', `--user-data-dir=${profile}`,
          ],
        },
        'goog:loggingPrefs': { browser: 'ALL', performance: 'ALL' },
      },
    },
  })
  session = `${base}/session/${value.sessionId}`
})

after(async () => {
  if (session) await fetch(session, { method: 'DELETE' })
  driver?.kill()
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
})

for (const { width, scheme } of VIEWS) {
  test(`at ${width} pixels in ${scheme} the page fits, is readable, asks for nothing and reports no error`, async () => {
    await devtools('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: width < 500 })
    await devtools('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] })
    await log('performance')
    await log('browser')
    await post(`${session}/url`, { url: PAGE })

    const layout = await run(`
      const luminance = (color) => {
        const [r, g, b] = color.match(/[\\d.]+/g).map((part) => {
          const share = part / 255
          return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
        })
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
      }
      const background = (element) => {
        for (let each = element; each; each = each.parentElement) {
          const color = getComputedStyle(each).backgroundColor
          if (!color.startsWith('rgba(0, 0, 0, 0')) return color
        }
        return 'rgb(255, 255, 255)'
      }
      const faint = new Set()
      let small = 16
      for (const element of document.querySelectorAll('main *, nav *')) {
        if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue
        const style = getComputedStyle(element)
        const [one, other] = [luminance(style.color), luminance(background(element))].sort((a, b) => b - a)
        if ((one + 0.05) / (other + 0.05) < 4.5) faint.add(element.tagName + '.' + element.className)
        small = Math.min(small, parseFloat(style.fontSize))
      }
      return {
        width: innerWidth,
        overflow: document.documentElement.scrollWidth - innerWidth,
        dark: luminance(getComputedStyle(document.body).backgroundColor) < 0.1,
        faint: [...faint],
        small,
      }`)
    assert.equal(layout.width, width)
    assert.equal(layout.overflow, 0, 'the page scrolls sideways')
    assert.equal(layout.dark, scheme === 'dark')
    assert.deepEqual(layout.faint, [], 'too little contrast')
    assert.ok(layout.small >= 11, `text of ${layout.small} pixels`)

    await screenshot(`${width}-${scheme}.png`)
    assert.deepEqual((await log('browser')).map(({ message }) => message), [])
    const asked = (await log('performance'))
      .map(({ message }) => JSON.parse(message).message)
      .filter(({ method }) => method === 'Network.requestWillBeSent')
      .map(({ params }) => params.request.url)
      .filter((url) => !url.startsWith('data:'))
    assert.deepEqual(asked, [PAGE])
  })
}

test('every operation, parameter, header, schema and example of the contract is seen on the page', async () => {
  const contract = redocly.bundle(join(REVIEW, 'openapi.bundled.yaml'))
  const operation = Object.values(contract.paths)[0].post
  await run(`for (const each of document.querySelectorAll('details')) each.open = true`)
  const shown = (await run('return document.body.innerText')).replaceAll(/\s+/g, ' ')
  const expected = [
    ...Object.keys(contract.paths),
    operation.operationId,
    ...Object.values(contract.components.parameters).map(({ name }) => name),
    ...Object.values(operation.responses).flatMap(({ headers }) => Object.keys(headers)),
    ...Object.entries(contract.components.schemas).flatMap(([name, { properties = {} }]) => [name, ...Object.keys(properties)]),
    ...Object.values(contract.components.examples).flatMap(({ summary, value }) => [summary, JSON.stringify(value, null, 2)]),
    ...contract.servers.map(({ url }) => url),
  ].map((text) => text.replaceAll(/\s+/g, ' '))
  assert.deepEqual(expected.filter((text) => !shown.includes(text)), [])
})

test('the copy button copies the sample, or selects it', async () => {
  const { expected, label, selected } = await run(`
    const figure = document.querySelector('figure')
    figure.querySelector('button').click()
    await new Promise((done) => setTimeout(done, 300))
    return {
      expected: figure.querySelector('code').textContent,
      label: figure.querySelector('button').textContent,
      selected: String(getSelection()),
    }`)
  assert.ok(label === 'Copied' || (label === 'Selected' && selected.trim() === expected.trim()), `${label}: ${selected}`)
})

test('the page is usable by keyboard: every link, button and scrolling area takes the focus', async () => {
  const unreachable = await run(`
    return [...document.querySelectorAll('a[href], button, summary, pre, .scrolling')]
      .filter((element) => { element.focus(); return document.activeElement !== element })
      .map((element) => element.outerHTML.slice(0, 80))`)
  assert.deepEqual(unreachable, [])
})

async function devtools(cmd, params) {
  return (await post(`${session}/goog/cdp/execute`, { cmd, params })).value
}

async function run(script) {
  const wrapped = `const done = arguments[0]; (async () => { ${script} })().then(done, (error) => done({ error: String(error) }))`
  const { value } = await post(`${session}/execute/async`, { script: wrapped, args: [] })
  assert.equal(value?.error, undefined)
  return value
}

async function log(type) {
  return (await post(`${session}/se/log`, { type })).value
}

async function screenshot(name) {
  const { cssContentSize } = await devtools('Page.getLayoutMetrics', {})
  const clip = { x: 0, y: 0, width: cssContentSize.width, height: cssContentSize.height, scale: 1 }
  const { data } = await devtools('Page.captureScreenshot', { captureBeyondViewport: true, clip })
  writeFileSync(join(REVIEW, 'screenshots', name), Buffer.from(data, 'base64'))
}

async function post(url, body) {
  const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${url}: ${answer.value?.error}: ${answer.value?.message}`)
  return answer
}

async function until(ready) {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await ready().catch(() => false)) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`${found.driver} does not start: ${spawnSync(found.driver, ['--version'], { encoding: 'utf8' }).stderr}`)
}

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer()
    server.on('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}

function onPath(names, folder) {
  const folders = [folder, ...process.env.PATH.split(delimiter)].filter(Boolean)
  return folders.flatMap((each) => names.map((name) => join(each, name))).find((file) => existsSync(file))
}
