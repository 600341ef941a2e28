package io.github.zuoraregenerate.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that are made when they are needed, end after a minute without work, and keep no JVM alive. */
public final class DaemonThreads implements Executor, AutoCloseable {

    private final ExecutorService threads;

    /** Threads named {@code prefix-1}, {@code prefix-2} and so on. */
    public DaemonThreads(String prefix) {
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, prefix + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Interrupts what runs. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
