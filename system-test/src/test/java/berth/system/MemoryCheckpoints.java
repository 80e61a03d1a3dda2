package berth.system;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.PartitionOwnership;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Where processors of events say how far they are. Any thread.
final class MemoryCheckpoints implements CheckpointStore {
    private final Map<String, PartitionOwnership> owners = new ConcurrentHashMap<>();
    private final Map<String, Checkpoint> checkpoints = new ConcurrentHashMap<>();

    @Override
    public Flux<PartitionOwnership> listOwnership(
            String namespace, String eventHub, String consumerGroup) {
        return Flux.fromIterable(List.copyOf(owners.values()));
    }

    @Override
    public Flux<PartitionOwnership> claimOwnership(List<PartitionOwnership> wanted) {
        return Flux.fromIterable(wanted).filter(this::claim);
    }

    private synchronized boolean claim(PartitionOwnership wanted) {
        var owner = owners.get(wanted.getPartitionId());
        var known = owner == null ? null : owner.getETag();
        if (owner != null && !Objects.equals(known, wanted.getETag())) {
            return false;
        }
        wanted.setETag(UUID.randomUUID().toString());
        wanted.setLastModifiedTime(Instant.now().toEpochMilli());
        owners.put(wanted.getPartitionId(), wanted);
        return true;
    }

    @Override
    public Flux<Checkpoint> listCheckpoints(
            String namespace, String eventHub, String consumerGroup) {
        return Flux.fromIterable(List.copyOf(checkpoints.values()));
    }

    @Override
    public Mono<Void> updateCheckpoint(Checkpoint checkpoint) {
        checkpoints.put(checkpoint.getPartitionId(), checkpoint);
        return Mono.empty();
    }
}
