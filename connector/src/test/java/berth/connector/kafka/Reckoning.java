package berth.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// What a consumer found in a topic, held against what was sent.
///
/// @param records in the topic
/// @param repeated those of them that had been there before
record Reckoning(int records, int repeated) {
    /// Each of the sequences 1 to `last` is there at least once, none besides, each device's in one
    /// partition, and none for the first time after one that came after it.
    static Reckoning of(List<ConsumerRecord<byte[], byte[]>> found, long last) {
        var seen = new HashSet<Long>();
        var newest = new HashMap<String, Long>();
        var partitions = new HashMap<String, Set<Integer>>();
        int repeated = 0;
        for (var record : found) {
            long sequence = Telemetry.sequence(record);
            var device = new String(record.key(), StandardCharsets.UTF_8);
            partitions.computeIfAbsent(device, _ -> new HashSet<>()).add(record.partition());
            if (!seen.add(sequence)) {
                repeated++;
                continue;
            }
            assertThat(sequence)
                    .as("%s at offset %d of %d", device, record.offset(), record.partition())
                    .isGreaterThan(newest.getOrDefault(device, 0L));
            newest.put(device, sequence);
        }
        assertThat(missing(seen, last)).as("sequences that are missing").isEmpty();
        assertThat(seen).hasSize(Math.toIntExact(last));
        assertThat(partitions.values()).allSatisfy(each -> assertThat(each).hasSize(1));
        return new Reckoning(found.size(), repeated);
    }

    private static Set<Long> missing(Set<Long> seen, long last) {
        return LongStream.rangeClosed(1, last)
                .boxed()
                .filter(sequence -> !seen.contains(sequence))
                .collect(Collectors.toSet());
    }

    /// For a test that counts how often each is there.
    static Map<Long, Long> copies(List<ConsumerRecord<byte[], byte[]>> found) {
        return found.stream()
                .collect(Collectors.groupingBy(Telemetry::sequence, Collectors.counting()));
    }
}
