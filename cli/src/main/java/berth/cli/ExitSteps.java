package berth.cli;

import java.util.ArrayDeque;
import java.util.Deque;

/// What is left to do when the process ends, by Ctrl-C or otherwise: one after the other, the
/// reverse of the order in which it was asked for, so that a folder is removed when nobody writes
/// into it any more.
final class ExitSteps {
    private final Deque<Runnable> steps = new ArrayDeque<>();

    /// Steps that the end of this process runs.
    static ExitSteps ofProcess() {
        var steps = new ExitSteps();
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(steps::run));
        return steps;
    }

    synchronized void add(Runnable step) {
        steps.push(step);
    }

    /// A step that fails does not keep the others from being taken.
    synchronized void run() {
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (RuntimeException e) {
                System.err.println("berth: at the end: " + e);
            }
        }
    }
}
