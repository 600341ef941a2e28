package io.github.zuoraregenerate.fakes;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What one logger and those below it say while this is open. SLF4J's DEBUG is FINE here, WARN is WARNING. */
public final class CapturedLog extends Handler implements AutoCloseable {

    /** One message with its arguments in it. */
    public record Line(Level level, String logger, String text) {}

    private final Logger logger;
    private final Level levelBefore;
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    private CapturedLog(String name, Level level) {
        logger = Logger.getLogger(name);
        levelBefore = logger.getLevel();
        logger.setLevel(level);
        setLevel(Level.ALL);
        logger.addHandler(this);
    }

    /** Listens to that logger, set to that level. */
    public static CapturedLog of(String logger, Level level) {
        return new CapturedLog(logger, level);
    }

    /** In the order in which they were said. */
    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** The messages alone. */
    public List<String> texts() {
        return lines.stream().map(Line::text).toList();
    }

    @Override
    public void publish(LogRecord record) {
        lines.add(new Line(record.getLevel(), record.getLoggerName(), record.getMessage()));
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(levelBefore);
    }
}
