package berth.system.roles;

import berth.cli.fleet.client.Transport;
import berth.core.hub.role.BuiltInRoles;
import berth.core.hub.role.Role;
import berth.wire.json.JsonText;

import java.util.Arrays;
import java.util.stream.Collectors;

/// `docs/roles.md`: written from the table that [RoleEnforcementIT] tries.
final class RolePage {
    private static final String HEAD =
            """
            # Roles

            <!-- Generated from what RoleEnforcementIT tries, by that test with
                 -Dberth.docs.write=true. Do not edit. -->

            The tag `deviceRole` of a device's twin names its role. The hub records it, shows it to the
            device in the desired property `rolePermissions`, and enforces it on every message in every
            protocol. A change takes effect on open connections within a second. Every denial is counted
            and audited.

            A device without the tag is `standard`: it may do for itself whatever a device may do at an
            Azure IoT Hub. A tag that names no role allows the least, which is what a sensor may do.
            A *child* is a device whose `deviceScope` is the gateway's; it may do over its gateway what
            both its own role and the gateway's allow.

            ## What the roles are

            """;

    private static final String REFUSALS =
            """
            How a refusal looks:

            | transport | sending | listening | twins |
            | --- | --- | --- | --- |
            | MQTT, MQTT over WebSocket | the connection is closed | SUBACK 0x80 | `$iothub/twin/res/403` |
            | AMQP, AMQP over WebSocket | `rejected`, or the link is detached, with `amqp:not-allowed` | the link is detached with `amqp:not-allowed` | status 403, or the link is detached |
            | HTTPS | 403 RoleForbids | 403 RoleForbids | – |
            | applications, REST | | | 403 RoleForbids (403900) |
            | applications, AMQP | `rejected` with `amqp:not-allowed` | | |

            """;

    private RolePage() {}

    static String text() {
        var text = new StringBuilder(HEAD);
        text.append("| role | permissions | desired | reported |\n| --- | --- | --- | --- |\n");
        BuiltInRoles.ALL.forEach(role -> text.append(role(role)));
        text.append(
                "\n"
                    + "An own role is put to the hub with `PUT /roles/{name}`; that of the tables"
                    + " below:\n\n");
        text.append("```json\n").append(DeviceKind.OWN_ROLE).append("\n```\n\n");
        text.append("## What they allow\n\n");
        text.append(summary());
        text.append("\n## By transport\n\n").append(REFUSALS);
        for (var kind : DeviceKind.values()) {
            text.append(byTransport(kind)).append('\n');
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static String role(Role role) {
        var description = role.describe();
        return "| %s | %s | %s | %s |%n"
                .formatted(
                        role.name(),
                        words(JsonText.text(description.members().get("permissions"))),
                        words(JsonText.text(description.members().get("desired"))),
                        words(JsonText.text(description.members().get("reported"))));
    }

    private static String words(String array) {
        var words = array.replaceAll("[\\[\\]\"]", "").replace(",", "`, `");
        return words.isEmpty() ? "–" : "`" + words + "`";
    }

    private static String summary() {
        var text = new StringBuilder("| | ");
        var kinds = DeviceKind.values();
        text.append(
                Arrays.stream(kinds)
                        .map(DeviceKind::heading)
                        .collect(Collectors.joining(" | ", "", " |\n")));
        text.append("| --- |").append(" --- |".repeat(kinds.length)).append('\n');
        for (var action : RoleAction.values()) {
            text.append("| ").append(action.words()).append(" | ");
            text.append(
                    Arrays.stream(kinds)
                            .map(kind -> kind.allows(action) ? "yes" : "no")
                            .collect(Collectors.joining(" | ", "", " |\n")));
        }
        return text.toString();
    }

    private static String byTransport(DeviceKind kind) {
        var text = new StringBuilder("### " + kind.heading() + "\n\n| | ");
        var transports = Transport.values();
        text.append(
                Arrays.stream(transports)
                        .map(Transport::word)
                        .collect(Collectors.joining(" | ", "", " |\n")));
        text.append("| --- |").append(" --- |".repeat(transports.length)).append('\n');
        for (var action : RoleAction.values()) {
            text.append("| ").append(action.words()).append(" | ");
            text.append(
                    Arrays.stream(transports)
                            .map(transport -> Cell.expected(kind, action, transport).text())
                            .collect(Collectors.joining(" | ", "", " |\n")));
        }
        return text.toString();
    }
}
