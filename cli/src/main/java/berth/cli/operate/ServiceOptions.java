package berth.cli.operate;

import berth.cli.fleet.ClientTls;
import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.server.PemFiles;
import berth.server.StartupProblem;
import berth.server.dev.Ready;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;
import berth.wire.sas.ConnectionStringText;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;

import javax.net.ssl.SSLContext;

/// Which service a command is for, and how it shows what the service says: the options that all
/// operators' commands share.
final class ServiceOptions {
    private static final String VARIABLE = "BERTH_CONNECTION_STRING";

    /// How results are shown.
    enum Output {
        TABLE,
        JSON
    }

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "What 'berth dev --ready-file' wrote; then nothing else is needed.")
    @Nullable Path readyFile;

    @Option(
            names = "--connection-string",
            paramLabel = "TEXT|@FILE",
            description =
                    "Of a shared access policy of the service. Better in a file, or in the"
                            + " environment as "
                            + VARIABLE
                            + ": a command line is no secret.")
    @Nullable String connectionString;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "PEM certificate of the CA that signed the service's certificate. Default: the"
                            + " system's.")
    @Nullable Path ca;

    @Option(names = "--port", paramLabel = "PORT", description = "Default: ${DEFAULT-VALUE}")
    int port = 443;

    @Option(
            names = "--output",
            paramLabel = "FORM",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    Output output = Output.TABLE;

    @Spec(Spec.Target.MIXEE)
    @Nullable CommandSpec spec;

    /// A conversation with the service.
    @FunctionalInterface
    interface Conversation {
        /// @return what is to be shown
        Shown with(ServiceApi api) throws ServiceRefusal;
    }

    /// A result in both forms.
    ///
    /// @param table in lines
    record Shown(JsonValue document, String table) {
        /// A list.
        static Shown of(List<JsonObject> documents, String table) {
            return new Shown(new JsonArray(List.<JsonValue>copyOf(documents)), table);
        }
    }

    /// Has a conversation with the service and shows what came of it.
    ///
    /// @return the exit code: 0, or 1 after a refusal
    int converse(Conversation conversation) {
        var line = commandLine();
        try (var api = open()) {
            var shown = conversation.with(api);
            line.getOut()
                    .print(
                            output == Output.JSON
                                    ? JsonText.text(shown.document()) + System.lineSeparator()
                                    : shown.table());
            line.getOut().flush();
            return CommandLine.ExitCode.OK;
        } catch (ServiceRefusal e) {
            line.getErr().println("berth: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /// Something about the options is wrong: the command cannot even ask.
    ParameterException wrong(String why) {
        return new ParameterException(commandLine(), why);
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("not mixed into a command");
        }
        return spec.commandLine();
    }

    private ServiceApi open() {
        var ready = readyFile == null ? null : ready(readyFile);
        var parts = parts(ready == null ? secret() : ready.serviceConnectionString());
        var key = parts.key();
        if (key == null) {
            throw wrong("the connection string masks its key");
        }
        int https = ready == null ? port : ready.ports().https();
        return new ServiceApi(
                new ServiceApi.Target(parts.host(), https, parts.policyName(), key),
                tls(ready == null ? ca : ready.caCertificate()),
                InstantSource.system());
    }

    private String secret() {
        try {
            return SecretText.of(connectionString, VARIABLE, System.getenv())
                    .orElseThrow(
                            () ->
                                    wrong(
                                            "give --ready-file, or --connection-string or "
                                                    + VARIABLE));
        } catch (IllegalArgumentException e) {
            throw wrong("--connection-string: " + e.getMessage());
        }
    }

    private ConnectionStringText.Parts parts(String text) {
        try {
            return ConnectionStringText.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong("the connection string " + e.getMessage());
        }
    }

    private static SSLContext tls(@Nullable Path authority) {
        try {
            return authority == null
                    ? SSLContext.getDefault()
                    : ClientTls.anonymous(
                            ClientTls.trusting(
                                    List.of(PemFiles.certificate(authority).certificate())));
        } catch (IOException | GeneralSecurityException e) {
            throw new StartupProblem("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    private static Ready ready(Path file) {
        try {
            return Ready.parse(
                    JsonFields.object(JsonText.parse(Files.readString(file), JsonLimits.DEFAULT)));
        } catch (MalformedJson | BadDocument e) {
            throw new StartupProblem(
                    "%s is not a ready file: %s".formatted(file, e.getMessage()), e);
        } catch (IOException e) {
            throw new StartupProblem("cannot read " + file, e);
        }
    }
}
