package berth.cli.process;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line that starts this very program once more, with other arguments: the same virtual
/// machine, classes and options. Whatever runs this one can run the other; there is no launcher to
/// be found.
///
/// @param options what stands before `main`: the virtual machine and its options
/// @param main the jar or the class with its class path
public record OwnProgram(List<String> options, List<String> main) {
    /// Options that only one process at a time may have, by what they begin with: files it writes
    /// and ports it opens for tools.
    private static final List<String> NOT_SHARED =
            List.of(
                    "-XX:ArchiveClassesAtExit",
                    "-XX:StartFlightRecording",
                    "-XX:+AutoCreateSharedArchive",
                    "-agentlib:",
                    "-agentpath:",
                    "-javaagent:",
                    "-Xrunjdwp",
                    "-Xlog",
                    "-Dcom.sun.management");

    public OwnProgram {
        options = List.copyOf(options);
        main = List.copyOf(main);
    }

    public static OwnProgram running(Class<?> main) {
        return of(
                main,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                ManagementFactory.getRuntimeMXBean().getInputArguments(),
                System.getProperty("java.class.path"));
    }

    /// @param options of this virtual machine
    static OwnProgram of(Class<?> main, String java, List<String> options, String classPath) {
        var beginning = new ArrayList<String>();
        beginning.add(java);
        options.stream()
                .filter(option -> NOT_SHARED.stream().noneMatch(option::startsWith))
                .forEach(beginning::add);
        if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
            // as the launcher script does: the jar's manifest has more to say
            return new OwnProgram(beginning, List.of("-jar", classPath));
        }
        beginning.add("--enable-native-access=ALL-UNNAMED");
        return new OwnProgram(beginning, List.of("-cp", classPath, main.getName()));
    }

    /// @param temporary for files that a killed process cannot remove
    public List<String> command(Path temporary, List<String> arguments) {
        var command = new ArrayList<>(options);
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(main);
        command.addAll(arguments);
        return command;
    }
}
