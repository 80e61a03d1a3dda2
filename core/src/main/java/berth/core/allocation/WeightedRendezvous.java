package berth.core.allocation;

import berth.core.hub.LinkedHub;
import berth.core.id.ByteString;
import berth.core.id.RegistrationId;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/// Weighted rendezvous hashing: each hub draws a score from the registration ID and its own name;
/// the highest wins. Shares follow the weights, and when a hub comes or goes only the devices it
/// gains or loses move.
///
/// Source: Schindelhauer and Schomaker, "Weighted distributed hash tables" (2005), the logarithm
/// method: score = -weight / ln(u) with u uniform in (0, 1).
final class WeightedRendezvous {
    private WeightedRendezvous() {}

    /// @param candidates not empty
    static LinkedHub choose(RegistrationId id, List<LinkedHub> candidates) {
        return candidates.stream()
                .max(
                        Comparator.<LinkedHub>comparingDouble(hub -> score(id, hub))
                                .thenComparing(hub -> hub.hostName().value()))
                .orElseThrow(() -> new IllegalArgumentException("no candidate"));
    }

    private static double score(RegistrationId id, LinkedHub hub) {
        var name = (id.value() + "\n" + hub.hostName().value()).getBytes(StandardCharsets.UTF_8);
        long bits = ByteBuffer.wrap(ByteString.sha256(name).toByteArray()).getLong() >>> 11;
        // 53 bits in the middle of their interval: never 0 and never 1, so the logarithm is finite.
        double uniform = (bits + 0.5) * 0x1.0p-53;
        return -hub.allocationWeight() / Math.log(uniform);
    }
}
