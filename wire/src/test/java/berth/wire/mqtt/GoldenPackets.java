package berth.wire.mqtt;

import berth.core.id.ByteString;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Packets encoded by hand. Source: dps-device-protocol, section 10, V6.
final class GoldenPackets {
    private static final String OPERATION_ID =
            "4.0123456789abcdef.00112233-4455-4677-8899-aabbccddeeff";

    static final Map<String, MqttPacket> BY_HEX = byHex();

    private GoldenPackets() {}

    private static Map<String, MqttPacket> byHex() {
        var packets = new LinkedHashMap<String, MqttPacket>();
        packets.put(
                "104b00044d5154540480003c00066465762d30310037306e6541424344454630312f726567697374"
                    + "726174696f6e732f6465762d30312f6170692d76657273696f6e3d323031392d30332d3331",
                new MqttPacket.Connect(
                        "dev-01",
                        false,
                        60,
                        "0neABCDEF01/registrations/dev-01/api-version=2019-03-31",
                        null,
                        null));
        packets.put("20020000", new MqttPacket.ConnAck(false, ConnectCode.ACCEPTED));
        packets.put("20020005", new MqttPacket.ConnAck(false, ConnectCode.NOT_AUTHORIZED));
        packets.put(
                "821d00010018246470732f726567697374726174696f6e732f7265732f2301",
                new MqttPacket.Subscribe(
                        1,
                        List.of(
                                new MqttPacket.Subscription(
                                        "$dps/registrations/res/#", Qos.AT_LEAST_ONCE))));
        packets.put("9003000101", new MqttPacket.SubAck(1, List.of(1)));
        packets.put(
                "324d002e246470732f726567697374726174696f6e732f5055542f696f746470732d726567697374"
                        + "65722f3f247269643d3100027b22726567697374726174696f6e4964223a226465762d30"
                        + "31227d",
                MqttPacket.Publish.atLeastOnce(
                        "$dps/registrations/PUT/iotdps-register/?$rid=1",
                        text("{\"registrationId\":\"dev-01\"}"),
                        2));
        packets.put("40020002", new MqttPacket.PubAck(2));
        packets.put(
                "3292010030246470732f726567697374726174696f6e732f7265732f3230322f3f247269643d3126"
                        + "72657472792d61667465723d3300017b226f7065726174696f6e4964223a22342e303132"
                        + "333435363738396162636465662e30303131323233332d343435352d343637372d383839"
                        + "392d616162626363646465656666222c22737461747573223a2261737369676e696e6722"
                        + "7d",
                MqttPacket.Publish.atLeastOnce(
                        "$dps/registrations/res/202/?$rid=1&retry-after=3",
                        text(
                                "{\"operationId\":\"%s\",\"status\":\"assigning\"}"
                                        .formatted(OPERATION_ID)),
                        1));
        packets.put(
                "307f007d246470732f726567697374726174696f6e732f4745542f696f746470732d6765742d6f70"
                        + "65726174696f6e7374617475732f3f247269643d32266f7065726174696f6e49643d342e"
                        + "303132333435363738396162636465662e30303131323233332d343435352d343637372d"
                        + "383839392d616162626363646465656666",
                MqttPacket.Publish.atMostOnce(
                        "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId="
                                + OPERATION_ID,
                        ByteString.EMPTY));
        return packets;
    }

    private static ByteString text(String text) {
        return ByteString.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
