package berth.hub.amqp;

import berth.core.error.StoreUnavailable;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpConnection.SaslRefusal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// SASL: `PLAIN` proves a device or a policy by its token; the others say nothing, and who it is
/// comes later. Owned by the session's thread.
///
/// ```text
/// {device}@sas.{hub}        password: a token of the device
/// {policy}@sas.root.{hub}   password: a token of the policy
/// ```
///
/// Source: iot-hub-protocol, sections 1.1 and 3.1.
final class SaslDialogue {
    private static final Logger LOG = LoggerFactory.getLogger(SaslDialogue.class);

    static final List<String> MECHANISMS = List.of("MSSBCBS", "ANONYMOUS", "PLAIN", "EXTERNAL");
    private static final String ROOT = "root.";
    private static final int PARTS = 3;

    private final AmqpConnection connection;
    private final HubDoor door;
    private final Proofs proofs;
    private final CbsNode.Desk desk;

    SaslDialogue(AmqpConnection connection, HubDoor door, Proofs proofs, CbsNode.Desk desk) {
        this.connection = connection;
        this.door = door;
        this.proofs = proofs;
        this.desk = desk;
    }

    void started(String mechanism, ByteString response) {
        switch (mechanism) {
            case "MSSBCBS", "ANONYMOUS" -> connection.authenticated();
            case "EXTERNAL" -> {
                if (connection.peer().certificates().isEmpty()) {
                    connection.refuse(SaslRefusal.CREDENTIALS);
                } else {
                    connection.authenticated();
                }
            }
            case "PLAIN" -> plain(response);
            default -> connection.refuse(SaslRefusal.CREDENTIALS);
        }
    }

    /// `authzid 0x00 authcid 0x00 password`. Source: RFC 4616, section 2.
    private void plain(ByteString response) {
        var parts = new String(response.toByteArray(), StandardCharsets.UTF_8).split("\0", -1);
        int at = parts.length == PARTS ? parts[1].lastIndexOf("@sas.") : -1;
        if (at < 0 || !door.named(connection, "")) {
            refuse("the user is nobody's, or no hub is named");
            return;
        }
        var name = parts[1].substring(0, at);
        var place = parts[1].substring(at + "@sas.".length()).toLowerCase(Locale.ROOT);
        boolean policy = place.startsWith(ROOT);
        if (!(policy ? place.substring(ROOT.length()) : place).equals(door.label())) {
            refuse("the user is of another hub");
            return;
        }
        judge(policy ? () -> policy(parts[2]) : () -> device(name, parts[2]));
    }

    private Proofs.Worth policy(String token) {
        return proofs.service(door.hub(), "/", token);
    }

    private Proofs.Worth device(String name, String token) {
        try {
            return proofs.client(door.hub(), HubClient.device(new DeviceId(name)), token);
        } catch (IllegalArgumentException _) {
            return new Proofs.Worth.Nothing(HubError.IOT_HUB_UNAUTHORIZED_ACCESS, "no device");
        }
    }

    private void judge(Supplier<Proofs.Worth> question) {
        connection.work(
                () -> {
                    Runnable next;
                    try {
                        next = door.find() ? judged(question.get()) : () -> refuse("no such hub");
                    } catch (StoreUnavailable e) {
                        LOG.warn("a token cannot be judged: {}", e.getMessage());
                        next = () -> connection.refuse(SaslRefusal.TEMPORARY);
                    }
                    connection.later(Duration.ZERO, next);
                });
    }

    private Runnable judged(Proofs.Worth worth) {
        return () -> {
            if (worth instanceof Proofs.Worth.Nothing(var error, var message)) {
                if (error.httpStatus() >= 500) {
                    connection.refuse(SaslRefusal.TEMPORARY);
                } else {
                    refuse(message);
                }
            } else if (desk.take(worth)) {
                connection.authenticated();
            } else {
                connection.refuse(SaslRefusal.TEMPORARY);
            }
        };
    }

    private void refuse(String reason) {
        LOG.info("SASL of {} is refused: {}", connection.peer().address(), reason);
        connection.refuse(SaslRefusal.CREDENTIALS);
    }
}
