// One sentence instead of a stack trace, where the tools of the review cannot run.
def need = 'The profile contract-review needs Node 20.19 or 22.12 and later, with npm, on the PATH'
def otherwise = 'install it, or leave the profile out: mvn verify guards the contract without Node, less strictly.'
def version = { String command ->
    try {
        def process = new ProcessBuilder(command, '--version').redirectErrorStream(true).start()
        process.inputStream.text.trim().replaceFirst('^v', '')
    } catch (IOException ignored) {
        null
    }
}
def node = version('node')
if (node == null) {
    throw new IllegalStateException("$need, but there is no node; $otherwise")
}
def (major, minor) = node.tokenize('.')*.toInteger()
if (!(major == 20 && minor >= 19 || major == 22 && minor >= 12 || major > 22)) {
    throw new IllegalStateException("$need, but node is $node; $otherwise")
}
def windows = System.getProperty('os.name').startsWith('Windows')
if (version(windows ? 'npm.cmd' : 'npm') == null) {
    throw new IllegalStateException("$need, but there is no npm; $otherwise")
}
