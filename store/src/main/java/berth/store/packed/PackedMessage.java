package berth.store.packed;

import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.SystemProperty;
import berth.core.id.ByteString;
import berth.wire.json.BadDocument;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A message as bytes:
///
/// ```text
/// format   = 1
/// message  = system application body
/// system   = count { code text | 0 name text }     code: place in SYSTEM, counted from 1
/// application = count { name text }
/// body     = length bytes
/// ```
public final class PackedMessage {
    private static final int FORMAT = 1;

    /// Places are stored: names may be added at the end, no more.
    private static final List<String> SYSTEM =
            List.of(
                    SystemProperty.MESSAGE_ID,
                    SystemProperty.CORRELATION_ID,
                    SystemProperty.USER_ID,
                    SystemProperty.TO,
                    SystemProperty.CONTENT_TYPE,
                    SystemProperty.CONTENT_ENCODING,
                    SystemProperty.EXPIRY,
                    SystemProperty.CREATION_TIME,
                    SystemProperty.INTERFACE_ID,
                    SystemProperty.SUBJECT,
                    SystemProperty.OUTPUT_NAME,
                    SystemProperty.MESSAGE_SCHEMA,
                    SystemProperty.DEVICE_ID,
                    SystemProperty.MODULE_ID,
                    SystemProperty.AUTH_METHOD,
                    SystemProperty.AUTH_GENERATION_ID,
                    SystemProperty.ENQUEUED_TIME,
                    SystemProperty.MESSAGE_SOURCE,
                    SystemProperty.MODEL_ID,
                    SystemProperty.DIAGNOSTIC_ID,
                    SystemProperty.CORRELATION_CONTEXT);

    private static final Map<String, Integer> CODES = codes();

    /// More than framing takes.
    private static final int SPARE = 64;

    private PackedMessage() {}

    public static byte[] pack(DeviceMessage message) {
        var packer = new Packer(message.size() + SPARE);
        packer.number(FORMAT);
        write(packer, message);
        return packer.finish();
    }

    /// @throws BadDocument when the bytes are not a message of ours
    public static DeviceMessage unpack(byte[] packed) throws BadDocument {
        var unpacker = new Unpacker(packed);
        if (unpacker.number() != FORMAT) {
            throw new BadDocument("", "has an unknown format");
        }
        var message = read(unpacker);
        unpacker.end();
        return message;
    }

    static void write(Packer packer, DeviceMessage message) {
        packer.number(message.system().size());
        message.system()
                .forEach(
                        (name, value) -> {
                            int code = CODES.getOrDefault(name, 0);
                            packer.number(code);
                            if (code == 0) {
                                packer.text(name);
                            }
                            packer.text(value);
                        });
        packer.number(message.application().size());
        message.application().forEach((name, value) -> packer.text(name).text(value));
        packer.bytes(message.body().toByteArray());
    }

    static DeviceMessage read(Unpacker unpacker) throws BadDocument {
        var system = new LinkedHashMap<String, String>();
        for (int left = unpacker.count(); left > 0; left--) {
            system.put(systemName(unpacker), unpacker.text());
        }
        var application = new LinkedHashMap<String, String>();
        for (int left = unpacker.count(); left > 0; left--) {
            application.put(unpacker.text(), unpacker.text());
        }
        return new DeviceMessage(system, application, ByteString.of(unpacker.bytes()));
    }

    private static String systemName(Unpacker unpacker) throws BadDocument {
        long code = unpacker.number();
        if (code == 0) {
            return unpacker.text();
        }
        if (code > SYSTEM.size()) {
            throw new BadDocument("", "knows no system property " + code);
        }
        return SYSTEM.get((int) code - 1);
    }

    private static Map<String, Integer> codes() {
        var codes = new HashMap<String, Integer>();
        for (var name : SYSTEM) {
            codes.put(name, codes.size() + 1);
        }
        return Map.copyOf(codes);
    }
}
