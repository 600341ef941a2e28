// Writes the contract as one file: each "externalValue: examples/x.json" becomes "value:" with the payload itself.
// Everything else stays as it is written, comments included.
import groovy.json.JsonException
import groovy.json.JsonSlurper

def spec = new File(source)
def bundled = []
spec.readLines('UTF-8').eachWithIndex { line, index ->
    def reference = line =~ /^(\s+)externalValue: (\S+)$/
    if (!reference.matches()) {
        bundled << line
        return
    }
    def (indent, path) = [reference.group(1), reference.group(2)]
    def payload = new File(spec.parentFile, path)
    def place = "${spec.name}:${index + 1}:${indent.length() + 1}"
    if (!payload.isFile()) {
        throw new IllegalStateException("$place: externalValue $path does not exist. Correct the path or add the file.")
    }
    try {
        new JsonSlurper().parse(payload, 'UTF-8')
    } catch (JsonException e) {
        throw new IllegalStateException("$place: $path is not JSON. Correct the file: ${e.message}")
    }
    // JSON is YAML, and one line of it needs no indentation.
    bundled << "${indent}value: ${payload.readLines('UTF-8')*.trim().join(' ')}".toString()
}
def file = new File(target)
file.parentFile.mkdirs()
file.setText(bundled.join('\n') + '\n', 'UTF-8')
