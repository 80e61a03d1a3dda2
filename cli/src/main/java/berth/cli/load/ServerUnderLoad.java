package berth.cli.load;

import berth.server.StartupProblem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Another process of this machine, and what it has used so far. Linux only.
///
/// @param jvm whether it can be told to collect its garbage before its memory is read
record ServerUnderLoad(ProcessHandle process, boolean jvm) {
    private static final long GIVE_UP_SECONDS = 60;

    Duration processorTime() {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(
                        () -> new StartupProblem("no processor time of process " + process.pid()));
    }

    /// Resident memory, in bytes.
    long resident() throws IOException, InterruptedException {
        if (jvm) {
            collect();
        }
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow(() -> new IOException("no VmRSS of process " + process.pid()));
    }

    /// Memory of the heap in use, in bytes; 0 where there is none.
    long heap() throws IOException, InterruptedException {
        if (!jvm) {
            return 0;
        }
        collect();
        var used = tool("GC.heap_info").replaceAll("(?s).*?used (\\d+)K.*", "$1");
        return Long.parseLong(used) * 1024;
    }

    private void collect() throws IOException, InterruptedException {
        tool("GC.run");
    }

    private String tool(String command) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var run =
                new ProcessBuilder(jcmd, Long.toString(process.pid()), command)
                        .redirectErrorStream(true)
                        .start();
        var said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!run.waitFor(GIVE_UP_SECONDS, TimeUnit.SECONDS)) {
            run.destroyForcibly();
            throw new IOException("jcmd does not end");
        }
        return said;
    }
}
