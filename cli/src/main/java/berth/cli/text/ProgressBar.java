package berth.cli.text;

import java.io.PrintStream;

/// How far a known number of things has come. On a terminal one line that redraws itself; into a
/// file or a pipe a line for each tenth.
public final class ProgressBar {
    private static final int WIDTH = 40;

    private final PrintStream out;
    private final String label;
    private final int total;
    private final boolean terminal;
    private int done;
    private int failed;
    private int drawn = -1;
    private int shown;

    public ProgressBar(PrintStream out, String label, int total, boolean terminal) {
        this.out = out;
        this.label = label;
        this.total = total;
        this.terminal = terminal;
    }

    /// Whether standard output is a terminal.
    @SuppressWarnings("SystemConsoleNull") // it still is where -Djdk.console=java.base says so
    public static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /// One more is finished. May be called from any thread.
    public synchronized void step(boolean success) {
        done++;
        if (!success) {
            failed++;
        }
        draw();
    }

    /// A line of its own in between. May be called from any thread.
    public synchronized void note(String line) {
        if (terminal) {
            out.print("\r" + " ".repeat(shown) + "\r");
        }
        out.println(line);
        drawn = -1;
        if (terminal && done > 0 && done < total) {
            draw();
        }
        out.flush();
    }

    private void draw() {
        int resolution = terminal ? 100 : 10;
        int reached = total == 0 ? resolution : done * resolution / total;
        if (reached == drawn && done < total) {
            return;
        }
        drawn = reached;
        int filled = total == 0 ? WIDTH : done * WIDTH / total;
        var bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
        var failures = failed == 0 ? "" : ", %d failed".formatted(failed);
        var line = "%s [%s] %d/%d%s".formatted(label, bar, done, total, failures);
        shown = line.length();
        if (terminal) {
            out.print("\r" + line + (done >= total ? "\n" : ""));
        } else {
            out.println(line);
        }
        out.flush();
    }
}
